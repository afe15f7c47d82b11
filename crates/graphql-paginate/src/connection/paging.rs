//! The walk documents of a connection, as generated code provides them.

use super::Direction;

/// How the pages of a connection are requested.
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
    /// A connection at a path of response keys from `data`, such as `["repository", "pullRequests"]`.
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

    /// Response keys from `data` to the connection.
    #[must_use]
    pub const fn path(&self) -> &'static [&'static str] {
        self.path
    }

    /// Sets the response keys from the connection to its list of items, and from an element of the list to the item,
    /// such as `["edges"]` and `["node"]`. The default is `["nodes"]`, whose elements are the items.
    ///
    /// Used only to complete nested connections whose `pageInfo` the query does not select.
    #[must_use]
    pub const fn items_at(
        mut self,
        list: &'static [&'static str],
        item: &'static [&'static str],
    ) -> Self {
        self.item_keys = (list, item);
        self
    }

    /// Sets the response keys from the connection to its list of items, if they are not `nodes` or `edges`.
    #[must_use]
    pub const fn items(mut self, keys: &'static [&'static str]) -> Self {
        self.items = keys;
        self
    }

    /// Sets the response keys from `data` to the number of items in all pages, if
    /// [`Connection::take`](super::Connection::take) does not read it.
    #[must_use]
    pub const fn total(mut self, keys: &'static [&'static str]) -> Self {
        self.total = keys;
        self
    }

    /// Sets the document of a forward walk.
    #[must_use]
    pub const fn forward(mut self, document: PageDocument) -> Self {
        self.forward = Some(document);
        self
    }

    /// Sets the document of a backward walk.
    #[must_use]
    pub const fn backward(mut self, document: PageDocument) -> Self {
        self.backward = Some(document);
        self
    }

    /// Sets the caller's variables that are not sent, because neither document declares them.
    ///
    /// The same as [`PageDocument::leave_out`] for both documents, which have to be set before.
    #[must_use]
    pub const fn unsent(mut self, variables: &'static [&'static str]) -> Self {
        if let Some(document) = self.forward {
            self.forward = Some(document.leave_out(variables));
        }
        if let Some(document) = self.backward {
            self.backward = Some(document.leave_out(variables));
        }
        self
    }

    /// Sets the default direction of a walk; forward if not set.
    #[must_use]
    pub const fn by_default(mut self, direction: Direction) -> Self {
        self.direction = direction;
        self
    }

    /// Sets the variables that decide whether the connection is in the response: name, default, required value.
    #[must_use]
    pub const fn conditions(
        mut self,
        conditions: &'static [(&'static str, Option<bool>, bool)],
    ) -> Self {
        self.conditions = conditions;
        self
    }

    /// Sets the caller's variables that hold page sizes of nested connections.
    ///
    /// A walk may reduce them if it is allowed to [shrink nested pages](crate::Paginator::shrink_nested).
    #[must_use]
    pub const fn nested_sizes(mut self, variables: &'static [&'static str]) -> Self {
        self.nested_sizes = variables;
        self
    }

    /// Sets the Boolean variables that select the connections of a document, and the index of this connection's
    /// variable.
    #[must_use]
    pub const fn flags(mut self, variables: &'static [&'static str], own: usize) -> Self {
        self.flags = variables;
        self.flag = own;
        self
    }
}

/// A document that requests one page, and its paging variables.
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
    pub(crate) object_defaults: &'static [(&'static str, &'static str)],
    pub(crate) next_page: NextPageRule,
}

/// How the next page is found.
#[derive(Debug, Clone, Copy)]
pub(crate) enum NextPageRule {
    /// From the `pageInfo` that [`Connection::take`](super::Connection::take) reads.
    Taken,
    PageInfo(PageInfoPaths),
    /// Response keys from `data` to the token.
    Token(&'static [&'static str]),
    Counted(Numbering, Option<EndPath>),
    /// Response keys from an item to its key.
    KeySet(&'static [&'static str]),
}

/// What a page position counts: items or pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Numbering {
    pub(crate) unit: Unit,
    /// The number of the first page, or of the first item.
    pub(crate) first: u64,
    /// Whether nobody said so: it is the usual number.
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
#[derive(Debug, Clone, Copy)]
pub(crate) struct EndPath {
    pub(crate) mark: EndMark,
    pub(crate) path: &'static [&'static str],
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
    /// Totals are not always exact: if the last page is full, one more page is requested.
    Total,
}

/// A page size or cursor in the query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageDefault {
    /// Nothing.
    None,
    /// A literal: digits, or the text of a cursor.
    Literal(&'static str),
    /// A variable of the caller.
    Variable(&'static str),
    /// A variable of the caller, with its default in the document. The default of `options.skip` is used only if
    /// `options` is not set.
    VariableOr(&'static str, &'static str),
}

/// Response keys to the values that the next request needs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PageInfoPaths {
    /// From the connection to the object from which the other keys start; `None` if they start from `data`.
    pub(crate) key: Option<&'static str>,
    pub(crate) has_more: &'static [&'static str],
    pub(crate) cursor: &'static [&'static str],
}

/// The variables of a page's size and cursor; the document is set with `of`.
#[must_use]
pub const fn by(size: &'static str, cursor: &'static str) -> PageDocument {
    PageDocument::new("", cursor).size(size)
}

