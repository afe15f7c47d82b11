//! Connections inside the items of a connection.
//!
//! A page contains the first page of each nested connection. Generated code reports which of them have further pages
//! ([`PendingPages`]). With [`Paginator::complete_nested`](crate::Paginator::complete_nested) these pages are fetched
//! before the page is yielded, so that every item is complete. Without it, the page reports which connections are
//! truncated.

mod adapter;
mod completer;
mod completion;
mod fill;
mod first_pages;
#[cfg(test)]
mod fixture;
mod flags;
mod follow_up;
mod follow_up_context;
mod guard;
mod item_lists;
mod open_connections;
mod reduced_page_sizes;
mod rounds;
mod send;
mod settings;
mod unselected_pages;

pub(crate) use self::adapter::NestedAdapter;
pub(crate) use self::completer::Completer;
pub(crate) use self::completion::Completion;
pub use self::fill::{
    PageList, check_lists, decode_answer, decode_connection, has_more, pending_from, value,
};
pub(crate) use self::follow_up::OtherParent;
pub(crate) use self::follow_up_context::FollowUpContext;
pub(crate) use self::item_lists::{ItemListPath, ItemLists};
pub(crate) use self::reduced_page_sizes::ReducedPageSizes;
pub(crate) use self::rounds::Incomplete;
pub use self::settings::CompletesNested;
