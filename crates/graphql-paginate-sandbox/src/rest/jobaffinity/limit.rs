//! The limit of requests per minute, in a sliding window.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::Clock;

const WINDOW: Duration = Duration::from_secs(60);

#[derive(Debug)]
pub(super) struct Limit {
    count: usize,
    clock: Clock,
    /// The times of the accepted requests since the epoch, ascending.
    admitted: Mutex<VecDeque<Duration>>,
}

impl Limit {
    pub(super) fn per_minute(count: usize, clock: Clock) -> Self {
        Self {
            count,
            clock,
            admitted: Mutex::default(),
        }
    }

    /// Whether a request is accepted now. Refused requests do not count.
    pub(super) fn admits(&self) -> bool {
        let mut admitted = self.admitted.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.now();
        while admitted
            .front()
            .is_some_and(|first| now.saturating_sub(*first) >= WINDOW)
        {
            admitted.pop_front();
        }
        if admitted.len() >= self.count {
            return false;
        }
        admitted.push_back(now);
        true
    }
}
