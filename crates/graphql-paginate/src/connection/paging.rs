//! How a connection is requested: its walk documents and its paths, as generated code provides them.

use super::Direction;
use super::page_document::PageDocument;

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
    /// Response keys from the connection to its list of items.
    pub(crate) list_keys: &'static [&'static str],
    /// Response keys from an element of that list to the item; none if the element is the item.
    pub(crate) item_keys: &'static [&'static str],
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
            list_keys: &["nodes"],
            item_keys: &[],
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
        self.list_keys = list;
        self.item_keys = item;
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
    pub const fn total_at(mut self, keys: &'static [&'static str]) -> Self {
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
    pub const fn leave_out(mut self, variables: &'static [&'static str]) -> Self {
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
    pub const fn default_direction(mut self, direction: Direction) -> Self {
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