impl PageDocument {
    /// A document with the variable that holds the cursor of a page. `options.skip` is the member `skip` of the
    /// variable `options`; this holds for all names of variables.
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
            object_defaults: &[],
            next_page: NextPageRule::Taken,
        }
    }

    /// The same settings for another document.
    #[doc(hidden)]
    #[must_use]
    pub const fn of(mut self, text: &'static str) -> Self {
        self.text = text;
        self
    }

    /// Sets the variable of the page size. Without it, the document or the server determines the size.
    #[must_use]
    pub const fn size(mut self, variable: &'static str) -> Self {
        self.size = Some(variable);
        self
    }

    /// Sets the page size that is used if the walk sets none.
    #[must_use]
    pub const fn default_size(mut self, default: PageDefault) -> Self {
        self.default_size = default;
        self
    }

    /// Sets the caller's variable that holds the page size if the walk sets none.
    #[must_use]
    pub const fn size_from(self, variable: &'static str) -> Self {
        self.default_size(PageDefault::Variable(variable))
    }

    /// Sets the cursor at which a walk begins by default.
    #[must_use]
    pub const fn default_cursor(mut self, default: PageDefault) -> Self {
        self.default_cursor = default;
        self
    }

    /// The variables of the caller that have the names of the size and cursor variables are the defaults.
    #[must_use]
    pub const fn default_variables(mut self) -> Self {
        if let Some(size) = self.size {
            self.default_size = PageDefault::Variable(size);
        }
        self.default_cursor = PageDefault::Variable(self.cursor);
        self
    }

    /// The schema requires a page size.
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

    /// Sets the caller's variables that are not sent, because the document does not declare them.
    #[must_use]
    pub const fn leave_out(mut self, variables: &'static [&'static str]) -> Self {
        self.left_out = variables;
        self
    }

    /// Sets the defaults, as JSON objects, of variables in which the walk sets members. They are sent if the caller sets
    /// no value, so that their other members are kept.
    #[must_use]
    pub const fn object_defaults(
        mut self,
        defaults: &'static [(&'static str, &'static str)],
    ) -> Self {
        self.object_defaults = defaults;
        self
    }

    /// Sets the response keys from `data` to the flag and the cursor of the next page, for a query that does not select
    /// them itself: they are read from the JSON of the response.
    #[must_use]
    pub const fn page_info(
        mut self,
        has_more: &'static [&'static str],
        cursor: &'static [&'static str],
    ) -> Self {
        self.next_page = NextPageRule::PageInfo(PageInfoPaths {
            key: None,
            has_more,
            cursor,
        });
        self
    }

    /// The same as [`page_info`](Self::page_info) for `hasNextPage` and `endCursor` of an object in the connection, by its
    /// response key, such as `pageInfo`.
    #[must_use]
    pub const fn next_in(mut self, object: &'static str) -> Self {
        self.next_page = NextPageRule::PageInfo(PageInfoPaths {
            key: Some(object),
            has_more: &["hasNextPage"],
            cursor: &["endCursor"],
        });
        self
    }

    /// The same as [`next_in`](Self::next_in) for a backward walk: `hasPreviousPage` and `startCursor`.
    #[must_use]
    pub const fn previous_in(mut self, object: &'static str) -> Self {
        self.next_page = NextPageRule::PageInfo(PageInfoPaths {
            key: Some(object),
            has_more: &["hasPreviousPage"],
            cursor: &["startCursor"],
        });
        self
    }

    /// The next page begins at a token, at these response keys from `data`; the list ends if it is null or empty.
    #[must_use]
    pub const fn token(mut self, path: &'static [&'static str]) -> Self {
        self.next_page = NextPageRule::Token(path);
        self
    }

    /// The cursor variable holds the number of items before the page, starting at `first`.
    ///
    /// An empty page ends the list, unless [`end`](Self::end) sets a field that marks the end.
    #[must_use]
    pub const fn offset(mut self, first: u64) -> Self {
        self.next_page = NextPageRule::Counted(Numbering::new(Unit::Item, first), None);
        self
    }

    /// The cursor variable holds the number of the page, starting at `first`.
    ///
    /// An empty page ends the list, unless [`end`](Self::end) sets a field that marks the end.
    #[must_use]
    pub const fn page_number(mut self, first: u64) -> Self {
        self.next_page = NextPageRule::Counted(Numbering::new(Unit::Page, first), None);
        self
    }

    /// The number of the first page is an assumption: neither the schema nor the caller says it.
    ///
    /// An empty page that the number of pages announces is then
    /// [`ErrorKind::EmptyPage`](crate::ErrorKind::EmptyPage), because the numbers may start at another one. If the first
    /// page is empty and the only one, the page before it is requested, or page 1 if it has the number 0: the list ends if
    /// that is empty, too.
    #[must_use]
    pub const fn first_assumed(mut self) -> Self {
        if let NextPageRule::Counted(numbering, end) = self.next_page {
            self.next_page = NextPageRule::Counted(numbering.assumed(), end);
        }
        self
    }

    /// Sets the field that marks the end of a list with offsets or page numbers, as response keys from `data`.
    #[must_use]
    pub const fn end(mut self, mark: EndMark, path: &'static [&'static str]) -> Self {
        if let NextPageRule::Counted(numbering, _) = self.next_page {
            self.next_page = NextPageRule::Counted(numbering, Some(EndPath { mark, path }));
        }
        self
    }

    /// The cursor variable holds the key of the last item before the page, at these response keys from the item. The
    /// list has to be sorted by that key.
    #[must_use]
    pub const fn key_set(mut self, key: &'static [&'static str]) -> Self {
        self.next_page = NextPageRule::KeySet(key);
        self
    }
}
