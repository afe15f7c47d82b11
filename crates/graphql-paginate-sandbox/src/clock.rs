//! The clock of a sandbox, which tests can stop and advance.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The clock of a sandbox, for quotas, throttling and their headers.
///
/// The default is the system clock. Clones share the same time: a test keeps one, and advances it when its client waits.
///
/// ```
/// use graphql_paginate_sandbox::Clock;
/// use std::time::Duration;
///
/// let clock = Clock::stopped_at(1_704_189_600);
/// clock.advance(Duration::from_secs(30));
/// assert_eq!(clock.now(), Duration::from_secs(1_704_189_630));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Clock {
    /// The time since the epoch; `None` for the system clock.
    stopped_at: Option<Duration>,
    /// The time by which the clock was advanced, in nanoseconds.
    advanced: Arc<AtomicU64>,
}

impl Clock {
    /// The system clock.
    pub fn system() -> Self {
        Self::default()
    }

    /// A clock that is stopped at this many seconds after 1970-01-01T00:00:00Z and changes only by
    /// [`advance`](Self::advance).
    pub fn stopped_at(seconds: u64) -> Self {
        Self {
            stopped_at: Some(Duration::from_secs(seconds)),
            ..Self::default()
        }
    }

    /// Advances this clock and its clones, by at most 500 years in total.
    pub fn advance(&self, by: Duration) {
        let nanoseconds = u64::try_from(by.as_nanos()).unwrap_or(u64::MAX);
        self.advanced.fetch_add(nanoseconds, Ordering::Relaxed);
    }

    /// The time since 1970-01-01T00:00:00Z.
    pub fn now(&self) -> Duration {
        let start = match self.stopped_at {
            Some(stopped_at) => stopped_at,
            None => SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .unwrap_or_default(),
        };
        start + Duration::from_nanos(self.advanced.load(Ordering::Relaxed))
    }
}
