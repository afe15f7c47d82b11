//! Connections inside the items of a connection.
//!
//! A page brings the first page of each nested connection. Generated code says which of them have further pages
//! ([`PendingPages`]). With [`Paginator::complete_nested`](crate::Paginator::complete_nested) these are fetched before the
//! page goes out, so that every item is complete; without it the page says what its items lack.

mod adapter;
mod ask;
mod asking;
mod complete;
mod completion;
mod fill;
mod guard;
mod reduced_page_sizes;
mod rest;
mod settings;
mod unselected_pages;

pub(crate) use self::adapter::NestedAdapter;
pub(crate) use self::asking::Asking;
pub(crate) use self::complete::{Completer, Incomplete};
pub(crate) use self::completion::Completion;
pub use self::fill::{extend, extend_nullable, pending_from, rest, value};
pub(crate) use self::reduced_page_sizes::ReducedPageSizes;
pub use self::settings::{CompletesNested, Truncated};
pub(crate) use self::unselected_pages::ItemList;
