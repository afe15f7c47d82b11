//! The retry budget: the attempts left for one page, and the time that a walk may still wait.

use std::sync::Arc;
use std::time::Duration;

use backon::ExponentialBackoff;

use super::{RetryPolicy, later};
use crate::clock::Clock;
use crate::progress::{ProgressRecorder, WaitReason};

/// Counts the attempts of one page, and the waits of the whole walk.
pub(crate) struct RetryBudget {
    policy: RetryPolicy,
    /// The first wait for a throttling API that does not say how long to wait.
    unstated_wait: Duration,
    /// The delays before the remaining retries.
    delays: ExponentialBackoff,
    attempts: u32,
    throttles: u32,
    /// How many throttles were not counted.
    switches: usize,
    /// Whether the request was already repeated at the same page size after it took too long.
    is_repeated: bool,
    pub(crate) recorder: Arc<ProgressRecorder>,
}

/// The longest duration of a walk, and the time left of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Deadline {
    pub(crate) total: Duration,
    pub(crate) left: Duration,
}

impl RetryBudget {
    pub(crate) fn new(
        policy: RetryPolicy,
        unstated_wait: Duration,
        recorder: Arc<ProgressRecorder>,
    ) -> Self {
        let delays = policy.delays();
        Self {
            policy,
            unstated_wait,
            delays,
            attempts: 0,
            throttles: 0,
            switches: 0,
            is_repeated: false,
            recorder,
        }
    }

    /// Resets the counts. They are kept for each page, so that a long walk survives many separate failures.
    pub(crate) fn begin_page(&mut self) {
        self.delays = self.policy.delays();
        self.attempts = 0;
        self.throttles = 0;
        self.switches = 0;
        self.is_repeated = false;
    }

    pub(crate) fn attempted(&mut self) {
        self.attempts += 1;
    }

    /// The number of requests sent for the page.
    pub(crate) fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The delay before the next retry; `None` if no retry is left.
    pub(crate) fn delay(&mut self) -> Option<Duration> {
        self.delays.next()
    }

    /// The delay before a smaller page is requested, which does not count as a retry; `None` if the policy allows no
    /// retries.
    pub(crate) fn short_delay(&self) -> Option<Duration> {
        if self.policy.retries == 0 {
            return None;
        }
        Some(self.policy.min_delay)
    }

    /// Whether the request may be repeated at the same page size before a smaller one is tried; `true` once per page.
    pub(crate) fn may_repeat(&mut self) -> bool {
        let is_first = !self.is_repeated;
        self.is_repeated = true;
        is_first
    }

    /// The wait for a throttling API: the stated one, otherwise one that doubles each time.
    pub(crate) fn throttle_wait(&mut self, stated: Option<Duration>) -> Duration {
        let doublings = self.throttles.min(10);
        self.throttles += 1;
        match stated {
            Some(wait) => wait.max(Duration::from_secs(1)),
            None => self.unstated_wait * (1 << doublings),
        }
    }

    /// Takes back the count of a wait that is not needed because another of `tokens` is available. Each can be tried once
    /// for a page.
    pub(crate) fn needs_no_wait(&mut self, tokens: usize) {
        if self.switches + 1 < tokens {
            self.switches += 1;
            self.throttles = self.throttles.saturating_sub(1);
        }
    }

    /// The setting that a wait would exceed; `None` if the wait is allowed. Waits by which the client paces its own
    /// requests are limited only by the deadline.
    pub(crate) fn exceeded(
        &self,
        wait: Duration,
        reason: WaitReason,
        clock: &dyn Clock,
    ) -> Option<&'static str> {
        let now = clock.monotonic();
        if self.time_left(clock).is_some_and(|left| wait > left) {
            return Some("deadline");
        }
        if reason == WaitReason::Pace {
            return None;
        }
        if self.throttles > self.policy.throttles {
            return Some("throttles");
        }
        if wait > self.policy.max_wait {
            return Some("max_wait");
        }
        if self.recorder.imposed_wait_with(now, wait) > self.policy.max_total_wait {
            return Some("max_total_wait");
        }
        None
    }

    /// The longest single wait.
    pub(crate) fn max_wait(&self) -> Duration {
        self.policy.max_wait
    }

    /// The deadline and the time left until it; `None` without a deadline.
    pub(crate) fn deadline(&self, clock: &dyn Clock) -> Option<Deadline> {
        Some(Deadline {
            total: self.policy.deadline?,
            left: self.time_left(clock)?,
        })
    }

    fn time_left(&self, clock: &dyn Clock) -> Option<Duration> {
        let deadline = self.policy.deadline?;
        let now = clock.monotonic();
        let elapsed = now.saturating_sub(self.recorder.started(now));
        Some(deadline.saturating_sub(elapsed))
    }

    pub(crate) async fn sleep(&mut self, clock: &dyn Clock, wait: Duration, reason: WaitReason) {
        let begun = clock.monotonic();
        self.recorder.waiting(later(clock.now(), wait), reason);
        clock.sleep(wait).await;
        self.recorder.waited(begun, wait, reason);
    }
}
