//! What generated code says about a query's connections.
//!
//! The derive implements [`Connection`] for each walkable connection of a query, and the marker traits for what that
//! connection allows. They can be implemented by hand as well.
//!
//! The vocabulary is that of [Cursor Connections](https://relay.dev/graphql/connections.htm).

use graphql_client::GraphQLQuery;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::value::RawValue;

mod nested;
mod paging;
mod sibling;

pub use self::nested::{Nested, OwnSize, PendingPages, Rest, Unfilled, Unselected};
pub use self::paging::{EndMark, PageDefault, PageDocument, Paging};
pub(crate) use self::paging::{Numbering, Onward, PageInfoPaths, Unit};
pub(crate) use self::sibling::Part;
pub use self::sibling::Sibling;

/// One walkable connection of a query; implemented by the derive.
///
/// Usually the query's own struct implements it, for its main connection.
pub trait Connection: 'static {
    /// The operation, as the query has it.
    type Query: GraphQLQuery<Variables = Self::Variables>;
    /// The variables of the operation.
    type Variables: Clone + Serialize + Send + Sync + Unpin + 'static;
    /// The `data` of a response to a walk.
    type Data: DeserializeOwned + Send + Unpin + 'static;
    /// The node, without the `Option` of a nullable one.
    type Item: Send + Unpin + 'static;

    /// The documents that are sent for the pages, and what they need.
    const PAGING: Paging;

    /// Moves the items out of a response.
    ///
    /// # Errors
    ///
    /// [`NullAt`] when the connection, one of its parents or its list of items is null.
    fn take(data: &mut Self::Data) -> Result<Connected<Self::Item>, NullAt>;

    /// The connections that this one stands for, if it stands for several; for generated code.
    #[doc(hidden)]
    const SIBLINGS: &'static [Sibling] = &[];

    /// The kinds of connections inside the items; for generated code.
    #[doc(hidden)]
    const NESTED: &'static [Nested] = &[];

    /// Notes the connections inside an item that have more pages than it holds; for generated code.
    #[doc(hidden)]
    fn pending(_item: &Self::Item, _gaps: &mut Vec<PendingPages>) {}

    /// Adds an answer to the connection of a gap; for generated code.
    #[doc(hidden)]
    fn fill(
        _item: &mut Self::Item,
        _gap: &PendingPages,
        _answer: &RawValue,
    ) -> Result<(), Unfilled> {
        Err(Unfilled::Gone)
    }
}

/// A connection that can be walked from its first item on.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be walked forward",
    label = "the schema offers no forward walk of `{Self}`",
    note = "its field takes no `first` and `after`; walk it with `.backward()`, or see what `check` says about it"
)]
pub trait WalksForward: Connection {}

/// A connection that can be walked from its last item back.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be walked backward",
    label = "the schema offers no backward walk of `{Self}`",
    note = "its field takes no `last` and `before`; only a forward walk is possible"
)]
pub trait WalksBackward: Connection {}

/// A connection whose page size can be chosen.
#[diagnostic::on_unimplemented(
    message = "the page size of `{Self}` cannot be chosen",
    label = "the field of `{Self}` takes no size"
)]
pub trait SizedPages: Connection {}

/// A connection whose `edges` are selected.
#[diagnostic::on_unimplemented(
    message = "the document of `{Self}` selects no `edges`",
    label = "no `edges` to walk",
    note = "select `edges {{ cursor node {{ .. }} }}` in the connection, or walk the nodes with `.items()`"
)]
pub trait HasEdges: Connection {
    /// The edge, without the `Option` of a nullable one.
    type Edge: Send + Unpin + 'static;

    /// Moves the edges out of a response.
    ///
    /// # Errors
    ///
    /// [`NullAt`] when the connection, one of its parents or its list of edges is null.
    fn take_edges(data: &mut Self::Data) -> Result<Connected<Self::Edge>, NullAt>;
}

/// A connection whose edges say where they are, and what they lead to; implemented by the derive.
///
/// An item has one cursor, whichever way the connection is walked: that is how the two ends of a
/// [walk from both](crate::Paginator::both_ends) know each other's items.
#[diagnostic::on_unimplemented(
    message = "the edges of `{Self}` have no cursors",
    label = "the document of `{Self}` selects no `edges` with `cursor` and `node`",
    note = "select `edges {{ cursor node {{ .. }} }}` in the connection, or name a key with `.both_ends_by_key(..)`"
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

/// A connection of which one request can ask for a page of either end; implemented by the derive.
#[diagnostic::on_unimplemented(
    message = "one request cannot ask for both ends of `{Self}`",
    label = "the schema offers only one end of `{Self}`",
    note = "its field has to take `first`, `after`, `last` and `before`"
)]
pub trait PairedEnds: WalksForward + WalksBackward {
    /// The document with the connection in it twice: with the arguments of a forward walk, and under
    /// [`TAIL_KEY`](PairedEnds::TAIL_KEY) with those of a backward walk.
    const ENDS_QUERY: &'static str;
    /// The response key of the page from the end, beside that of the connection.
    const TAIL_KEY: &'static str;
}

/// Which way a connection is walked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From the first item on, with `first` and `after`.
    Forward,
    /// From the last item back, with `last` and `before`.
    Backward,
}

/// The paging arguments of one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageArguments {
    /// Chooses `first`/`after` or `last`/`before`.
    pub direction: Direction,
    /// Items per page; `None` leaves it to the server.
    pub size: Option<i64>,
    /// Where to continue; `None` on the first page, never empty.
    pub cursor: Option<String>,
}

/// What a response holds of a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Connected<T> {
    /// The items in server order, with the nulls among them; may be empty on any page.
    pub items: Vec<Option<T>>,
    /// Whether and where to continue.
    pub page_info: PageInfo,
    /// How many items the connection has in all, where `totalCount` is selected.
    pub total_count: Option<i64>,
    /// Each connection, where it stands for several.
    pub(crate) parts: Vec<Part>,
}

impl<T> Connected<T> {
    /// What a response holds of one connection.
    pub fn new(items: Vec<Option<T>>, page_info: PageInfo, total_count: Option<i64>) -> Self {
        Self {
            items,
            page_info,
            total_count,
            parts: Vec::new(),
        }
    }
}

/// The `pageInfo` of a response; a field is `None` when it was not selected, or null.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageInfo {
    /// Whether a page follows; read by forward walks alone.
    pub has_next_page: Option<bool>,
    /// Whether a page precedes; read by backward walks alone.
    pub has_previous_page: Option<bool>,
    /// Where a backward walk continues.
    pub start_cursor: Option<String>,
    /// Where a forward walk continues.
    pub end_cursor: Option<String>,
}

/// A null on the way to the items of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NullAt {
    /// Response keys from `data` to the null, e.g. `["repository"]` or `["repository", "pullRequests", "nodes"]`.
    pub path: &'static [&'static str],
}
