//! Connections inside the items of a connection.
//!
//! A page contains the first page of each nested connection. Generated code reports which of them have further pages
//! ([`PendingPages`]). With [`Paginator::complete_nested`](crate::Paginator::complete_nested) these pages are fetched
//! before the page is yielded, so that every item is complete. Without it, the page reports which connections are
//! truncated.

mod adapter;
mod ask;
mod asking;
mod complete;
mod completion;
mod fill;
#[cfg(test)]
mod fixture;
mod flags;
mod follow_up;
mod guard;
mod item_lists;
mod open_connections;
mod reduced_page_sizes;
mod settings;
mod unselected_pages;

pub(crate) use self::adapter::NestedAdapter;
pub(crate) use self::asking::Asking;
pub(crate) use self::complete::{Completer, Incomplete};
pub(crate) use self::completion::Completion;
pub use self::fill::{PageList, check_lists, has_more, pending_from, rest, value};
pub(crate) use self::follow_up::OtherParent;
pub(crate) use self::item_lists::{ItemList, ItemLists};
pub(crate) use self::reduced_page_sizes::ReducedPageSizes;
pub use self::settings::CompletesNested;
