//! One limit on requests for all workers of a database.

use std::time::Duration;

use graphql_paginate::bytes::Bytes;
use graphql_paginate::http::{Request, header};
use graphql_paginate::{Transport, TransportError, TransportFailure, TransportFuture};

use crate::database::Database;
use crate::error::SyncError;
use crate::hash;
use crate::store::Store;

/// A transport that shares a limit of requests per minute with all others on the same PostgreSQL database.
///
/// Each token has a row in the table `quota`, which holds when its next request may be sent. A tenth of the limit may be sent
/// at once, and the rest is spread over the minute, so that no minute has more requests than the limit.
#[derive(Debug, Clone)]
pub struct SharedQuota<T> {
    inner: T,
    store: Store,
    /// Seconds from one request to the next.
    interval: f64,
    /// How many requests may be sent at once after a pause.
    burst: f64,
}

impl<T> SharedQuota<T> {
    /// Shares `requests_per_minute` of each token; `inner` sends the requests.
    ///
    /// # Errors
    ///
    /// [`SyncError::NeedsPostgres`] for an SQLite database.
    pub fn new(inner: T, database: &Database, requests_per_minute: u32) -> Result<Self, SyncError> {
        let store = database.store.clone();
        if let Store::Sqlite { .. } = store {
            return Err(SyncError::NeedsPostgres);
        }
        let limit = requests_per_minute.max(1);
        let burst = limit / 10;
        Ok(Self {
            inner,
            store,
            interval: 60.0 / f64::from(limit - burst),
            burst: f64::from(burst),
        })
    }

    /// Takes the next place in the row of a token; how long it is until then.
    ///
    /// # Errors
    ///
    /// [`SyncError::Database`].
    pub async fn reserve(&self, token: &str) -> Result<Duration, SyncError> {
        // The database needs to tell tokens apart, and not to know them.
        let row = &hash::of(token.as_bytes())[..16];
        self.store.reserve(row, self.interval, self.burst).await
    }
}

impl<T: Transport> Transport for SharedQuota<T> {
    fn send(&self, request: Request<Bytes>) -> TransportFuture<'_> {
        Box::pin(async move {
            let token = request.headers().get(header::AUTHORIZATION);
            let token = token.map_or(&b""[..], |value| value.as_bytes());
            let wait = self.reserve(&String::from_utf8_lossy(token)).await;
            // The request was not sent, so another attempt may succeed.
            let wait =
                wait.map_err(|error| TransportError::new(TransportFailure::Connect, error))?;
            if !wait.is_zero() {
                tokio::time::sleep(wait).await;
            }
            self.inner.send(request).await
        })
    }
}
