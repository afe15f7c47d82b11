//! A rate limit that several processes share.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{Response, StatusCode};

use crate::error::ErrorKind;
use crate::progress::Quota;
use crate::retry::query_cost;

/// Counts the requests of several processes that share one token, so that together they stay below its rate limit.
///
/// Each client counts the requests of its own process. If several processes use one token, e.g. workers that share a
/// database, an implementation of this trait keeps the common count. It is called before each request, retries and
/// follow-up requests included, and again with the result. A client with a shared quota has only one token: make a
/// client for each token.
///
/// ```
/// use std::sync::atomic::{AtomicU64, Ordering};
/// use std::time::Duration;
///
/// use graphql_paginate::{Admission, QuotaFuture, QuotaReport, QuotaRequest, SharedQuota};
///
/// /// A budget that never refills.
/// #[derive(Debug)]
/// struct Budget(AtomicU64);
///
/// impl SharedQuota for Budget {
///     fn acquire(&self, request: QuotaRequest) -> QuotaFuture<'_, Admission> {
///         Box::pin(async move {
///             let take = |left: u64| left.checked_sub(request.estimate);
///             match self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, take) {
///                 Ok(_) => Ok(Admission::Granted),
///                 Err(_) => Ok(Admission::Wait(Duration::from_secs(60))),
///             }
///         })
///     }
///
///     fn report(&self, _report: QuotaReport) -> QuotaFuture<'_, ()> {
///         Box::pin(async { Ok(()) })
///     }
/// }
/// ```
pub trait SharedQuota: fmt::Debug + Send + Sync + 'static {
    /// Returns whether a request may be sent now. If it may, it is counted.
    ///
    /// After a wait the client calls this again. The implementation need not keep waiting requests in order.
    ///
    /// # Errors
    ///
    /// An error ends the request with [`ErrorKind::SharedQuota`](crate::ErrorKind::SharedQuota); it is not sent.
    fn acquire(&self, request: QuotaRequest) -> QuotaFuture<'_, Admission>;

    /// Records the result of a request that was granted.
    ///
    /// # Errors
    ///
    /// An error ends the request with [`ErrorKind::SharedQuota`](crate::ErrorKind::SharedQuota), since later requests
    /// might exceed the limit.
    fn report(&self, report: QuotaReport) -> QuotaFuture<'_, ()>;
}

/// The future that the methods of [`SharedQuota`] return; `Box::pin(async move { .. })` makes one.
pub type QuotaFuture<'a, T> =
    Pin<Box<dyn Future<Output = Result<T, Box<dyn std::error::Error + Send + Sync>>> + Send + 'a>>;

/// A request that is about to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct QuotaRequest {
    /// The expected cost, in the API's own unit. It is 1 for APIs that count requests; for those that report the cost
    /// of a response (Shopify's `extensions.cost`), it is the cost of the previous request.
    pub estimate: u64,
}

/// The answer to [`SharedQuota::acquire`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Admission {
    /// The request may be sent.
    Granted,
    /// Not yet: try again after this duration, at least a millisecond.
    Wait(Duration),
}

/// The result of a request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct QuotaReport {
    /// The status of the response; `None` if there was none.
    pub status: Option<StatusCode>,
    /// The cost of the request, if the response reports it.
    pub cost: Option<u64>,
    /// The rate limit that the response reports, if any.
    pub quota: Option<Quota>,
    /// If the API throttled the request: when requests may be sent again. Reported separately, after the response.
    pub throttled_until: Option<SystemTime>,
}

/// A shared quota, and the cost of the last request.
#[derive(Debug)]
pub(super) struct CountedQuota {
    quota: Arc<dyn SharedQuota>,
    last_cost: AtomicU64,
}

impl CountedQuota {
    pub(super) fn new(quota: Arc<dyn SharedQuota>) -> Self {
        Self {
            quota,
            last_cost: AtomicU64::new(1),
        }
    }

    /// How long to wait before asking again; `None` when the request may be sent.
    pub(super) async fn acquire(&self) -> Result<Option<Duration>, ErrorKind> {
        let request = QuotaRequest {
            estimate: self.last_cost.load(Ordering::Relaxed),
        };
        match self.quota.acquire(request).await {
            Ok(Admission::Granted) => Ok(None),
            Ok(Admission::Wait(wait)) => Ok(Some(wait.max(Duration::from_millis(1)))),
            Err(source) => Err(ErrorKind::SharedQuota { source }),
        }
    }

    pub(super) async fn report(&self, report: QuotaReport) -> Result<(), ErrorKind> {
        if let Some(cost) = report.cost {
            self.last_cost.store(cost.max(1), Ordering::Relaxed);
        }
        let reported = self.quota.report(report).await;
        reported.map_err(|source| ErrorKind::SharedQuota { source })
    }

    /// Reports the result of a request.
    pub(super) async fn answered(
        &self,
        response: Option<&Response<Bytes>>,
        quota: Option<Quota>,
    ) -> Result<(), ErrorKind> {
        let mut report = QuotaReport {
            quota,
            ..QuotaReport::default()
        };
        if let Some(response) = response {
            report.status = Some(response.status());
            report.cost = query_cost(response);
        }
        self.report(report).await
    }
}
