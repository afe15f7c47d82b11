//! The walk from one end, as a part of a walk from both ends.

use std::fmt;
use std::task::Context;

use super::candidate::{Candidate, Candidates};
use crate::driver::{PollPage, Walk};
use crate::page::Listing;
use crate::stream::Feed;

/// The walk from one end, or the one walk that requests both ends.
pub struct EndWalk<L: Listing> {
    pub(super) feed: Feed<Candidates<L>>,
    /// Whether a request for a page is in flight.
    pub(super) is_in_flight: bool,
}

impl<L: Listing> EndWalk<L> {
    pub(super) fn new(walk: Walk<Candidate<L::Item>, L::Data>) -> Self {
        Self {
            feed: Feed::new(walk),
            is_in_flight: false,
        }
    }

    pub(super) fn poll_page(
        &mut self,
        context: &mut Context<'_>,
    ) -> PollPage<Candidate<L::Item>, L::Data> {
        let walk_page = self.feed.poll_page(context);
        self.is_in_flight = walk_page.is_pending();
        walk_page
    }

    /// Drops the request in flight and ends the walk.
    pub(super) fn close(&mut self) {
        self.feed.close();
        self.is_in_flight = false;
    }

    /// Whether the request for the first page is in flight.
    pub(super) fn is_first_page_in_flight(&self) -> bool {
        self.is_in_flight && self.feed.progress().pages == 0
    }

    /// The number of items that the request in flight asks for; 0 if there is none, or if the server chooses the size.
    pub(super) fn items_in_flight(&self) -> u64 {
        if !self.is_in_flight {
            return 0;
        }
        self.feed.progress().page_size.map_or(0, u64::from)
    }
}

impl<L: Listing> fmt::Debug for EndWalk<L> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.feed.fmt(formatter)
    }
}
