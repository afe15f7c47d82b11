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
    /// Time waited between requests, for whatever reason.
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
    /// Time waited, but for a tail's: that waits by the caller's wish, which uses up nobody's retry_budget.
    endured: Duration,
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

    pub(crate) fn waited(&self, wait: Duration, reason: WaitReason) {
        let mut readings = self.lock();
        readings.progress.waited += wait;
        readings.progress.waiting = None;
        if reason != WaitReason::Tail {
            readings.endured += wait;
        }
    }

    /// How long a walk was kept waiting.
    pub(crate) fn endured(&self) -> Duration {
        self.lock().endured
    }

    fn lock(&self) -> MutexGuard<'_, Readings> {
        // Nothing inside panics, and plain counters are as good as they were.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
