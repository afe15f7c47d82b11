//! Limits the number of requests per minute.

use std::collections::VecDeque;
use std::time::{Duration, SystemTime};

const MINUTE: Duration = Duration::from_secs(60);

/// A sliding window of one minute: requests are sent at once until it is full, then as old ones leave it.
#[derive(Debug)]
pub(super) struct Pace {
    per_minute: Option<u32>,
    /// When the requests of the last minute were sent, oldest first.
    recent: VecDeque<SystemTime>,
}

impl Pace {
    pub(super) fn new(per_minute: Option<u32>) -> Self {
        Self {
            per_minute: per_minute.map(|requests| requests.max(1)),
            recent: VecDeque::new(),
        }
    }

    /// When another request may be sent; `None` means now.
    pub(super) fn ready_at(&self, now: SystemTime) -> Option<SystemTime> {
        let full = self.recent.len() >= self.per_minute? as usize;
        // If the clock was set back, the window has times in the future, which would never leave it.
        let oldest = self
            .recent
            .front()
            .filter(|oldest| full && **oldest <= now)?;
        let leaves = *oldest + MINUTE;
        if leaves > now { Some(leaves) } else { None }
    }

    pub(super) fn sent(&mut self, now: SystemTime) {
        let Some(per_minute) = self.per_minute else {
            return;
        };
        self.recent.push_back(now);
        while self.recent.len() > per_minute as usize {
            self.recent.pop_front();
        }
    }
}
