//! The documents of a walk, as generated code states them.

use super::Direction;

/// How the pages of a connection are asked for.
///
/// Built at compile time:
///
/// ```
/// use graphql_paginate::{PageDocument, Paging};
///
/// const FORWARD: &str = "query Films($first: Int, $after: String) {
///   films(first: $first, after: $after) { nodes { title } pageInfo { hasNextPage endCursor } }
/// }";
/// const PAGING: Paging =
///     Paging::new(&["films"]).forward(PageDocument::new(FORWARD, "after").size("first"));
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Paging {
    pub(crate) path: &'static [&'static str],
    pub(crate) items: &'static [&'static str],
    pub(crate) total: &'static [&'static str],
    pub(crate) forward: Option<PageDocument>,
    pub(crate) backward: Option<PageDocument>,
    pub(crate) direction: Direction,
    pub(crate) conditions: &'static [(&'static str, Option<bool>, bool)],
    pub(crate) nested_sizes: &'static [&'static str],
    pub(crate) flags: &'static [&'static str],
    pub(crate) flag: usize,
    /// Response keys from the connection to its list of items, and from an element of that to the item.
    pub(crate) item_keys: (&'static [&'static str], &'static [&'static str]),
}

impl Paging {
    /// The connection at this path of response keys from `data`, `["repository", "pullRequests"]`.
    #[must_use]
    pub const fn new(path: &'static [&'static str]) -> Self {
        Self {
            path,
            items: &[],
            total: &[],
            forward: None,
            backward: None,
            direction: Direction::Forward,
            conditions: &[],
            nested_sizes: &[],
            flags: &[],
            flag: 0,
            item_keys: (&["nodes"], &[]),
        }
    }

    /// Response keys from the connection to its list of items, and from an element of that to the item: `["edges"]` and
    /// `["node"]`. By default `["nodes"]`, whose elements are the items.
    ///
    /// Read only to complete nested connections whose `pageInfo` the query does not select.
    #[must_use]
    pub const fn items_at(
        mut self,
        list: &'static [&'static str],
        item: &'static [&'static str],
    ) -> Self {
        self.item_keys = (list, item);
        self
    }

    /// Response keys from the connection to its list of items, where they are not `nodes` or `edges`.
    #[must_use]
    pub const fn items(mut self, keys: &'static [&'static str]) -> Self {
        self.items = keys;
        self
    }

    /// Response keys from `data` to the number of items in all pages, where [`Connection::take`](super::Connection::take)
    /// does not read it.
    #[must_use]
    pub const fn total(mut self, keys: &'static [&'static str]) -> Self {
        self.total = keys;
        self
    }

    /// The document of a walk from the first item on.
    #[must_use]
    pub const fn forward(mut self, document: PageDocument) -> Self {
        self.forward = Some(document);
        self
    }

    /// The document of a walk from the last item back.
    #[must_use]
    pub const fn backward(mut self, document: PageDocument) -> Self {
        self.backward = Some(document);
        self
    }

    /// The direction of a walk that asks for none; forward by default.
    #[must_use]
    pub const fn by_default(mut self, direction: Direction) -> Self {
        self.direction = direction;
        self
    }

    /// Variables that must have a value for the connection to be in the response: name, default, value.
    #[must_use]
    pub const fn conditions(
        mut self,
        conditions: &'static [(&'static str, Option<bool>, bool)],
    ) -> Self {
        self.conditions = conditions;
        self
    }

    /// The caller's variables that hold sizes of connections inside this one.
    ///
    /// A walk that may [shrink nested pages](crate::Paginator::shrink_nested) lowers them.
    #[must_use]
    pub const fn nested_sizes(mut self, variables: &'static [&'static str]) -> Self {
        self.nested_sizes = variables;
        self
    }

    /// The Boolean variables that ask for the connections of a document, and the index of this connection's.
    #[must_use]
    pub const fn flags(mut self, variables: &'static [&'static str], own: usize) -> Self {
        self.flags = variables;
        self.flag = own;
        self
    }
}

/// A document that asks for one page, and the variables that say which.
#[derive(Debug, Clone, Copy)]
pub struct PageDocument {
    pub(crate) text: &'static str,
    pub(crate) size: Option<&'static str>,
    pub(crate) cursor: &'static str,
    pub(crate) default_size: PageDefault,
    pub(crate) default_cursor: PageDefault,
    pub(crate) is_size_required: bool,
    pub(crate) is_cursor_integer: bool,
    pub(crate) left_out: &'static [&'static str],
    pub(crate) onward: Onward,
}

/// How the next page is found.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Onward {
    /// By the `pageInfo` that [`Connection::take`](super::Connection::take) reads.
    Taken,
    PageInfo(PageInfoPaths),
    /// Response keys from `data` to the token.
    Token(&'static [&'static str]),
    Counted(Numbering, Option<EndPath>),
    /// Response keys from an item to its key.
    KeySet(&'static [&'static str]),
}

