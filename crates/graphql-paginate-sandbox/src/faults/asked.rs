//! What a request asks for, as far as faults depend on it.

use bytes::Bytes;
use http::{HeaderMap, Method, Request};

use super::paging::Paging;

/// A request under a script of faults; conditions of [`Faults::when`](crate::Faults::when) look at it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Asked {
    /// From 1, counted since the script was set.
    pub number: usize,
    /// The method.
    pub method: Method,
    /// Path and query, from the first `/`.
    pub path: String,
    /// Every header, credentials included.
    pub headers: HeaderMap,
    /// The whole body, as sent.
    pub body: Bytes,
    /// `first` or `last` of the outermost connection, the largest when there are several; in REST, what the query
    /// string says of the size. `None` when the request names no size.
    pub page_size: Option<u64>,
    /// The nodes that all connections together may return, those within others counted for each parent.
    pub nodes: u64,
    /// `after` or `before` of the outermost connection, the first that has one; in REST, what the query string says of
    /// the place. `None` on a first page.
    pub cursor: Option<String>,
    /// Whether the outermost connection is walked with `last` or `before`.
    pub backward: bool,
}

impl Asked {
    /// The body as JSON; null when it is not JSON.
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
