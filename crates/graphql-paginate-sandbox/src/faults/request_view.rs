//! A request as the conditions of faults see it: page size, cursor, headers and body.

use bytes::Bytes;
use http::{HeaderMap, Method, Request};

use super::paging::Paging;

/// A request that a condition of [`Faults::when`](crate::Faults::when) inspects.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RequestView {
    /// The number of the request since the script was set, counted from 1.
    pub number: usize,
    /// The method.
    pub method: Method,
    /// Path and query, from the first `/`.
    pub path: String,
    /// All headers, including credentials.
    pub headers: HeaderMap,
    /// The complete body.
    pub body: Bytes,
    /// The page size: `first` or `last` of the outermost connection, the largest one if there are several, or the size
    /// in a REST query string. `None` if the request has no size.
    pub page_size: Option<u64>,
    /// The number of nodes that all connections together may return. Nested connections count once for each parent.
    pub nodes: u64,
    /// The cursor: `after` or `before` of the first outermost connection that has one, or the position in a REST query
    /// string. `None` for a first page.
    pub cursor: Option<String>,
    /// Whether the outermost connection is walked backward, with `last` or `before`.
    pub backward: bool,
}

impl RequestView {
    /// The body as JSON; null if it is not JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    pub(super) fn read(request: &Request<Bytes>, number: usize) -> Self {
        let Paging {
            page_size,
            nodes,
            cursor,
            backward,
        } = Paging::of(request);
        Self {
            number,
            method: request.method().clone(),
            path: request
                .uri()
                .path_and_query()
                .map_or("/", |path| path.as_str())
                .to_owned(),
            headers: request.headers().clone(),
            body: request.body().clone(),
            page_size,
            nodes,
            cursor,
            backward,
        }
    }
}
