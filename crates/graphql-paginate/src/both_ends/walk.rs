//! A walk from both ends: polls the walks of the two ends until they overlap, and yields new items page by page.

mod finish;
mod receive;

use std::fmt;
use std::task::{Context, Poll, ready};

use super::buffer::{BackBuffer, Batch};
use super::candidate::Candidate;
use super::end::End;
use super::end_walks::EndWalks;
use super::identify::Identify;
use super::overlap::Overlap;
use crate::checkpoint::Checkpoint;
use crate::driver::{Limits, WalkPage};
use crate::error::{Error, ErrorKind};
use crate::page::Listing;
use crate::progress::Progress;
use crate::task::after_panic;

/// The walks of the two ends, and what is known about their overlap.
pub(crate) struct BothEndsWalk<L: Listing> {
    walks: EndWalks<L>,
    operation: String,
    identify: Identify<L::Item>,
    overlap: Overlap,
    /// The end that returned the last page; the other end is polled first.
    last_end: End,
    limits: Limits,
    /// The number of items yielded.
    yielded: u64,
    /// The items of the backward walk; `None` if the walk is not ordered.
    buffer: Option<BackBuffer<L>>,
    /// Whether pages are yielded, not only their items.
    has_pages: bool,
    /// Whether the forward walk has read an item of the backward walk. Its checkpoint then stays before that item.
    has_reached_back: bool,
    has_ended: bool,
    /// Set while a page is received. Still set when the walk is polled again if a callback of the caller panicked.
    is_receiving: bool,
    /// Whether the walk ended with fewer items than the list announced.
    ended_short: bool,
}

/// A page of one end.
type CandidatePage<L> = WalkPage<Candidate<<L as Listing>::Item>, <L as Listing>::Data>;

/// The next page of either end; `None` if that end has no more pages.
type PollEnd<L> = Poll<(End, Option<Result<CandidatePage<L>, Error>>)>;

impl<L: Listing> BothEndsWalk<L> {
    pub(crate) fn new(
        walks: EndWalks<L>,
        operation: String,
        identify: Identify<L::Item>,
        is_ordered: bool,
        limits: Limits,
    ) -> Self {
        let mut buffer = None;
        if is_ordered {
            buffer = Some(BackBuffer::default());
        }
        Self {
            walks,
            operation,
            identify,
            overlap: Overlap::default(),
            last_end: End::Back,
            limits,
            yielded: 0,
            buffer,
            has_pages: true,
            has_reached_back: false,
            has_ended: false,
            is_receiving: false,
            ended_short: false,
        }
    }

    /// Yields items without their pages.
    pub(super) fn without_pages(mut self) -> Self {
        self.has_pages = false;
        if let Some(buffer) = &mut self.buffer {
            buffer.is_without_pages = true;
        }
        self
    }

