//! The retry settings of a client.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};

/// How often a failed request is sent again, and how long a walk waits for the API.
///
/// Only transient failures are retried: broken connections, timeouts, throttling, and statuses such as 502. Refusals
/// (400, 401, 404, 422) are not.
///
/// ```
/// use std::time::Duration;
/// use graphql_paginate::RetryPolicy;
///
/// // An unattended export that waits for an hourly rate limit instead of stopping.
/// let policy = RetryPolicy::default().max_wait(Duration::from_secs(65 * 60));
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct RetryPolicy {
    /// How often the request for one page is retried; 5 by default. Throttled requests and requests that are repeated with
    /// a smaller page size do not count.
    pub retries: u32,
    /// How often one page waits for a throttling API; 10 by default. If the API does not state the wait, the first one is
    /// [`Profile::unstated_wait`](crate::Profile::unstated_wait) long, and each further one twice as long.
    pub throttles: u32,
    /// The delay before the first retry; 1 second by default. It doubles with each retry.
    pub min_delay: Duration,
    /// The longest delay between two retries; 1 minute by default.
    pub max_delay: Duration,
    /// Whether each delay is extended by a random duration of up to its own length, so that many clients do not retry at
    /// the same moment; `true` by default.
    pub jitter: bool,
    /// The longest single wait that an API may ask for; 15 minutes by default. If it asks for more, the walk ends with
    /// [`ErrorKind::Throttled`](crate::ErrorKind::Throttled), which says when to resume.
    pub max_wait: Duration,
    /// The longest total wait that an API may impose on one walk; 6 hours by default. Simultaneous waits count once. Waits
    /// by which the client paces its own requests do not count.
    pub max_total_wait: Duration,
    /// The longest duration of one walk, or of one [`Client::execute`](crate::Client::execute), from its first request on,
    /// including retries and waits; none by default. After it the walk ends with
    /// [`ErrorKind::DeadlineExceeded`](crate::ErrorKind::DeadlineExceeded), or with `Throttled` if the API asks for a wait
    /// beyond it.
    pub deadline: Option<Duration>,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            retries: 5,
            throttles: 10,
            min_delay: Duration::from_secs(1),
            max_delay: Duration::from_secs(60),
            jitter: true,
            max_wait: Duration::from_secs(15 * 60),
            max_total_wait: Duration::from_secs(6 * 60 * 60),
            deadline: None,
        }
    }
}

impl RetryPolicy {
    /// No retries, and no waits for a throttling API: every failure is final.
    pub fn never() -> Self {
        Self {
            retries: 0,
            throttles: 0,
            ..Self::default()
        }
    }

    /// Sets [`retries`](RetryPolicy::retries).
    #[must_use]
    pub fn retries(self, retries: u32) -> Self {
        Self { retries, ..self }
    }

    /// Sets [`throttles`](RetryPolicy::throttles).
    #[must_use]
    pub fn throttles(self, throttles: u32) -> Self {
        Self { throttles, ..self }
    }

    /// Sets [`min_delay`](RetryPolicy::min_delay).
    #[must_use]
    pub fn min_delay(self, min_delay: Duration) -> Self {
        Self { min_delay, ..self }
    }

    /// Sets [`max_delay`](RetryPolicy::max_delay).
    #[must_use]
    pub fn max_delay(self, max_delay: Duration) -> Self {
        Self { max_delay, ..self }
    }

    /// Sets [`jitter`](RetryPolicy::jitter).
    #[must_use]
    pub fn jitter(self, jitter: bool) -> Self {
        Self { jitter, ..self }
    }

    /// Sets [`max_total_wait`](RetryPolicy::max_total_wait).
    #[must_use]
    pub fn max_total_wait(self, max_total_wait: Duration) -> Self {
        Self {
            max_total_wait,
            ..self
        }
    }

    /// Sets [`deadline`](RetryPolicy::deadline).
    #[must_use]
    pub fn deadline(self, deadline: Duration) -> Self {
        Self {
            deadline: Some(deadline),
            ..self
        }
    }

    /// Sets [`max_wait`](RetryPolicy::max_wait), and raises [`max_total_wait`](RetryPolicy::max_total_wait) to it if that
    /// is shorter.
    #[must_use]
    pub fn max_wait(self, max_wait: Duration) -> Self {
        Self {
            max_wait,
            max_total_wait: self.max_total_wait.max(max_wait),
            ..self
        }
    }

    /// The delays before the retries of one page, one for each retry.
    pub(crate) fn delays(&self) -> ExponentialBackoff {
        let delays = ExponentialBuilder::new()
            .with_min_delay(self.min_delay)
            .with_max_delay(self.max_delay)
            .with_max_times(self.retries as usize);
        if self.jitter {
            delays.with_jitter().build()
        } else {
            delays.build()
        }
    }
}
