//! A virtual clock, whose waits take no time.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use graphql_paginate::{Clock, SleepFuture};

/// The time at which every virtual clock starts: 2026-09-21 14:13:20 GMT.
pub(crate) const START: u64 = 1_790_000_000;

/// A clock that jumps to the end of every wait and records its length.
#[derive(Debug, Clone, Default)]
pub(crate) struct VirtualClock(Arc<Mutex<Vec<Duration>>>);

impl VirtualClock {
    /// The waits so far in whole seconds.
    pub(crate) fn waits(&self) -> Vec<u64> {
        self.0
            .lock()
            .unwrap()
            .iter()
            .map(Duration::as_secs)
            .collect()
    }

    /// The header value for a time in seconds after the start.
    pub(crate) fn epoch(seconds: u64) -> String {
        (START + seconds).to_string()
    }
}

impl Clock for VirtualClock {
    fn now(&self) -> SystemTime {
        let waited: Duration = self.0.lock().unwrap().iter().sum();
        SystemTime::UNIX_EPOCH + Duration::from_secs(START) + waited
    }

    fn sleep(&self, duration: Duration) -> SleepFuture {
        self.0.lock().unwrap().push(duration);
        Box::pin(std::future::ready(()))
    }
}
