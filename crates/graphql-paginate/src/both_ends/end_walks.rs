//! The walks of a walk from both ends: one from each end, or one that requests both.

use std::fmt;

use super::candidate::Candidate;
use super::end::{End, PerEnd};
use super::end_walk::EndWalk;
use crate::driver::Walk;
use crate::page::Listing;
use crate::progress::Progress;

/// The walks that read a list from both ends.
pub enum EndWalks<L: Listing> {
    /// Each end sends its own requests.
    Separate(Box<PerEnd<EndWalk<L>>>),
    /// Each request asks for a page of both ends.
    OneRequest(Box<EndWalk<L>>),
}

impl<L: Listing> EndWalks<L> {
    pub(crate) fn separate(
        front: Walk<Candidate<L::Item>, L::Data>,
        back: Walk<Candidate<L::Item>, L::Data>,
    ) -> Self {
        Self::Separate(Box::new(PerEnd {
            front: EndWalk::new(front),
            back: EndWalk::new(back),
        }))
    }

    pub(super) fn one_request(walk: Walk<Candidate<L::Item>, L::Data>) -> Self {
        Self::OneRequest(Box::new(EndWalk::new(walk)))
    }

    /// Whether each request asks for both ends.
    pub(super) fn is_one_request(&self) -> bool {
        matches!(self, Self::OneRequest(_))
    }

    /// The walk that returns the pages of an end.
    pub(super) fn of(&mut self, end: End) -> &mut EndWalk<L> {
        match self {
            Self::Separate(walks) => &mut walks[end],
            Self::OneRequest(walk) => walk,
        }
    }

    /// The number of pages received.
    pub(super) fn pages(&self) -> u64 {
        match self {
            Self::Separate(walks) => {
                walks.front.feed.progress().pages + walks.back.feed.progress().pages
            }
            Self::OneRequest(walk) => walk.feed.progress().pages,
        }
    }

    /// The progress of both ends together; page size and quota are the lower ones of the two. Items are counted by the
    /// walk that yields them.
    pub(super) fn progress(&self) -> Progress {
        match self {
            Self::Separate(walks) => {
                together(&walks.front.feed.progress(), &walks.back.feed.progress())
            }
            Self::OneRequest(walk) => walk.feed.progress(),
        }
    }

    /// Drops requests in flight and ends the walks.
    pub(super) fn close(&mut self) {
        match self {
            Self::Separate(walks) => {
                walks.front.close();
                walks.back.close();
            }
            Self::OneRequest(walk) => walk.close(),
        }
    }
}

fn together(front: &Progress, back: &Progress) -> Progress {
    let server_times = [front.server_time, back.server_time].into_iter().flatten();
    let quotas = [front.quota, back.quota].into_iter().flatten();
    Progress {
        items: front.items + back.items,
        pages: front.pages + back.pages,
        total: front.total.or(back.total),
        ended_short: front.ended_short || back.ended_short,
        total_fell: front.total_fell || back.total_fell,
        requests: front.requests + back.requests,
        retries: front.retries + back.retries,
        waited: front.waited + back.waited,
        waiting: front.waiting.or(back.waiting),
        page_size: front.page_size.min(back.page_size),
        quota: quotas.min_by_key(|quota| quota.remaining),
        server_time: server_times.min(),
        truncated: front.truncated + back.truncated,
    }
}

impl<L: Listing> fmt::Debug for EndWalks<L> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut list = formatter.debug_list();
        match self {
            Self::Separate(walks) => list.entry(&walks.front).entry(&walks.back),
            Self::OneRequest(walk) => list.entry(walk),
        };
        list.finish()
    }
}
