//! A rate limit that all workers of a database share.

use std::time::Duration;

use graphql_paginate::bytes::Bytes;
use graphql_paginate::http::{Request, header};
use graphql_paginate::{Transport, TransportError, TransportFailure, TransportFuture};

use crate::database::Database;
use crate::error::SyncError;
use crate::hash;
use crate::store::Store;

/// A transport that limits the requests per minute of all clients on the same PostgreSQL database together.
///
/// Each token has a row in the table `quota` with the time at which its next request may be sent. A tenth of the limit
/// may be sent as a burst, and the rest is spread over the minute, so no minute has more requests than the limit.
#[derive(Debug, Clone)]
pub struct SharedQuota<T> {
    inner: T,
    store: Store,
    /// Seconds between two requests.
    interval: f64,
    /// How many requests may be sent at once after a pause.
    burst: f64,
}

impl<T> SharedQuota<T> {
    /// Shares `requests_per_minute` for each token; `inner` sends the requests.
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

    /// Reserves the next request of a token and returns the time to wait before sending it.
    ///
    /// # Errors
    ///
    /// [`SyncError::Database`].
    pub async fn reserve(&self, token: &str) -> Result<Duration, SyncError> {
        // A hash distinguishes tokens without storing them.
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
