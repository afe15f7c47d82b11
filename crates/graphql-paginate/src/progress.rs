//! The progress of a walk: items, requests, waits and rate limit.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

/// A snapshot of a walk's progress, cheap enough to take with every item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Items yielded by this stream; a resumed walk does not count those of earlier runs.
    pub items: u64,
    /// Pages yielded, including one whose items are being yielded.
    pub pages: u64,
    /// The number of items in the whole list, if the API returns it.
    pub total: Option<i64>,
    /// Whether the list ended before the number of items it announced. Some APIs truncate lists at a limit of their
    /// own, such as searches at 1,000 items, and items may be deleted during the walk. Known at the end of a walk of
    /// the whole list, even if it was resumed.
    pub ended_short: bool,
    /// Whether a list with offsets or page numbers announced fewer items than before: some were deleted during the walk, the
    /// rest moved forward, and the walk may have passed over items that exist.
    pub total_fell: bool,
    /// Requests sent, retries included.
    pub requests: u64,
    /// Requests sent again for a page that was already requested.
    pub retries: u64,
    /// Time waited between requests, for any reason; overlapping waits count once.
    pub waited: Duration,
    /// The current wait, if any.
    pub waiting: Option<Wait>,
    /// Items requested with the last request; `None` if the server chooses.
    pub page_size: Option<u32>,
    /// The rate limit that the API last reported.
    pub quota: Option<Quota>,
    /// The time by the server's clock when the first request was sent, or somewhat before: the header `Date` of the first
    /// response that has one, less the time since its request.
    pub server_time: Option<SystemTime>,
    /// Connections inside yielded items, and relations inside OData rows, that hold fewer items than the server has.
    pub truncated: u64,
}

/// A wait before the next request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Wait {
    /// When it ends.
    pub until: SystemTime,
    /// Why the walk waits.
    pub reason: WaitReason,
}

/// The reason for a wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WaitReason {
    /// A request failed and will be sent again.
    Retry,
    /// The API throttled a request, or its quota is used up.
    Throttled,
    /// The quota is almost used up, or requests are sent at the highest rate that the API allows.
    Pace,
    /// A tail waits until it looks for new items again.
    Tail,
}

/// A rate limit, in the API's own unit: points for GitHub, requests for others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Quota {
    /// The quota of one window.
    pub limit: Option<u64>,
    /// The remaining quota.
    pub remaining: u64,
    /// When the next window begins.
    pub resets_at: Option<SystemTime>,
}

/// Records the progress of a walk: the driver writes it, and the stream reads it.
#[derive(Debug, Default)]
pub(crate) struct ProgressRecorder(Mutex<Readings>);

#[derive(Debug, Default)]
struct Readings {
    progress: Progress,
    /// The time of all waits.
    waited: WallTime,
    /// The time of waits caused by the API. Waits of a tail and pacing are excluded: they do not use up the retry
    /// budget.
    imposed_wait: WallTime,
    /// When the first request was about to be sent, on the client's monotonic clock.
    started: Option<Duration>,
    /// The page size to which the walk has reduced its pages. A smaller request for the last items does not change it.
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

    pub(crate) fn total_fell(&self) {
        self.lock().progress.total_fell = true;
    }

    pub(crate) fn sized(&self, size: Option<u32>, reduced_page_sizes: Option<u32>) {
        let mut readings = self.lock();
        readings.progress.page_size = size;
        readings.reduced_page_sizes = reduced_page_sizes;
    }

    /// The page size that the server can handle, as far as the walk has found out.
    pub(crate) fn reduced_page_sizes(&self) -> Option<u32> {
        self.lock().reduced_page_sizes
    }

    pub(crate) fn truncated(&self, connections: u64) {
        self.lock().progress.truncated += connections;
    }

    /// Records the server's time at a request, unless that of an earlier one is known.
    pub(crate) fn server_time(&self, time: SystemTime) {
        self.lock().progress.server_time.get_or_insert(time);
    }

    pub(crate) fn quota(&self, quota: Quota) {
        self.lock().progress.quota = Some(quota);
    }

    pub(crate) fn waiting(&self, until: SystemTime, reason: WaitReason) {
        self.lock().progress.waiting = Some(Wait { until, reason });
    }

    /// Adds a wait that began at this time of the monotonic clock.
    pub(crate) fn waited(&self, begun: Duration, wait: Duration, reason: WaitReason) {
        let readings = &mut *self.lock();
        readings.waited = readings.waited.with(begun, wait);
        readings.progress.waited = readings.waited.total;
        readings.progress.waiting = None;
        match reason {
            WaitReason::Retry | WaitReason::Throttled => {
                readings.imposed_wait = readings.imposed_wait.with(begun, wait);
            }
            WaitReason::Pace | WaitReason::Tail => {}
        }
    }

    /// The total time of waits caused by the API, with one more wait that begins now.
    pub(crate) fn imposed_wait_with(&self, now: Duration, wait: Duration) -> Duration {
        self.lock().imposed_wait.with(now, wait).total
    }

    /// When the walk began; the first call sets it to now.
    pub(crate) fn started(&self, now: Duration) -> Duration {
        *self.lock().started.get_or_insert(now)
    }

    fn lock(&self) -> MutexGuard<'_, Readings> {
        // Code under the lock does not panic, and a poisoned lock would still hold valid counters.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The total time covered by waits, which may overlap.
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
