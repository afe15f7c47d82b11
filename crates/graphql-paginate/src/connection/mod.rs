//! The traits that generated code implements for a query's connections.
//!
//! The derive implements [`Connection`] for each walkable connection of a query, and the marker traits for the ways in
//! which that connection can be walked. They can also be implemented by hand.
//!
//! The terms are those of [Cursor Connections](https://relay.dev/graphql/connections.htm).

use std::sync::Arc;

use graphql_client::GraphQLQuery;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::value::RawValue;

use crate::page::PageInfo;

mod child;
mod each_parent;
mod listing;
mod nested;
mod next_page_rule;
mod null_at;
mod page_document;
mod paging;
mod sibling;

pub use self::child::{Child, Parent};
pub use self::each_parent::{EachParent, FurtherPages};
pub use self::listing::{Edges, EdgesOf};
pub use self::nested::{Above, FollowUp, Nested, OwnSize, PendingPages, Unfilled, Unselected};
pub use self::next_page_rule::EndMark;
pub(crate) use self::next_page_rule::{
    EndPath, Keys, NextPageRule, Numbering, PageInfoPaths, Unit,
};
pub use self::null_at::{NullAt, OrNullAt};
pub use self::page_document::{PageDefault, PageDocument, by};
pub use self::paging::Paging;
pub use self::sibling::Sibling;
pub(crate) use self::sibling::SiblingPageInfo;

/// One walkable connection of a query; implemented by the derive.
///
/// Usually the query's own struct implements it, for its main connection.
pub trait Connection: 'static {
    /// The operation that contains the connection.
    type Query: GraphQLQuery<Variables = Self::Variables>;
    /// The variables of the operation.
    type Variables: Clone + Serialize + Send + Sync + Unpin + 'static;
    /// The `data` of a response to a request of a walk.
    type Data: DeserializeOwned + Send + Unpin + 'static;
    /// The type of the node, without the `Option` of a nullable one.
    type Item: Send + Unpin + 'static;

    /// The documents that are sent for pages, and their paging variables.
    const PAGING: Paging;

    /// Moves the items out of a response.
    ///
    /// # Errors
    ///
    /// [`NullAt`] when the connection, one of its parents or its list of items is null.
    fn take(data: &mut Self::Data) -> Taken<Self::Item>;

    /// The connections that this one represents, if it represents several; for generated code.
    #[doc(hidden)]
    const SIBLINGS: &'static [Sibling] = &[];

    /// The kinds of connections inside the items; for generated code.
    #[doc(hidden)]
    const NESTED: &'static [Nested] = &[];

    /// Collects the pending pages of an item's nested connections; for generated code.
    #[doc(hidden)]
    fn pending(_item: &Self::Item, _pending: &mut Vec<PendingPages>) {}

    /// Adds the data of a follow-up request to a nested connection; for generated code.
    #[doc(hidden)]
    fn fill(
        _item: &mut Self::Item,
        _pending: &PendingPages,
        _answer: &RawValue,
    ) -> Result<(), Unfilled> {
        Err(Unfilled::Gone)
    }

    /// How the connection is walked for each element of a list that it is inside; for generated code.
    #[doc(hidden)]
    const EACH_PARENT: Option<EachParent> = None;

    /// Decodes an item of a connection inside a list; for generated code.
    #[doc(hidden)]
    fn child(_parent: Arc<Parent>, _item: &RawValue) -> Result<Self::Item, Unfilled> {
        Err(Unfilled::Gone)
    }
}

