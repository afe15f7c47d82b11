//! The sandbox's time, which tests can move.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// What time the sandbox thinks it is: quotas, throttling and their headers go by it.
///
/// The default is the system's time. Clones are the same clock: a test keeps one, and moves it when its client waits.
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
    /// Since the epoch; `None` runs with the system.
    stopped_at: Option<Duration>,
    /// Nanoseconds.
    advanced: Arc<AtomicU64>,
}

impl Clock {
    /// The system's time.
    pub fn system() -> Self {
        Self::default()
    }

    /// A clock that moves only when [advanced](Self::advance), from this many seconds after 1970-01-01T00:00:00Z.
    pub fn stopped_at(seconds: u64) -> Self {
        Self {
            stopped_at: Some(Duration::from_secs(seconds)),
            ..Self::default()
        }
    }

    /// Moves this clock and its clones forward, by at most 500 years in all.
    pub fn advance(&self, by: Duration) {
        let nanoseconds = u64::try_from(by.as_nanos()).unwrap_or(u64::MAX);
        self.advanced.fetch_add(nanoseconds, Ordering::Relaxed);
    }

    /// Time since 1970-01-01T00:00:00Z.
    pub fn now(&self) -> Duration {
        let system = || {
            SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .unwrap_or_default()
        };
        let advanced = Duration::from_nanos(self.advanced.load(Ordering::Relaxed));
        self.stopped_at.unwrap_or_else(system) + advanced
    }
}
