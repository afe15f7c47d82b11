//! How far a walk has come.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

/// A snapshot of a walk, cheap enough to take with every item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Items handed out by this stream; by a resumed walk, those of the earlier runs not counted.
    pub items: u64,
    /// Pages handed out, or begun to be.
    pub pages: u64,
    /// How many items there are in all, where the API says so.
    pub total: Option<i64>,
    /// Whether the list ended before as many items as it announced: an API cuts some lists at a limit of its own, as
    /// searches at 1,000 items, and items may vanish under the walk. Known at the end of a walk of the whole list.
    pub ended_short: bool,
    /// Requests sent, retries included.
    pub requests: u64,
    /// Requests sent for a page that had been asked for before.
    pub retries: u64,
    /// Time waited between requests, for whatever reason; waits at the same time count once.
    pub waited: Duration,
    /// The wait under way.
    pub waiting: Option<Wait>,
    /// Items asked for with the last request; `None` where the server chooses.
    pub page_size: Option<u32>,
    /// What the API said last about its rate limit.
    pub quota: Option<Quota>,
    /// Connections inside the items that were handed out with less than the server has.
    pub truncated: u64,
}

/// A wait under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Wait {
    /// When it ends.
    pub until: SystemTime,
    /// What for.
    pub reason: WaitReason,
}

/// What a walk waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WaitReason {
    /// A request failed and is sent again.
    Retry,
    /// The API said "not now", or its quota is used up.
    Throttled,
    /// Little is left of the quota, or requests go out as fast as the API allows.
    Pace,
    /// A tail looks for new items from time to time.
    Tail,
}

/// A rate limit, in the API's own unit: points for GitHub, requests for others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Quota {
    /// How much there is in one window.
    pub limit: Option<u64>,
    /// How much is left.
    pub remaining: u64,
    /// When the next window begins.
    pub resets_at: Option<SystemTime>,
}

/// Where the driver notes what it does, and the stream reads it.
#[derive(Debug, Default)]
pub(crate) struct ProgressRecorder(Mutex<Readings>);

#[derive(Debug, Default)]
struct Readings {
    progress: Progress,
    /// All waits.
    waited: WallTime,
    /// The waits that the API is the reason of: neither a tail's nor the client's own pacing, which use up no budget.
    endured: WallTime,
    /// When the first request was about to be sent, on the client's monotonic clock.
    started: Option<Duration>,
    /// The page size that the walk has come to: not that of a request for the few items that are still wanted.
    reduced_page_sizes: Option<u32>,
}

impl ProgressRecorder {
    pub(crate) fn snapshot(&self) -> Progress {
        self.lock().progress.clone()
    }

    pub(crate) fn requested(&self, again: bool) {
        let progress = &mut self.lock().progress;
        progress.requests += 1;
        progress.retries += u64::from(again);
    }

    pub(crate) fn ended_short(&self) {
        self.lock().progress.ended_short = true;
    }

    pub(crate) fn sized(&self, size: Option<u32>, reduced_page_sizes: Option<u32>) {
        let mut readings = self.lock();
        readings.progress.page_size = size;
        readings.reduced_page_sizes = reduced_page_sizes;
    }

    /// The size of pages that the server can bear, as far as the walk has found out.
    pub(crate) fn reduced_page_sizes(&self) -> Option<u32> {
        self.lock().reduced_page_sizes
    }

    pub(crate) fn truncated(&self, connections: u64) {
        self.lock().progress.truncated += connections;
    }

    pub(crate) fn quota(&self, quota: Quota) {
        self.lock().progress.quota = Some(quota);
    }

    pub(crate) fn waiting(&self, until: SystemTime, reason: WaitReason) {
        self.lock().progress.waiting = Some(Wait { until, reason });
    }

    /// Counts a wait that began at this time of the monotonic clock.
    pub(crate) fn waited(&self, begun: Duration, wait: Duration, reason: WaitReason) {
        let readings = &mut *self.lock();
        readings.waited = readings.waited.with(begun, wait);
        readings.progress.waited = readings.waited.total;
        readings.progress.waiting = None;
        match reason {
            WaitReason::Retry | WaitReason::Throttled => {
                readings.endured = readings.endured.with(begun, wait);
            }
            WaitReason::Pace | WaitReason::Tail => {}
        }
    }

    /// How long the API will have kept the walk waiting after a wait that begins now.
    pub(crate) fn endured_with(&self, now: Duration, wait: Duration) -> Duration {
        self.lock().endured.with(now, wait).total
    }

    /// When the walk began: now, the first time that it is asked for.
    pub(crate) fn started(&self, now: Duration) -> Duration {
        *self.lock().started.get_or_insert(now)
    }

    fn lock(&self) -> MutexGuard<'_, Readings> {
        // Nothing inside panics, and plain counters are as good as they were.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The time that is covered by waits, some of which overlap.
#[derive(Debug, Clone, Copy, Default)]
struct WallTime {
    total: Duration,
    /// The end of the last wait.
    until: Duration,
}

impl WallTime {
    fn with(self, begun: Duration, wait: Duration) -> Self {
        let end = begun.saturating_add(wait);
        let new = end.saturating_sub(begun.max(self.until));
        Self {
            total: self.total.saturating_add(new),
            until: self.until.max(end),
        }
    }
}
