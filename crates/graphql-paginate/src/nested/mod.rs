//! Connections inside the items of a connection.
//!
//! A page brings the first page of each nested connection. Generated code says which of them have more
//! ([`Gap`]); with [`Paginator::complete_nested`](crate::Paginator::complete_nested) the rest is asked for before
//! the page goes out, so that every item is whole, and without it the page says what it lacks.

mod ask;
mod bearable;
mod complete;
mod face;
mod fill;
mod guard;
mod rest;

pub(crate) use self::ask::Asking;
pub(crate) use self::bearable::Bearable;
pub(crate) use self::complete::{Completer, Completion, Incomplete};
pub use self::face::{CompleteNested, CompletesNested, Truncated};
pub use self::fill::{Gap, Nested, Unfilled, extend, extend_nullable, gaps_from, rest, value};
pub use self::rest::{OwnSize, Rest};
