//! The record of the requests that an API received.

use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use http::{HeaderMap, Method, Request, StatusCode};

/// A received request, and the status of its response.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Received {
    /// The method.
    pub method: Method,
    /// Path and query, from the first `/`.
    pub path: String,
    /// All headers, including credentials.
    pub headers: HeaderMap,
    /// The complete body.
    pub body: Bytes,
    /// The status of the response, even if a fault closed the connection before it was sent.
    pub status: StatusCode,
    /// Whether a scripted fault was applied.
    pub faulted: bool,
}

impl Received {
    /// The body as JSON; null if it is not JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

/// All requests that one API received, in order.
#[derive(Debug)]
pub(crate) struct Recorded {
    /// Whether requests are recorded at all.
    is_on: bool,
    requests: Mutex<Vec<Received>>,
}

impl Recorded {
    pub(crate) fn new(is_on: bool) -> Self {
        Self {
            is_on,
            requests: Mutex::default(),
        }
    }

    pub(crate) fn push(&self, request: &Request<Bytes>, status: StatusCode, faulted: bool) {
        if !self.is_on {
            return;
        }
        let path = request
            .uri()
            .path_and_query()
            .map_or("/", |path| path.as_str());
        self.lock().push(Received {
            method: request.method().clone(),
            path: path.into(),
            headers: request.headers().clone(),
            body: request.body().clone(),
            status,
            faulted,
        });
    }

    pub(crate) fn all(&self) -> Vec<Received> {
        self.lock().clone()
    }

    pub(crate) fn clear(&self) {
        self.lock().clear();
    }

    /// A panic cannot leave the list inconsistent, so a poisoned lock is used as usual.
    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Received>> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