/// What the client counts to ask for a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Numbering {
    pub(crate) unit: Unit,
    /// The number of the first page, or of the first item.
    pub(crate) first: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    Item,
    Page,
}

/// Response keys from `data` to a field that tells that a list ends.
#[derive(Debug, Clone, Copy)]
pub(crate) struct EndPath {
    pub(crate) mark: EndMark,
    pub(crate) path: &'static [&'static str],
}

/// What a field says about the end of a list whose pages are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum EndMark {
    /// A flag: more pages follow.
    HasMore,
    /// Null or the number of the next page.
    Next,
    /// The number of pages.
    Pages,
    /// The number of items in all pages.
    ///
    /// Totals are not always exact: where the last page is as long as was asked for, one more page is asked for.
    Total,
}

/// What the query says about a size or a cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageDefault {
    /// Nothing.
    None,
    /// A literal: digits, or the text of a cursor.
    Literal(&'static str),
    /// A variable of the caller's.
    Variable(&'static str),
    /// A variable of the caller's, and its default in the document.
    VariableOr(&'static str, &'static str),
}

/// Response keys from `data` to what the next request needs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PageInfoPaths {
    pub(crate) has_more: &'static [&'static str],
    pub(crate) cursor: &'static [&'static str],
}

impl PageDocument {
    /// A document with a variable of this name for the cursor of a page; `options.skip` is the member `skip` of the
    /// variable `options`, here and wherever a variable is named.
    #[must_use]
    pub const fn new(text: &'static str, cursor: &'static str) -> Self {
        Self {
            text,
            size: None,
            cursor,
            default_size: PageDefault::None,
            default_cursor: PageDefault::None,
            is_size_required: false,
            is_cursor_integer: false,
            left_out: &[],
            onward: Onward::Taken,
        }
    }

    /// The variable for the size of a page; without it, the document or the server fixes the size.
    #[must_use]
    pub const fn size(mut self, variable: &'static str) -> Self {
        self.size = Some(variable);
        self
    }

    /// The size where the walk sets none.
    #[must_use]
    pub const fn default_size(mut self, default: PageDefault) -> Self {
        self.default_size = default;
        self
    }

    /// The cursor where the walk begins unless it says otherwise.
    #[must_use]
    pub const fn default_cursor(mut self, default: PageDefault) -> Self {
        self.default_cursor = default;
        self
    }

    /// The schema insists on a size.
    #[must_use]
    pub const fn size_required(mut self) -> Self {
        self.is_size_required = true;
        self
    }

    /// Cursors are integers, such as `after: Int`.
    #[must_use]
    pub const fn integer_cursor(mut self) -> Self {
        self.is_cursor_integer = true;
        self
    }

    /// Variables of the caller's that are not sent, since the document does not declare them.
    #[must_use]
    pub const fn leave_out(mut self, variables: &'static [&'static str]) -> Self {
        self.left_out = variables;
        self
    }

    /// Response keys from `data` to the flag and the cursor of the next page, for a query that does not select them
    /// itself: they are read from the JSON of the response.
    #[must_use]
    pub const fn page_info(
        mut self,
        has_more: &'static [&'static str],
        cursor: &'static [&'static str],
    ) -> Self {
        self.onward = Onward::PageInfo(PageInfoPaths { has_more, cursor });
        self
    }

    /// The next page begins at the token at these response keys from `data`; the list ends where it is null or empty.
    #[must_use]
    pub const fn token(mut self, path: &'static [&'static str]) -> Self {
        self.onward = Onward::Token(path);
        self
    }

    /// The variable of the cursor holds the number of items before the page, from `first` on.
    ///
    /// An empty page is the end, unless [`end`](Self::end) names a field that tells more.
    #[must_use]
    pub const fn offset(mut self, first: u64) -> Self {
        let unit = Unit::Item;
        self.onward = Onward::Counted(Numbering { unit, first }, None);
        self
    }

    /// The variable of the cursor holds the number of the page, from `first` on.
    ///
    /// An empty page is the end, unless [`end`](Self::end) names a field that tells more.
    #[must_use]
    pub const fn page_number(mut self, first: u64) -> Self {
        let unit = Unit::Page;
        self.onward = Onward::Counted(Numbering { unit, first }, None);
        self
    }

    /// What tells that a list ends whose pages are counted: response keys from `data` to it.
    #[must_use]
    pub const fn end(mut self, mark: EndMark, path: &'static [&'static str]) -> Self {
        if let Onward::Counted(numbering, _) = self.onward {
            self.onward = Onward::Counted(numbering, Some(EndPath { mark, path }));
        }
        self
    }

    /// The variable of the cursor holds the key of the last item before the page, which is at these response keys of an
    /// item; the list has to be in the order of that key.
    #[must_use]
    pub const fn key_set(mut self, key: &'static [&'static str]) -> Self {
        self.onward = Onward::KeySet(key);
        self
    }
}
