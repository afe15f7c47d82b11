//! Connections inside the items of a connection.
//!
//! A page brings the first page of each nested connection. Generated code says which of them have further pages
//! ([`PendingPages`]). With [`Paginator::complete_nested`](crate::Paginator::complete_nested) these are fetched before the
//! page goes out, so that every item is complete; without it the page says what its items lack.

mod adapter;
mod ask;
mod complete;
mod completion;
mod fill;
mod guard;
mod reduced_page_sizes;
mod rest;
mod settings;
mod unselected;
mod unselected_pages;

pub(crate) use self::adapter::NestedAdapter;
pub(crate) use self::ask::Asking;
pub(crate) use self::complete::{Completer, Incomplete};
pub(crate) use self::completion::Completion;
pub use self::fill::{
    Nested, PendingPages, Unfilled, extend, extend_nullable, pending_from, rest, value,
};
pub(crate) use self::reduced_page_sizes::ReducedPageSizes;
pub use self::rest::{OwnSize, Rest};
pub use self::settings::{CompletesNested, Truncated};
pub use self::unselected::Unselected;
pub(crate) use self::unselected_pages::ItemList;
