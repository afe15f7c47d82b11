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
    pub(crate) forward: Option<PageDocument>,
    pub(crate) backward: Option<PageDocument>,
    pub(crate) direction: Direction,
    pub(crate) conditions: &'static [(&'static str, Option<bool>, bool)],
    pub(crate) nested_sizes: &'static [&'static str],
    pub(crate) flags: &'static [&'static str],
    pub(crate) flag: usize,
    /// Response keys from the connection to its list of items, and from an element of that to the item.
    pub(crate) items: (&'static [&'static str], &'static [&'static str]),
}

impl Paging {
    /// The connection at this path of response keys from `data`, `["repository", "pullRequests"]`.
    #[must_use]
    pub const fn new(path: &'static [&'static str]) -> Self {
        Self {
            path,
            forward: None,
            backward: None,
            direction: Direction::Forward,
            conditions: &[],
            nested_sizes: &[],
            flags: &[],
            flag: 0,
            items: (&["nodes"], &[]),
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
        self.items = (list, item);
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
    pub(crate) page_info: Option<PageInfoPaths>,
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
    /// A document with a variable of this name for the cursor of a page.
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
            page_info: None,
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
        self.page_info = Some(PageInfoPaths { has_more, cursor });
        self
    }
}
