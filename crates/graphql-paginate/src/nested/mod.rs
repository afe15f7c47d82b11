//! Connections inside the items of a connection.
//!
//! A page brings the first page of each nested connection. Generated code says which of them have more
//! ([`PendingPages`]); with [`Paginator::complete_nested`](crate::Paginator::complete_nested) the rest is asked for before
//! the page goes out, so that every item is whole, and without it the page says what it lacks.

mod ask;
mod complete;
mod fill;
mod guard;
mod reduced_page_sizes;
mod rest;
mod settings;

pub(crate) use self::ask::Asking;
pub(crate) use self::complete::{Completer, Completion, Incomplete};
pub use self::fill::{
    Nested, PendingPages, Unfilled, extend, extend_nullable, pending_from, rest, value,
};
pub(crate) use self::reduced_page_sizes::ReducedPageSizes;
pub use self::rest::{OwnSize, Rest};
pub use self::settings::{CompleteNested, CompletesNested, Truncated};
