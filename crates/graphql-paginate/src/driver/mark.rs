//! Where a walk stands.

use crate::page::Page;

/// A place between two items: so many items behind the beginning of the page at a cursor.
///
/// It does not depend on the page size: where the page turns out shorter, the rest of the offset reaches into the pages
/// after it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Mark {
    /// `None` at the beginning, never empty.
    pub(crate) cursor: Option<String>,
    /// Items in the order of the walk, nulls not counted.
    pub(crate) offset: u64,
}

impl Mark {
    pub(crate) fn at(cursor: String) -> Self {
        Self { cursor: Some(cursor), offset: 0 }
    }

    /// Behind so many items of the page, and not before this mark.
    pub(crate) fn behind(&self, items: u64) -> Self {
        Self { cursor: self.cursor.clone(), offset: self.offset.max(items) }
    }
}

/// A page on its way to the stream.
#[derive(Debug)]
pub(crate) struct Step<T, D> {
    pub(crate) page: Page<T, D>,
    /// Before its first item.
    pub(crate) before: Mark,
    /// Behind its last one, where the next page begins.
    pub(crate) after: Mark,
}