/// A connection inside a list, which is walked for each element of the list; implemented by the derive.
///
/// `nodes(ids: $ids) { ... on Issue { comments { nodes { body } } } }` has a connection for each node, its *parent*. The
/// query is sent once and returns the first page of each parent; further pages are requested by the parents' `id`, for
/// several parents in one request. Each item is a [`Child`], which knows its parent. [`Page::data`](crate::Page::data) is
/// the data of the query on the first page, and `None` on the others.
///
/// Also the connection of a dynamic query, for which the settings have no effect if it is not inside a list.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not inside a list",
    label = "the connection of `{Self}` has a single parent",
    note = "this setting is for connections inside a list, such as `nodes(ids: $ids) {{ ... on Issue {{ comments {{ nodes {{ body }} }} }} }}`"
)]
pub trait SeveralParents {}

/// A connection that can be walked forward, from its first item; also the connection of a dynamic query, whose walk fails
/// at the first poll if it cannot.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be walked forward",
    label = "the schema offers no forward walk of `{Self}`",
    note = "its field takes no `first` and `after`; walk it with `.backward()`, or see what `check` says about it"
)]
pub trait WalksForward {}

/// A connection that can be walked backward, from its last item; also the connection of a dynamic query, whose walk fails
/// at the first poll if it cannot.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be walked backward",
    label = "the schema offers no backward walk of `{Self}`",
    note = "its field takes no `last` and `before`; only a forward walk is possible"
)]
pub trait WalksBackward {}

/// A connection whose walk can have several requests in flight: its pages have offsets or numbers, or the nested
/// connections of its items can be [completed](crate::CompletesNested). Also the connection of a dynamic query, whose walk
/// sends one request after the other if it cannot.
#[diagnostic::on_unimplemented(
    message = "a walk of `{Self}` sends one request after the other",
    label = "where a page of `{Self}` begins is known only from the page before it",
    note = "pages are fetched at the same time in lists with offsets or page numbers; to fetch pages before they are polled, use `.prefetch(..)`"
)]
pub trait Concurrent {}

/// A connection whose page size can be chosen; also the connection of a dynamic query, which ignores the size if it has no
/// variable for it.
#[diagnostic::on_unimplemented(
    message = "the page size of `{Self}` cannot be chosen",
    label = "the field of `{Self}` takes no size"
)]
pub trait SizedPages {}

/// A connection whose `edges` are selected.
#[diagnostic::on_unimplemented(
    message = "the document of `{Self}` selects no `edges`",
    label = "no `edges` to walk",
    note = "select `edges {{ cursor node {{ .. }} }}` in the connection, or walk the nodes with `.items()`",
    note = "a connection inside a list has no walk of its edges: its items come from the edges of several parents"
)]
pub trait HasEdges: Connection {
    /// The type of the edge, without the `Option` of a nullable one.
    type Edge: Send + Unpin + 'static;

    /// Moves the edges out of a response.
    ///
    /// # Errors
    ///
    /// [`NullAt`] when the connection, one of its parents or its list of edges is null.
    fn take_edges(data: &mut Self::Data) -> Taken<Self::Edge>;
}

/// A connection whose edges have a cursor and a node; implemented by the derive.
///
/// An item has the same cursor in both directions: a [walk from both ends](crate::Paginator::both_ends) uses it to
/// recognize items that the other end has read.
#[diagnostic::on_unimplemented(
    message = "the edges of `{Self}` have no cursors",
    label = "the document of `{Self}` selects no `edges` with `cursor` and `node`",
    note = "select `edges {{ cursor node {{ .. }} }}` in the connection, or name a key with `.both_ends_by_key(..)`",
    note = "a connection inside a list has a first and a last item for each parent, so there are no two ends that could meet"
)]
pub trait EdgeCursors: HasEdges {
    /// The edge's `cursor`; `None` when it is null.
    ///
    /// A null or empty cursor ends a walk from both ends with
    /// [`ErrorKind::MissingEdgeCursor`](crate::ErrorKind::MissingEdgeCursor).
    fn edge_cursor(edge: &Self::Edge) -> Option<&str>;

    /// The edge's `node`; `None` when it is null.
    fn into_node(edge: Self::Edge) -> Option<Self::Item>;
}

