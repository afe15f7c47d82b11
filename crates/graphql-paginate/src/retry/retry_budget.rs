//! What is left of tries and time.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use backon::ExponentialBackoff;

use super::{RetryPolicy, Throttle, later};
use crate::clock::Clock;
use crate::progress::{ProgressRecorder, WaitReason};

/// The tries of one page, used up. The waits are those of the whole walk, whatever it asks for.
pub(crate) struct RetryBudget {
    policy: RetryPolicy,
    delays: ExponentialBackoff,
    attempts: u32,
    throttles: u32,
    pub(crate) recorder: Arc<ProgressRecorder>,
}

impl RetryBudget {
    pub(crate) fn new(policy: RetryPolicy, recorder: Arc<ProgressRecorder>) -> Self {
        let delays = policy.delays();
        Self {
            policy,
            delays,
            attempts: 0,
            throttles: 0,
            recorder,
        }
    }

    /// Tries are counted by page, so that a walk of many pages outlives many faults.
    pub(crate) fn begin_page(&mut self) {
        self.delays = self.policy.delays();
        (self.attempts, self.throttles) = (0, 0);
    }

    pub(crate) fn attempted(&mut self) {
        self.attempts += 1;
    }

    /// How often the page has been asked for.
    pub(crate) fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The delay before the next try; `None` when none is left.
    pub(crate) fn delay(&mut self) -> Option<Duration> {
        self.delays.next()
    }

    /// The delay before a smaller page, which is no try of the same; `None` when nothing is ever tried again.
    pub(crate) fn short_delay(&self) -> Option<Duration> {
        (self.policy.retries > 0).then_some(self.policy.min_delay)
    }

    /// When to come back to an API that throttles, and whether there is a try left to do so.
    pub(crate) fn throttled(&mut self, throttle: Throttle, now: SystemTime) -> (SystemTime, bool) {
        // GitHub asks for a minute at least where it does not say how long, and longer each time.
        const UNSAID: Duration = Duration::from_secs(60);
        let doubled = UNSAID * (1 << self.throttles.min(10));
        let wait = throttle.wait.unwrap_or(doubled).max(Duration::from_secs(1));
        self.throttles += 1;
        (later(now, wait), self.throttles <= self.policy.throttles)
    }

    /// Whether a wait is short enough, by itself and with those before it.
    pub(crate) fn allows(&self, wait: Duration) -> bool {
        wait <= self.policy.max_wait
            && self.recorder.endured().saturating_add(wait) <= self.policy.max_total_wait
    }

    pub(crate) async fn sleep(&mut self, clock: &dyn Clock, wait: Duration, reason: WaitReason) {
        self.recorder.waiting(later(clock.now(), wait), reason);
        clock.sleep(wait).await;
        self.recorder.waited(wait, reason);
    }
}
