//! One page of a walk.

use http::HeaderMap;
use serde_json::value::RawValue;

use crate::connection::PageInfo;
use crate::graphql::GraphQLError;
use crate::nested::Truncated;

/// One page: its items, and everything else that came with them.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Page<T, D> {
    /// The items in server order, without nulls; may be empty on any page, including the first.
    pub items: Vec<T>,
    /// How many nulls stood among the items.
    pub null_items: usize,
    /// The whole response data, the items moved out: every other selected field stays reachable.
    pub data: D,
    /// The connection's `pageInfo`, as received.
    pub page_info: PageInfo,
    /// How many items there are in all, where the API says so.
    pub total_count: Option<i64>,
    /// Where the walk stands behind this page: starting a walk here gives what follows. `None` while no page had a
    /// cursor.
    pub cursor: Option<String>,
    /// Errors that came beside the data; empty unless the walk keeps partial pages.
    pub errors: Vec<GraphQLError>,
    /// Connections inside the items that hold less than the server has, by path; empty where all are whole.
    pub truncated: Vec<Truncated>,
    /// The `extensions` of a GraphQL response, as received: costs, traces, warnings. `None` where it had none.
    pub extensions: Option<Box<RawValue>>,
    /// The headers of the response. Those that hold a cookie or one of the client's credentials are marked as
    /// sensitive.
    pub headers: HeaderMap,
}

/// What a stream walks: a GraphQL connection, or another collection that comes in pages.
///
/// Every [`Connection`](crate::Connection) is a listing of its nodes; [`EdgesOf`](crate::EdgesOf) one of its edges.
pub trait Listing: 'static {
    /// What the stream of items yields.
    type Item: Send + Unpin + 'static;
    /// What comes with each page besides its items.
    type Data: Send + Unpin + 'static;
}
