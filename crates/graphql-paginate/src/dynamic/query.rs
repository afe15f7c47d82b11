//! A connection of a document that is known only at run time.

use serde_json::{Map, Value};

use super::each_parent::{EachParent, owned};
use crate::connection::{Direction, EndMark, Numbering, Unit};
use crate::graphql::fingerprinted;

/// A document with a connection in it, and how the connection is walked.
///
/// It is made from an analysis of the document; nothing is checked against a schema.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    pub(super) document: String,
    pub(super) operation: Option<String>,
    pub(super) variables: Map<String, Value>,
    pub(super) path: Vec<String>,
    pub(super) items: ItemList,
    pub(super) page_info: String,
    pub(super) total_count: Option<String>,
    pub(super) total_path: Option<Vec<String>>,
    pub(super) expected: Vec<(Vec<String>, Value)>,
    pub(super) forward: Option<PagingVariables>,
    pub(super) backward: Option<PagingVariables>,
}

/// The variables that request a page in one direction, and how its next page is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PagingVariables {
    pub(super) cursor: String,
    pub(super) size: Option<String>,
    pub(super) is_cursor_integer: bool,
    pub(super) document: Option<String>,
    pub(super) unsent_variables: Vec<String>,
    pub(super) object_defaults: Map<String, Value>,
    pub(super) next_page: NextPageKeys,
    pub(super) each_parent: Option<EachParent>,
}

/// How the next page is found; keys are response keys from `data`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NextPageKeys {
    /// By the fields of the connection's `pageInfo`, under their names in the schema.
    PageInfo,
    PageInfoAt {
        has_more: Vec<String>,
        cursor: Vec<String>,
    },
    Token(Vec<String>),
    Counted(Numbering, Option<(EndMark, Vec<String>)>),
    /// From the key in the last item.
    KeySet(Vec<String>),
}

impl NextPageKeys {
    /// The field whose null ends the list, if there is one.
    pub(super) fn null_end(&self) -> Option<&[String]> {
        match self {
            Self::Token(path) | Self::Counted(_, Some((EndMark::Next, path))) => Some(path),
            _ => None,
        }
    }

    /// What a cursor is: other text if the same cursor would mean other items.
    pub(super) fn cursor_kind(&self) -> String {
        match self {
            Self::PageInfo | Self::PageInfoAt { .. } => "cursor".to_owned(),
            Self::Token(_) => "token".to_owned(),
            Self::Counted(numbering, _) => numbering.cursor_kind(),
            Self::KeySet(key) => format!("key {}", key.join(".")),
        }
    }

    /// Whether an empty page may end the list.
    pub(super) fn ends_when_empty(&self) -> bool {
        matches!(self, Self::Counted(..) | Self::KeySet(_))
    }
}

/// Where the items of a connection are, by response keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemList {
    /// The field at the path is the list itself.
    Itself,
    /// In a list of the connection.
    Nodes {
        /// The list's response key, such as `nodes`.
        list: String,
    },
    /// In the edges of the connection.
    Edges {
        /// The list's response key, such as `edges`.
        list: String,
        /// The node's response key in an edge, such as `node`.
        node: String,
    },
}

impl PagingVariables {
    /// The variable of the cursor, without `$`. The document or the server determines the page size.
    ///
    /// `options.skip` is the member `skip` of the variable `options`, and `options.paging.page` one of an object inside it;
    /// this holds for all names of variables.
    pub fn cursor(name: impl Into<String>) -> Self {
        Self {
            cursor: name.into(),
            size: None,
            is_cursor_integer: false,
            document: None,
            unsent_variables: Vec::new(),
            object_defaults: Map::new(),
            next_page: NextPageKeys::PageInfo,
            each_parent: None,
        }
    }

    /// Sets the variable of the page size, without `$`.
    #[must_use]
    pub fn size(mut self, name: impl Into<String>) -> Self {
        self.size = Some(name.into());
        self
    }

    /// The cursor's variable is an integer, such as `$after: Int`.
    #[must_use]
    pub fn integer_cursor(mut self) -> Self {
        self.is_cursor_integer = true;
        self
    }

    /// Sets the document that requests pages in this direction; by default that of the [`Query`].
    #[must_use]
    pub fn document(mut self, document: impl Into<String>) -> Self {
        self.document = Some(document.into());
        self
    }

