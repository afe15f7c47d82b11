//! The walk from one end, as one side of a walk from both.

use std::task::Context;

use super::candidate::{Candidate, Sightings};
use crate::driver::{PollStep, Walk};
use crate::page::Listing;
use crate::stream::Feed;

/// The walk from one end, or the one walk of both.
pub(super) struct Side<L: Listing> {
    pub(super) feed: Feed<Sightings<L>>,
    /// Whether a page was requested and has not arrived yet.
    pub(super) is_asking: bool,
}

impl<L: Listing> Side<L> {
    pub(super) fn new(walk: Walk<Candidate<L::Item>, L::Data>) -> Self {
        Self {
            feed: Feed::new(walk),
            is_asking: false,
        }
    }

    pub(super) fn poll_step(
        &mut self,
        context: &mut Context<'_>,
    ) -> PollStep<Candidate<L::Item>, L::Data> {
        let page = self.feed.poll_step(context);
        self.is_asking = page.is_pending();
        page
    }

    /// Drops the request in flight and ends the walk.
    pub(super) fn close(&mut self) {
        self.feed.close();
        self.is_asking = false;
    }

    /// Whether the first page was requested and has not arrived yet.
    pub(super) fn is_first_awaited(&self) -> bool {
        self.is_asking && self.feed.progress().pages == 0
    }

    /// How many items the requested page may have.
    pub(super) fn expected(&self) -> u64 {
        let asked_for = self
            .is_asking
            .then(|| self.feed.progress().page_size)
            .flatten();
        asked_for.map_or(0, u64::from)
    }
}
