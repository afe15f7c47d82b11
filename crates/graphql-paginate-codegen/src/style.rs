//! Paging styles, and declarations of lists by the user.

/// The way in which a request selects a page of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Style {
    /// By a cursor of `pageInfo`, as a [Relay connection](https://relay.dev/graphql/connections.htm).
    Relay,
    /// By a token for the next page that each page contains; the last page has none.
    Token,
    /// By the number of items before the page.
    Offset,
    /// By the number of the page.
    PageNumber,
    /// By the key of the last item before the page; the list is ordered by that key.
    KeySet,
}

impl Style {
    /// Whether the client counts items or pages.
    #[must_use]
    pub fn is_counted(self) -> bool {
        matches!(self, Self::Offset | Self::PageNumber)
    }
}

/// What a field says about the end of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum EndMark {
    /// True: more pages follow.
    HasMore,
    /// Null: this page is the last.
    Next,
    /// The number of pages.
    Pages,
    /// The number of the last page.
    LastPage,
    /// The number of items in all pages.
    Total,
}