    /// Sets variables of the [`Query`] that are not sent in this direction, because its document does not declare them.
    #[must_use]
    pub fn leave_out<K: Into<String>>(mut self, names: impl IntoIterator<Item = K>) -> Self {
        self.unsent_variables
            .extend(names.into_iter().map(Into::into));
        self
    }

    /// Sets the default of an object in which the walk sets members, such as `options` for `options.skip`, or
    /// `options.paging` for `options.paging.page`. It is sent if the [`Query`] sets no value, so that its other members are
    /// kept.
    #[must_use]
    pub fn object_default(mut self, name: impl Into<String>, default: Value) -> Self {
        self.object_defaults.insert(name.into(), default);
        self
    }

    /// Sets the response keys from `data` to the flag and to the cursor of the next page. The default is the fields of
    /// the schema in the connection's `pageInfo`.
    #[must_use]
    pub fn page_info_at<K: Into<String>>(
        mut self,
        has_more: impl IntoIterator<Item = K>,
        cursor: impl IntoIterator<Item = K>,
    ) -> Self {
        self.next_page = NextPageKeys::PageInfoAt {
            has_more: owned(has_more),
            cursor: owned(cursor),
        };
        self
    }

    /// The connection is inside a list, and walked for each element of it. The document requests the first page of each.
    #[must_use]
    pub fn each_parent(mut self, each: EachParent) -> Self {
        self.each_parent = Some(each);
        self
    }

    /// The next page begins at a token, at these response keys from `data`; the list ends if it is null or empty.
    #[must_use]
    pub fn token_at<K: Into<String>>(mut self, token: impl IntoIterator<Item = K>) -> Self {
        self.next_page = NextPageKeys::Token(owned(token));
        self
    }

    /// The cursor variable holds the number of items before the page, starting at `first`.
    ///
    /// An empty page ends the list, unless [`end_at`](Self::end_at) sets a field that marks the end.
    #[must_use]
    pub fn offset(mut self, first: u64) -> Self {
        self.next_page = NextPageKeys::Counted(Numbering::new(Unit::Item, first), None);
        self
    }

    /// The cursor variable holds the number of the page, starting at `first`.
    ///
    /// An empty page ends the list, unless [`end_at`](Self::end_at) sets a field that marks the end.
    #[must_use]
    pub fn page_number(mut self, first: u64) -> Self {
        self.next_page = NextPageKeys::Counted(Numbering::new(Unit::Page, first), None);
        self
    }

    /// The number of the first page is an assumption: neither the schema nor the caller says it.
    ///
    /// An empty page that the number of pages announces is then
    /// [`ErrorKind::EmptyPage`](crate::ErrorKind::EmptyPage), because the numbers may start at another one. Unless the total
    /// or the number of pages proves the number, page 0 is requested at the end of a walk from page 1: if it has other items
    /// than page 1, the error is [`ErrorKind::OtherFirstPage`](crate::ErrorKind::OtherFirstPage). If page 0 is assumed to be
    /// the first one and is empty, page 1 is requested, and if it has items, the error is
    /// [`ErrorKind::EmptyFirstPage`](crate::ErrorKind::EmptyFirstPage).
    #[must_use]
    pub fn first_assumed(mut self) -> Self {
        if let NextPageKeys::Counted(numbering, _) = &mut self.next_page {
            *numbering = numbering.assumed();
        }
        self
    }

    /// Sets the field that marks the end of a list with offsets or page numbers, as response keys from `data`.
    #[must_use]
    pub fn end_at<K: Into<String>>(
        mut self,
        mark: EndMark,
        path: impl IntoIterator<Item = K>,
    ) -> Self {
        if let NextPageKeys::Counted(numbering, _) = self.next_page {
            self.next_page = NextPageKeys::Counted(numbering, Some((mark, owned(path))));
        }
        self
    }

    /// The cursor variable holds the key of the last item before the page, at these response keys from the item. The
    /// list has to be sorted by that key.
    #[must_use]
    pub fn key_set<K: Into<String>>(mut self, key: impl IntoIterator<Item = K>) -> Self {
        self.next_page = NextPageKeys::KeySet(owned(key));
        self
    }
}

