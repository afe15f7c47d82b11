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
    /// All styles.
    pub(crate) const ALL: [Self; 5] = [
        Self::Relay,
        Self::Token,
        Self::Offset,
        Self::PageNumber,
        Self::KeySet,
    ];

    /// Its name in declarations and reports: `relay`, `token`, `offset`, `page` or `keyset`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Relay => "relay",
            Self::Token => "token",
            Self::Offset => "offset",
            Self::PageNumber => "page",
            Self::KeySet => "keyset",
        }
    }

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

impl EndMark {
    /// Those that a declaration can name.
    pub(crate) const DECLARED: [Self; 4] = [Self::HasMore, Self::Next, Self::Pages, Self::Total];

    /// Its name in declarations and reports: `has_more`, `next_page`, `pages`, `last_page` or `total`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::HasMore => "has_more",
            Self::Next => "next_page",
            Self::Pages => "pages",
            Self::LastPage => "last_page",
            Self::Total => "total",
        }
    }
}
