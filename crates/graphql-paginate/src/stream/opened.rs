//! A page whose items are being yielded.

use std::cell::OnceCell;

use super::feed::Feed;
use crate::driver::{Kept, Mark, Received};
use crate::page::Listing;

/// The data for a checkpoint in the middle of the page.
#[derive(Default)]
pub(super) struct Opened {
    before: Mark,
    received: Received,
    /// How many of its items this run yields.
    count: usize,
    /// Computed for the first checkpoint on the page, since most pages need none.
    kept: OnceCell<Option<Kept>>,
}

impl Opened {
    pub(super) fn new(before: Mark, received: Received, count: usize) -> Self {
        Self {
            before,
            received,
            count,
            kept: OnceCell::new(),
        }
    }

    /// The mark when `left` items of the page are left.
    pub(super) fn mark<L: Listing>(&self, left: usize, feed: &Feed<L>) -> Mark {
        let cursor = self.before.cursor.as_deref();
        let kept = self.kept.get_or_init(|| feed.kept(&self.received, cursor));
        self.before.after_items(self.count - left, kept.clone())
    }
}
