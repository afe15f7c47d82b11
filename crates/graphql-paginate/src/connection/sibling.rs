//! Descriptions of several connections of one document, as generated code provides them.

use super::{Connection, Paging};
use crate::page::PageInfo;

/// One of the connections of a document, in the order of their `@include` variables.
#[derive(Debug)]
pub struct Sibling {
    pub(crate) name: &'static str,
    pub(crate) paging: Paging,
    /// The number of kinds of nested connections in its items.
    pub(crate) nested: usize,
}

/// One of the connections as a response holds it; `page_info` is `None` if it is null or was not requested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SiblingPageInfo {
    pub(crate) page_info: Option<PageInfo>,
    /// Whether the page has no items, not even nulls.
    pub(crate) is_empty: bool,
    pub(crate) null: &'static [&'static str],
}

impl Sibling {
    /// A connection and its name.
    #[must_use]
    pub const fn of<C: Connection>(name: &'static str) -> Self {
        Self {
            name,
            paging: C::PAGING,
            nested: C::NESTED.len(),
        }
    }
}
