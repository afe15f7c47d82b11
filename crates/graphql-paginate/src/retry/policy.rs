//! How long to keep trying.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};

/// How often a failed request is sent again, and how long a walk waits.
///
/// Only what may pass is tried again: broken connections, timeouts, throttling, statuses such as 502. A refusal (400,
/// 401, 404, 422) never is.
///
/// ```
/// use std::time::Duration;
/// use graphql_paginate::RetryPolicy;
///
/// // An unattended export, which would rather sleep through a rate limit of an hour than stop.
/// let policy = RetryPolicy::default().max_wait(Duration::from_secs(65 * 60));
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct RetryPolicy {
    /// How often one page is asked for again after failures in a row; 5 by default. Neither answers that throttle nor
    /// those that make the page smaller count.
    pub retries: u32,
    /// How often one page waits for an API that throttles; 10 by default. The first wait that the API does not state is
    /// that of [`Profile::unstated_wait`](crate::Profile::unstated_wait).
    pub throttles: u32,
    /// The delay before the first retry, doubled with each; 1 second by default.
    pub min_delay: Duration,
    /// The longest delay between retries; 1 minute by default.
    pub max_delay: Duration,
    /// Whether a delay gets a random part of up to its own length, so that many clients do not come back at once;
    /// `true` by default.
    pub jitter: bool,
    /// The longest single wait that an API may ask for; 15 minutes by default. Beyond it the walk ends with
    /// [`ErrorKind::Throttled`](crate::ErrorKind::Throttled), which says when to come back.
    pub max_wait: Duration,
    /// The longest that the API may keep one walk waiting in all; 6 hours by default. Waits at the same time count once,
    /// and the client's own pacing does not count.
    pub max_total_wait: Duration,
    /// The longest that one walk, or one [`Client::execute`](crate::Client::execute), may take from its first request
    /// on, retries and waits included; none by default. Beyond it the walk ends with
    /// [`ErrorKind::DeadlineExceeded`](crate::ErrorKind::DeadlineExceeded), or with `Throttled` when it would have to
    /// wait for longer.
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
    /// Every failure is final, and nothing waits for an API that throttles.
    pub fn never() -> Self {
        Self {
            retries: 0,
            throttles: 0,
            ..Self::default()
        }
    }

    /// Changes [`retries`](RetryPolicy::retries).
    #[must_use]
    pub fn retries(self, retries: u32) -> Self {
        Self { retries, ..self }
    }

    /// Changes [`throttles`](RetryPolicy::throttles).
    #[must_use]
    pub fn throttles(self, throttles: u32) -> Self {
        Self { throttles, ..self }
    }

    /// Changes [`min_delay`](RetryPolicy::min_delay).
    #[must_use]
    pub fn min_delay(self, min_delay: Duration) -> Self {
        Self { min_delay, ..self }
    }

    /// Changes [`max_delay`](RetryPolicy::max_delay).
    #[must_use]
    pub fn max_delay(self, max_delay: Duration) -> Self {
        Self { max_delay, ..self }
    }

    /// Changes [`jitter`](RetryPolicy::jitter).
    #[must_use]
    pub fn jitter(self, jitter: bool) -> Self {
        Self { jitter, ..self }
    }

    /// Changes [`max_total_wait`](RetryPolicy::max_total_wait).
    #[must_use]
    pub fn max_total_wait(self, max_total_wait: Duration) -> Self {
        Self {
            max_total_wait,
            ..self
        }
    }

    /// Changes [`deadline`](RetryPolicy::deadline).
    #[must_use]
    pub fn deadline(self, deadline: Duration) -> Self {
        Self {
            deadline: Some(deadline),
            ..self
        }
    }

    /// Changes [`max_wait`](RetryPolicy::max_wait), and [`max_total_wait`](RetryPolicy::max_total_wait) where that is
    /// shorter.
    #[must_use]
    pub fn max_wait(self, max_wait: Duration) -> Self {
        Self {
            max_wait,
            max_total_wait: self.max_total_wait.max(max_wait),
            ..self
        }
    }

    /// The delays before the retries of one page; as many as there may be retries.
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
