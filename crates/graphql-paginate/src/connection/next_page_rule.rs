//! How the next page is found, and what marks the end of a list.

use std::borrow::Cow;

/// A path of response keys: constant in generated code, owned where a caller gives it at run time.
pub(crate) trait Keys {
    fn keys(&self) -> Cow<'_, [&str]>;
}

impl Keys for &'static [&'static str] {
    fn keys(&self) -> Cow<'_, [&str]> {
        Cow::Borrowed(self)
    }
}

impl Keys for Vec<String> {
    fn keys(&self) -> Cow<'_, [&str]> {
        self.iter().map(String::as_str).collect()
    }
}

/// How the next page is found; `P` is a path of response keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NextPageRule<P = &'static [&'static str]> {
    /// From the `pageInfo` that is read with the items.
    Taken,
    PageInfo(PageInfoPaths<P>),
    /// Response keys from `data` to the token.
    Token(P),
    Counted(Numbering, Option<EndPath<P>>),
    /// Response keys from an item to its key.
    KeySet(P),
}

impl<P: Keys> NextPageRule<P> {
    /// What a cursor is: other text if the same cursor would mean other items.
    pub(crate) fn cursor_kind(&self) -> String {
        match self {
            Self::Taken | Self::PageInfo(_) => "cursor".to_owned(),
            Self::Token(_) => "token".to_owned(),
            Self::Counted(numbering, _) => numbering.cursor_kind(),
            Self::KeySet(key) => format!("key {}", key.keys().join(".")),
        }
    }
}

/// What a page position counts: items or pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Numbering {
    pub(crate) unit: Unit,
    /// The number of the first page, or of the first item.
    pub(crate) first: u64,
    /// Whether the number is assumed: neither the schema nor the query states it.
    pub(crate) is_first_assumed: bool,
}

impl Numbering {
    pub(crate) const fn new(unit: Unit, first: u64) -> Self {
        Self {
            unit,
            first,
            is_first_assumed: false,
        }
    }

    /// What a cursor is, such as `page from 1`.
    pub(crate) fn cursor_kind(self) -> String {
        let unit = match self.unit {
            Unit::Item => "item",
            Unit::Page => "page",
        };
        format!("{unit} from {}", self.first)
    }

    pub(crate) const fn assumed(mut self) -> Self {
        self.is_first_assumed = true;
        self
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    Item,
    Page,
}

/// Response keys from `data` to a field that marks the end of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct EndPath<P = &'static [&'static str]> {
    pub(crate) mark: EndMark,
    pub(crate) path: P,
}

/// The meaning of the field that marks the end of a list with offsets or page numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum EndMark {
    /// A Boolean: more pages follow.
    HasMore,
    /// The number of the next page, or null at the end.
    Next,
    /// The number of pages.
    Pages,
    /// The number of the last page: one less than the number of pages if the first page is 0.
    LastPage,
    /// The number of items in all pages.
    ///
    /// Totals are not always exact: if the last page may be full, one more page is requested.
    Total,
}

/// Response keys to the values that the next request needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PageInfoPaths<P = &'static [&'static str]> {
    /// From the connection to the object from which the other keys start; `None` if they start from `data`.
    pub(crate) key: Option<&'static str>,
    pub(crate) has_more: P,
    pub(crate) cursor: P,
}