/// A connection whose first and last items can be fetched by one request; implemented by the derive.
#[diagnostic::on_unimplemented(
    message = "one request cannot ask for both ends of `{Self}`",
    label = "the schema offers only one end of `{Self}`",
    note = "its field has to take `first`, `after`, `last` and `before`",
    note = "a connection inside a list has a first and a last item for each parent, so there are no two ends that could meet"
)]
pub trait PairedEnds: Connection + WalksForward + WalksBackward {
    /// The document with the connection in it twice: with the arguments of a forward walk, and under
    /// [`BACK_KEY`](PairedEnds::BACK_KEY) with those of a backward walk.
    const ENDS_QUERY: &'static str;
    /// The response key of the last items, beside that of the connection.
    const BACK_KEY: &'static str;
}

/// The direction in which a connection is walked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Forward, from the first item, with `first` and `after`.
    Forward,
    /// Backward, from the last item, with `last` and `before`.
    Backward,
}

/// The paging arguments of one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PageArguments {
    /// Selects `first`/`after` or `last`/`before`.
    pub(crate) direction: Direction,
    /// Items per page; `None` leaves it to the server.
    pub(crate) size: Option<i64>,
    /// Where to continue; `None` on the first page, never empty.
    pub(crate) cursor: Option<String>,
}

/// A connection that was moved out of a response, or the null on the path to it.
pub type Taken<T> = Result<Connected<T>, NullAt>;

/// A connection as a response holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Connected<T> {
    /// The items in server order, nulls included; may be empty on any page.
    pub items: Vec<Option<T>>,
    /// Whether and where to continue.
    pub page_info: PageInfo,
    /// The number of items in the whole connection, if `totalCount` is selected.
    pub total_count: Option<i64>,
    /// The single connections, if this one represents several.
    pub(crate) parts: Vec<SiblingPageInfo>,
}

impl<T> Connected<T> {
    /// A list whose elements may be null, without `pageInfo` and total.
    #[must_use]
    pub fn nullable(items: Vec<Option<T>>) -> Self {
        Self::new(items, PageInfo::default(), None)
    }

    /// A list whose elements are never null, without `pageInfo` and total.
    #[must_use]
    pub fn required(items: Vec<T>) -> Self {
        Self::nullable(items.into_iter().map(Some).collect())
    }

    /// Sets `hasNextPage` and `endCursor`, where a forward walk continues.
    #[must_use]
    pub fn with_next(
        mut self,
        has_next_page: impl Into<Option<bool>>,
        end_cursor: impl Into<Option<String>>,
    ) -> Self {
        self.page_info.has_next_page = has_next_page.into();
        self.page_info.end_cursor = end_cursor.into();
        self
    }

    /// Sets `hasPreviousPage` and `startCursor`, where a backward walk continues.
    #[must_use]
    pub fn with_previous(
        mut self,
        has_previous_page: impl Into<Option<bool>>,
        start_cursor: impl Into<Option<String>>,
    ) -> Self {
        self.page_info.has_previous_page = has_previous_page.into();
        self.page_info.start_cursor = start_cursor.into();
        self
    }

    /// Sets the number of items in the whole connection.
    #[must_use]
    pub fn with_total(mut self, total_count: impl Into<Option<i64>>) -> Self {
        self.total_count = total_count.into();
        self
    }

    /// The connection with each item changed by a function.
    pub(crate) fn map<U>(self, mut each: impl FnMut(T) -> U) -> Connected<U> {
        let mut items = Vec::with_capacity(self.items.len());
        for item in self.items {
            items.push(item.map(&mut each));
        }
        Connected::new(items, self.page_info, self.total_count)
    }

    /// The items, `pageInfo` and total of one connection in a response.
    pub fn new(items: Vec<Option<T>>, page_info: PageInfo, total_count: Option<i64>) -> Self {
        Self {
            items,
            page_info,
            total_count,
            parts: Vec::new(),
        }
    }
}
