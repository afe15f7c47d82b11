//! So many requests in any minute.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

const WINDOW: Duration = Duration::from_secs(60);

#[derive(Debug)]
pub(super) struct Limit {
    count: usize,
    admitted: Mutex<VecDeque<Instant>>,
}

impl Limit {
    pub(super) fn per_minute(count: usize) -> Self {
        Self { count, admitted: Mutex::default() }
    }

    /// Whether a request that comes now is answered; refused ones do not count.
    pub(super) fn admits(&self) -> bool {
        let mut admitted = self.admitted.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        while admitted.front().is_some_and(|first| now.duration_since(*first) >= WINDOW) {
            admitted.pop_front();
        }
        if admitted.len() >= self.count {
            return false;
        }
        admitted.push_back(now);
        true
    }
}
