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

/// A declaration of how a list is paged, if that cannot be detected from its structure.
///
/// Only [`path`](Self::path) and [`style`](Self::style) are required; fields that are `None` are detected by their
/// usual names.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListDeclaration {
    /// Response keys from the root to the field that takes the paging arguments, `shop.products`.
    pub path: String,
    /// How its pages are requested.
    pub style: Style,
    /// The argument for the cursor, token, offset, page number or key: `offset`, `where.id_gt`.
    pub position: Option<String>,
    /// The argument for the size of a page.
    pub size: Option<String>,
    /// The list of items in the field's object.
    pub items: Option<String>,
    /// The number of the first page, or the offset of the first item.
    pub first: Option<u64>,
    /// The field with the token of the next page, as a path from the paged field: `meta.next`.
    pub next: Option<String>,
    /// The field that marks the end of a counted list, as a path from the paged field: `meta.hasMore`.
    pub end: Option<(EndMark, String)>,
    /// The field of an item that is its key; `id` by default.
    pub key: Option<String>,
}

impl ListDeclaration {
    /// Declares a list of this style at a path of response keys.
    #[must_use]
    pub fn new(path: impl Into<String>, style: Style) -> Self {
        Self {
            path: path.into(),
            style,
            position: None,
            size: None,
            items: None,
            first: None,
            next: None,
            end: None,
            key: None,
        }
    }
}
