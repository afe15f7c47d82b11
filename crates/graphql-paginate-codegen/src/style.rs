//! The styles in which lists are paged, and their declaration.

/// How a request says which page of a list it asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Style {
    /// By a cursor of `pageInfo`, as a [Relay connection](https://relay.dev/graphql/connections.htm).
    Relay,
    /// By a token that each page has for the next one; the last page has none.
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
    /// The number of items in all pages.
    Total,
}

/// How a list is paged, where its structure does not tell.
///
/// Only [`path`](Self::path) and [`style`](Self::style) are needed; what is `None` is found by its usual names.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListDeclaration {
    /// Response keys from the root to the field that takes the paging arguments, `shop.products`.
    pub path: String,
    /// How its pages are asked for.
    pub style: Style,
    /// The argument for the cursor, token, offset, page number or key: `offset`, `where.id_gt`.
    pub position: Option<String>,
    /// The argument for the size of a page.
    pub size: Option<String>,
    /// The list of items in the field's object.
    pub items: Option<String>,
    /// The number of the first page, or the offset of the first item.
    pub first: Option<u64>,
    /// The field with the token of the next page, from the paged field on: `meta.next`.
    pub next: Option<String>,
    /// What tells that a counted list ends: a field from the paged field on, `meta.hasMore`.
    pub end: Option<(EndMark, String)>,
    /// The field of an item that is its key; `id` by default.
    pub key: Option<String>,
}

impl ListDeclaration {
    /// A list of this style at a path of response keys.
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
