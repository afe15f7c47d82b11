//! The walks of the two ends of a list, or the one walk whose requests ask for both.

use std::fmt;

use super::candidate::Candidate;
use super::overlap::End;
use super::side::Side;
use crate::driver::Walk;
use crate::page::Listing;
use crate::progress::Progress;

/// The walks of head and tail, or the one walk of both.
pub(super) struct Sides<L: Listing>(Vec<Side<L>>);

impl<L: Listing> Sides<L> {
    pub(super) fn new(walks: Vec<Walk<Candidate<L::Item>, L::Data>>) -> Self {
        Self(walks.into_iter().map(Side::new).collect())
    }

    /// Whether each request asks for both ends.
    pub(super) fn is_paired(&self) -> bool {
        self.0.len() == 1
    }

    /// Head and tail; `None` if they are one walk.
    pub(super) fn both(&self) -> Option<(&Side<L>, &Side<L>)> {
        match self.0.as_slice() {
            [head, tail] => Some((head, tail)),
            _ => None,
        }
    }

    /// The walk that returns the pages of an end.
    pub(super) fn of(&mut self, end: End) -> &mut Side<L> {
        let index = if self.is_paired() { 0 } else { end as usize };
        &mut self.0[index]
    }

    /// The number of pages received.
    pub(super) fn pages(&self) -> u64 {
        self.0.iter().map(|side| side.feed.progress().pages).sum()
    }

    /// The progress of both ends together; page size and quota are the lower ones of the two. Items are counted by the
    /// walk that passes them on.
    pub(super) fn progress(&self) -> Progress {
        let Some((head, tail)) = self.both() else {
            return self.0[0].feed.progress();
        };
        let (head, tail) = (head.feed.progress(), tail.feed.progress());
        let less = |one: &Progress| one.quota.map(|quota| quota.remaining);
        let quota = [&head, &tail]
            .into_iter()
            .filter(|one| one.quota.is_some())
            .min_by_key(|one| less(one));
        Progress {
            items: head.items + tail.items,
            pages: head.pages + tail.pages,
            total: head.total.or(tail.total),
            ended_short: head.ended_short || tail.ended_short,
            requests: head.requests + tail.requests,
            retries: head.retries + tail.retries,
            waited: head.waited + tail.waited,
            waiting: head.waiting.or(tail.waiting),
            page_size: head.page_size.min(tail.page_size),
            quota: quota.and_then(|one| one.quota),
            truncated: head.truncated + tail.truncated,
        }
    }

    /// Drops requests in flight and ends the walks.
    pub(super) fn close(&mut self) {
        for side in &mut self.0 {
            side.close();
        }
    }
}

impl<L: Listing> fmt::Debug for Sides<L> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let feeds = self.0.iter().map(|side| &side.feed);
        formatter.debug_list().entries(feeds).finish()
    }
}