    /// The next new items, in the order of the walk.
    pub(super) fn poll_batch(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Batch<L>, Error>>> {
        if std::mem::take(&mut self.is_receiving) {
            return Poll::Ready(Some(Err(self.fail(self.error(after_panic())))));
        }
        loop {
            if self.has_ended {
                return Poll::Ready(self.next_buffered().map(Ok));
            }
            if self.is_complete() {
                self.finish();
                continue;
            }
            let (end, walk_page) = ready!(self.poll_end(context));
            let batch = match walk_page {
                Some(Ok(walk_page)) => {
                    self.is_receiving = true;
                    let received = self.receive(end, walk_page);
                    self.is_receiving = false;
                    received
                }
                Some(Err(error)) if self.is_last_ignored(end, &error) => {
                    self.ignore_back();
                    Ok(None)
                }
                Some(Err(error)) => Err(self.fail(error)),
                None => self.end_reached(end).map(|()| None),
            };
            if let Some(batch) = batch.transpose() {
                return Poll::Ready(Some(batch));
            }
        }
    }

    /// Whether nothing more is yielded.
    pub(super) fn is_done(&self) -> bool {
        self.has_ended && self.buffer.as_ref().is_none_or(BackBuffer::is_empty)
    }

    /// The checkpoint of a forward walk after the last item that was yielded; `None` if there is none.
    pub(super) fn checkpoint(&self) -> Option<Checkpoint> {
        let EndWalks::Separate(walks) = &self.walks else {
            return None;
        };
        match &self.buffer {
            Some(buffer) if !buffer.has_yielded => Some(walks.front.feed.checkpoint()),
            _ => None,
        }
    }

    /// The progress of both ends together. Items that are buffered for the order are not counted; page size and quota
    /// are the lower ones of the two ends.
    pub(super) fn progress(&self) -> Progress {
        Progress {
            items: self.yielded,
            ended_short: self.ended_short,
            ..self.walks.progress()
        }
    }

    /// The next page of either end. The end that did not return the last page is polled first, so that neither waits
    /// for long.
    fn poll_end(&mut self, context: &mut Context<'_>) -> PollEnd<L> {
        let both = [self.last_end.opposite(), self.last_end];
        // If one request asks for both ends, each item of the back has its own `end`.
        let ends = if self.walks.is_one_request() {
            &[End::Front][..]
        } else {
            &both
        };
        for &end in ends {
            if !self.may_request(end) {
                continue;
            }
            if let Poll::Ready(walk_page) = self.walks.of(end).poll_page(context) {
                self.last_end = end;
                return Poll::Ready((end, walk_page));
            }
        }
        Poll::Pending
    }

    /// Whether more pages and items remain than the other end has requested. True for at least one end until the walk is
    /// complete.
    fn may_request(&self, end: End) -> bool {
        let EndWalks::Separate(walks) = &self.walks else {
            return true;
        };
        let (walk, other) = (&walks[end], &walks[end.opposite()]);
        // The feed was closed because the server does not support this end.
        if walk.feed.ended {
            return false;
        }
        if walk.is_in_flight {
            return true;
        }
        let (pages, items) = (u64::from(other.is_in_flight), other.items_in_flight());
        self.pages_left().is_none_or(|left| left > pages)
            && self.items_left().is_none_or(|left| left > items)
    }

    fn is_complete(&self) -> bool {
        self.items_left() == Some(0) || self.pages_left() == Some(0) || self.has_wanted_items()
    }

    /// Whether all items that the caller wants were yielded, or are the next ones in the buffer.
    fn has_wanted_items(&self) -> bool {
        let buffered = self.buffer.as_ref().map_or(0, BackBuffer::late_items);
        self.items_wanted().is_some_and(|wanted| wanted <= buffered)
    }

    /// The number of items still to be read, of the list or of those that the caller wants; `None` if it is unknown.
    fn items_left(&self) -> Option<u64> {
        match (self.items_wanted(), self.overlap.remaining()) {
            (Some(wanted), Some(remaining)) => Some(wanted.min(remaining)),
            (wanted, remaining) => wanted.or(remaining),
        }
    }

    /// The number of items that the caller still wants; `None` if it is not limited.
    fn items_wanted(&self) -> Option<u64> {
        let limit = self.limits.items?;
        Some(limit.saturating_sub(self.yielded))
    }

    /// The number of pages that may still be received; `None` if it is not limited.
    fn pages_left(&self) -> Option<u64> {
        let limit = self.limits.pages?;
        Some(limit.saturating_sub(self.walks.pages()))
    }

    fn error(&self, kind: ErrorKind) -> Error {
        Error::new(kind).in_operation(&self.operation)
    }
}

impl<L: Listing> fmt::Debug for BothEndsWalk<L> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("BothEndsWalk")
            .field("walks", &self.walks)
            .field("buffered", &self.buffer.as_ref().map(BackBuffer::len))
            .field("has_ended", &self.has_ended)
            .finish_non_exhaustive()
    }
}
