//! Several connections of one document, as generated code lists them.

use super::{Connection, PageInfo, Paging};

/// One of the connections, as generated code lists them, in the order of their flags.
#[derive(Debug)]
pub struct Sibling {
    pub(crate) name: &'static str,
    pub(crate) paging: Paging,
    /// How many kinds of nested connections are inside its items.
    pub(crate) nested: usize,
}

/// What a response holds of one of the connections; `None` where it is null or was not asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) page_info: Option<PageInfo>,
    pub(crate) null: &'static [&'static str],
}

impl Sibling {
    /// A connection under its name.
    #[must_use]
    pub const fn of<C: Connection>(name: &'static str) -> Self {
        Self {
            name,
            paging: C::PAGING,
            nested: C::NESTED.len(),
        }
    }
}
