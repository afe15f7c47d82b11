//! A page whose items are being yielded.

use std::cell::OnceCell;

use super::feed::Feed;
use crate::driver::{IdentifiedItems, Mark, Received};
use crate::page::Listing;

/// The data for a checkpoint in the middle of the page.
#[derive(Default)]
pub(super) struct PageInProgress {
    before: Mark,
    received: Received,
    /// How many of its items this run yields.
    count: usize,
    /// Computed for the first checkpoint on the page, since most pages need none.
    identified: OnceCell<Option<IdentifiedItems>>,
}

impl PageInProgress {
    pub(super) fn new(before: Mark, received: Received, count: usize) -> Self {
        Self {
            before,
            received,
            count,
            identified: OnceCell::new(),
        }
    }

    /// The mark when `left` items of the page are left.
    pub(super) fn mark<L: Listing>(&self, left: usize, feed: &Feed<L>) -> Mark {
        let cursor = self.before.cursor.as_deref();
        let identified = self
            .identified
            .get_or_init(|| feed.identified_items(&self.received, cursor));
        self.before
            .after_items(self.count - left, identified.clone())
    }
}