impl Query {
    /// A document, and response keys from `data` to the connection.
    ///
    /// By default, items are in `nodes` and the next page is found by `pageInfo`. The connection cannot be walked until
    /// [`forward`](Self::forward) or [`backward`](Self::backward) sets its variables.
    pub fn new<K: Into<String>>(
        document: impl Into<String>,
        path: impl IntoIterator<Item = K>,
    ) -> Self {
        Self {
            document: document.into(),
            operation: None,
            variables: Map::new(),
            path: path.into_iter().map(Into::into).collect(),
            items: ItemList::Nodes {
                list: "nodes".to_owned(),
            },
            page_info: "pageInfo".to_owned(),
            total_count: Some("totalCount".to_owned()),
            total_path: None,
            expected: Vec::new(),
            forward: None,
            backward: None,
        }
    }

    /// Sets the operation to execute, if the document has several. Errors include its name.
    #[must_use]
    pub fn operation(mut self, name: impl Into<String>) -> Self {
        self.operation = Some(name.into());
        self
    }

    pub(super) fn fingerprinted(&self) -> String {
        let operation = self.operation.as_deref().unwrap_or_default();
        fingerprinted(operation, &self.path.join("."), &self.document)
    }

    /// Sets a variable, and replaces an earlier value. Those of the cursor and of the page size are the start and the page
    /// size of a walk, unless its [`Paginator`](super::Paginator) sets others.
    #[must_use]
    pub fn variable(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.variables.insert(name.into(), value.into());
        self
    }

    /// Sets several variables, and replaces their earlier values.
    #[must_use]
    pub fn variables(mut self, variables: Map<String, Value>) -> Self {
        self.variables.extend(variables);
        self
    }

    /// Sets where the items are.
    #[must_use]
    pub fn items_in(mut self, list: ItemList) -> Self {
        self.items = list;
        self
    }

    /// Sets the response key of `pageInfo` in the connection. Its fields have the names of the schema.
    #[must_use]
    pub fn page_info_in(mut self, key: impl Into<String>) -> Self {
        self.page_info = key.into();
        self
    }

    /// Sets the response key of the total in the connection; `totalCount` by default, which may be absent.
    #[must_use]
    pub fn total_count_in(mut self, key: impl Into<String>) -> Self {
        self.total_count = Some(key.into());
        self
    }

    /// Sets the response keys from `data` to the number of items in all pages, anywhere in the response.
    #[must_use]
    pub fn total_count_at<K: Into<String>>(mut self, path: impl IntoIterator<Item = K>) -> Self {
        self.total_path = Some(owned(path));
        self
    }

    /// Expects a value at these response keys from `data`, such as the `id` that the query was sent with. Another value
    /// is [`ErrorKind::Decode`](crate::ErrorKind::Decode).
    #[must_use]
    pub fn expect_at<K: Into<String>>(
        mut self,
        path: impl IntoIterator<Item = K>,
        value: impl Into<Value>,
    ) -> Self {
        self.expected.push((owned(path), value.into()));
        self
    }

    /// Allows forward walks, with these variables.
    #[must_use]
    pub fn forward(mut self, variables: PagingVariables) -> Self {
        self.forward = Some(variables);
        self
    }

    /// Allows backward walks, with these variables.
    #[must_use]
    pub fn backward(mut self, variables: PagingVariables) -> Self {
        self.backward = Some(variables);
        self
    }

    /// Response keys from `data` to the list of items.
    pub(super) fn list_path(&self) -> Vec<&str> {
        let list = match &self.items {
            ItemList::Itself => None,
            ItemList::Nodes { list } | ItemList::Edges { list, .. } => Some(list),
        };
        self.path.iter().chain(list).map(String::as_str).collect()
    }

    /// Response keys from `data` to the list of items, or to the connection if that is its `nodes` or `edges`: the edges
    /// beside the nodes may have cursors.
    pub(super) fn identified_path(&self) -> Vec<&str> {
        let mut path = self.list_path();
        if let ItemList::Nodes { list } | ItemList::Edges { list, .. } = &self.items
            && (list == "nodes" || list == "edges")
        {
            path.pop();
        }
        path
    }

    pub(super) fn paging(&self, direction: Direction) -> Option<&PagingVariables> {
        match direction {
            Direction::Forward => self.forward.as_ref(),
            Direction::Backward => self.backward.as_ref(),
        }
    }
}
