//! The requests an API received, kept in order.

use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use http::{HeaderMap, Method, Request, StatusCode};

/// A request as it arrived, and the status it was answered with.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Received {
    /// The method.
    pub method: Method,
    /// Path and query, from the first `/`.
    pub path: String,
    /// Every header, credentials included.
    pub headers: HeaderMap,
    /// The whole body, as sent.
    pub body: Bytes,
    /// The status of the answer, also when the connection was closed before it went out.
    pub status: StatusCode,
    /// Whether a scripted fault applied.
    pub faulted: bool,
}

impl Received {
    /// The body as JSON; null when it is not JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

/// Everything one API received so far.
#[derive(Debug, Default)]
pub(crate) struct Recorded(Mutex<Vec<Received>>);

impl Recorded {
    pub(crate) fn push(&self, request: &Request<Bytes>, status: StatusCode, faulted: bool) {
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

    /// A panic elsewhere cannot leave the list half-written: a poisoned lock is as good as another.
    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Received>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
