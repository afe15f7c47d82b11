//! One page of a walk.

use http::HeaderMap;
use serde_json::value::RawValue;

use crate::error::GraphQLError;

/// One page: its items, and everything else that came with them.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Page<T, D> {
    /// The items in server order, without nulls; may be empty on any page, including the first.
    pub items: Vec<T>,
    /// The number of nulls among the items and, in a walk of [several parents](crate::SeveralParents), among the parents.
    pub null_items: usize,
    /// The whole response data without the items: all other selected fields are available.
    pub data: D,
    /// The connection's `pageInfo`, as received.
    pub page_info: PageInfo,
    /// The number of items in the whole list, if the API returns it.
    pub total_count: Option<i64>,
    /// The cursor after this page: a walk that starts there yields the next items. `None` until a page has a cursor.
    pub cursor: Option<String>,
    /// Errors beside the data; empty unless the walk keeps partial pages.
    pub errors: Vec<GraphQLError>,
    /// Connections inside the items, and relations inside OData rows, that hold fewer items than the server has, by path;
    /// empty if all are complete.
    pub truncated: Vec<Truncated>,
    /// The `extensions` of a GraphQL response, as received: costs, traces, warnings. `None` if there are none.
    pub extensions: Option<Box<RawValue>>,
    /// The headers of the response. Those that hold a cookie or one of the client's credentials are marked as
    /// sensitive.
    pub headers: HeaderMap,
}

impl<T, D> Page<T, D> {
    /// The items, and the page with other items in their place.
    pub(crate) fn replace_items<U>(self, items: Vec<U>) -> (Vec<T>, Page<U, D>) {
        let page = Page {
            items,
            null_items: self.null_items,
            data: self.data,
            page_info: self.page_info,
            total_count: self.total_count,
            cursor: self.cursor,
            errors: self.errors,
            truncated: self.truncated,
            extensions: self.extensions,
            headers: self.headers,
        };
        (self.items, page)
    }
}

/// The `pageInfo` of a response; a field is `None` if it was not selected, or is null.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PageInfo {
    /// Whether more pages follow; read only by forward walks.
    pub has_next_page: Option<bool>,
    /// Whether more pages precede; read only by backward walks.
    pub has_previous_page: Option<bool>,
    /// Where a backward walk continues.
    pub start_cursor: Option<String>,
    /// Where a forward walk continues.
    pub end_cursor: Option<String>,
}

impl PageInfo {
    /// Sets the flag and the cursor of a forward walk.
    #[must_use]
    pub fn with_next(mut self, has_next_page: Option<bool>, end_cursor: Option<String>) -> Self {
        self.has_next_page = has_next_page;
        self.end_cursor = end_cursor;
        self
    }

    /// Sets the flag and the cursor of a backward walk.
    #[must_use]
    pub fn with_previous(
        mut self,
        has_previous_page: Option<bool>,
        start_cursor: Option<String>,
    ) -> Self {
        self.has_previous_page = has_previous_page;
        self.start_cursor = start_cursor;
        self
    }
}

/// A count of nested connections, or of relations inside OData rows, that hold fewer items than the server has.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Truncated {
    /// Response keys from the item, joined with dots: `reviews.nodes.comments`. The rows of a relation have no key of their
    /// own: `Orders.Lines`.
    pub path: String,
    /// The number of truncated connections of this kind on the page.
    pub connections: u64,
    /// The indexes of the items on the page that have them, once for each.
    pub items: Vec<usize>,
}

/// A list that a stream walks: a GraphQL connection, or another collection with pages.
///
/// Every [`Connection`](crate::Connection) is a listing of its nodes; [`EdgesOf`](crate::EdgesOf) is a listing of its
/// edges.
pub trait Listing: 'static {
    /// What the stream of items yields.
    type Item: Send + Unpin + 'static;
    /// What comes with each page besides its items.
    type Data: Send + Unpin + 'static;
}
