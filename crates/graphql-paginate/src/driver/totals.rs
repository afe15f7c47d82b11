//! The number of items received, compared with the total that the server announces.

use tracing::warn;

use crate::progress::ProgressRecorder;

/// Counts the items of a walk and remembers the announced total.
pub(super) struct Totals {
    /// Items of all pages and of earlier runs, nulls included; `None` if the walk did not start at the beginning of the
    /// list.
    received: Option<u64>,
    /// The total that the last page announced.
    announced: Option<i64>,
    /// How often a page of a concurrent walk announced another total than the page before it.
    changes: u64,
}

impl Totals {
    /// `passed` is the number of items before the first page.
    pub(super) fn new(passed: Option<u64>) -> Self {
        Self {
            received: passed,
            announced: None,
            changes: 0,
        }
    }

    pub(super) fn announced(&self) -> Option<i64> {
        self.announced
    }

    /// Whether as many items were received as the list has.
    pub(super) fn is_complete(&self) -> bool {
        let total = self.announced.and_then(|total| u64::try_from(total).ok());
        self.received.is_some() && self.received == total
    }

    /// Whether a page announces fewer items than the page before it.
    pub(super) fn falls_to(&self, announced: Option<i64>) -> bool {
        matches!((self.announced, announced), (Some(before), Some(now)) if now < before)
    }

    /// Adds a page of `items` items that announced the total `announced`.
    ///
    /// Pages at predicted cursors line up only while the list does not change, so a concurrent walk warns about changed
    /// totals, once at its end.
    pub(super) fn add(&mut self, items: u64, announced: Option<i64>, is_concurrent: bool) {
        if let Some(received) = &mut self.received {
            *received = received.saturating_add(items);
        }
        if let (Some(before), Some(now)) = (self.announced, announced)
            && is_concurrent
            && before != now
        {
            self.changes += 1;
        }
        self.announced = announced.or(self.announced);
    }

    /// Flags a list that ended before its announced total: the server caps it, or items were deleted.
    pub(super) fn check_end(&self, recorder: &ProgressRecorder) {
        let (Some(received), Some(total)) = (self.received, self.announced) else {
            return;
        };
        if u64::try_from(total).is_ok_and(|total| received < total) {
            warn!(
                received,
                total, "the list ended before the number of items it announced"
            );
            recorder.ended_short();
        }
    }
}

impl Drop for Totals {
    /// Says at the end of a walk, however it ends, how often the list has changed.
    fn drop(&mut self) {
        if self.changes > 0 {
            warn!(
                changes = self.changes,
                total = self.announced,
                "the list changed during the walk; items may be missing or duplicate"
            );
        }
    }
}
