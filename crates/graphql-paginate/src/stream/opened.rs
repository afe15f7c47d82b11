//! A page whose items are being handed out.

use std::cell::OnceCell;

use super::feed::Feed;
use crate::driver::{Kept, Mark, Received};
use crate::page::Listing;

/// What a checkpoint in the middle of the page is made of.
#[derive(Default)]
pub(super) struct Opened {
    before: Mark,
    received: Received,
    /// How many items this run hands out of it.
    count: usize,
    /// Found out with the first checkpoint on the page, since most pages see none.
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

    /// Where the walk stands when so many items are still to come.
    pub(super) fn place<L: Listing>(&self, still: usize, feed: &Feed<L>) -> Mark {
        let kept = self.kept.get_or_init(|| feed.kept(&self.received));
        self.before.behind(self.count - still, kept.clone())
    }
}
