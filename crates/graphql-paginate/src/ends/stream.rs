//! The stream of items of a walk from both ends.

use std::collections::HashSet;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;

use futures_core::Stream;
use futures_core::stream::FusedStream;
use tracing::warn;

use super::candidate::{Candidate, Identify, Sightings};
use super::overlap::{End, Overlap};
use super::pair::warn_wrong_end;
use crate::driver::{Limits, Order, PollStep, Step, Walk};
use crate::error::{Error, ErrorKind};
use crate::page::Listing;
use crate::progress::Progress;
#[cfg(feature = "blocking")]
use crate::stream::WalkStream;
use crate::stream::{Feed, inherent_methods};

/// The items of a walk from both ends, each once; made by [`BothEnds::items`](super::BothEnds::items).
///
/// Nothing is sent before the first poll. Each end has at most one request in flight. When the two ends have met,
/// nothing more is sent, and a request still in flight is dropped. An error of either end ends the stream.
///
/// A walk from both ends cannot be resumed from the middle, because a [`Checkpoint`](crate::Checkpoint) is a single
/// position after which all items are still to come. If the walk is ordered, an error has the checkpoint of a forward
/// walk instead; see [`BothEnds::ordered`](super::BothEnds::ordered).
///
/// # Cancellation
///
/// Dropping a `next()` future loses nothing: requests in flight continue with the next poll.
#[must_use = "streams do nothing unless polled"]
pub struct BothEndsItems<L: Listing> {
    /// The walks of head and tail, or the one walk of both.
    sides: Vec<Side<L>>,
    operation: &'static str,
    identify: Identify<L::Item>,
    meeting: Overlap,
    /// The end that returned the last page; the other end is polled first.
    last: End,
    limits: Limits,
    items: u64,
    ready: vec::IntoIter<L::Item>,
    /// The items of the tail, the last item first; `None` if the stream is not ordered.
    held: Option<Vec<L::Item>>,
    /// Whether the head has reached an item in `held`. The head's checkpoint is then before that item.
    has_come_to_held: bool,
    has_ended: bool,
    /// Whether the walk ended with fewer items than the list announced.
    ended_short: bool,
}

/// The walk from one end, or the one walk of both.
struct Side<L: Listing> {
    feed: Feed<Sightings<L>>,
    /// Whether a page was requested and has not arrived yet.
    is_asking: bool,
}

type Sights<L> = Step<Candidate<<L as Listing>::Item>, <L as Listing>::Data>;
type PollEnd<L> = Poll<(End, Option<Result<Sights<L>, Error>>)>;

impl<L: Listing> BothEndsItems<L> {
    /// The progress of both ends together. Items that are held for the order are not counted; page size and quota are
    /// the lower ones of the two ends.
    pub fn progress(&self) -> Progress {
        let (head, tail) = match self.sides.as_slice() {
            [head, tail] => (head.feed.progress(), tail.feed.progress()),
            sides => {
                return Progress {
                    items: self.items,
                    ended_short: self.ended_short,
                    ..sides[0].feed.progress()
                };
            }
        };
        let less = |one: &Progress| one.quota.map(|quota| quota.remaining);
        let quota = [&head, &tail]
            .into_iter()
            .filter(|one| one.quota.is_some())
            .min_by_key(|one| less(one));
        Progress {
            items: self.items,
            pages: head.pages + tail.pages,
            total: head.total.or(tail.total),
            ended_short: self.ended_short,
            requests: head.requests + tail.requests,
            retries: head.retries + tail.retries,
            waited: head.waited + tail.waited,
            waiting: head.waiting.or(tail.waiting),
            page_size: head.page_size.min(tail.page_size),
            quota: quota.and_then(|one| one.quota),
            truncated: head.truncated + tail.truncated,
        }
    }

    pub(super) fn new(
        walks: Vec<Walk<Candidate<L::Item>, L::Data>>,
        operation: &'static str,
        identify: Identify<L::Item>,
        is_ordered: bool,
        limits: Limits,
    ) -> Self {
        Self {
            sides: walks
                .into_iter()
                .map(|walk| Side {
                    feed: Feed::new(walk),
                    is_asking: false,
                })
                .collect(),
            operation,
            identify,
            meeting: Overlap::default(),
            last: End::Tail,
            limits,
            items: 0,
            ready: Vec::new().into_iter(),
            held: is_ordered.then(Vec::new),
            has_come_to_held: false,
            has_ended: false,
            ended_short: false,
        }
    }

    /// The next page of either end. The end that did not return the last page is polled first, so that neither waits
    /// for long.
    fn poll_page(&mut self, context: &mut Context<'_>) -> PollEnd<L> {
        let turns = [self.last.other(), self.last];
        // In a walk of both ends by one request, each item of the tail has its own `end`.
        for &end in if self.is_paired() {
            &[End::Head][..]
        } else {
            &turns
        } {
            if !self.may_ask(end) {
                continue;
            }
            if let Poll::Ready(page) = self.side(end).poll_step(context) {
                self.last = end;
                return Poll::Ready((end, page));
            }
        }
        Poll::Pending
    }

    /// Whether more items are left than the other end has requested. True for at least one end until all are read.
    fn may_ask(&self, end: End) -> bool {
        let [head, tail] = self.sides.as_slice() else {
            return true;
        };
        let (side, other) = if end == End::Head {
            (head, tail)
        } else {
            (tail, head)
        };
        // The feed was closed because the server does not support this end.
        if side.feed.ended {
            return false;
        }
        let page_left = self
            .pages_left()
            .is_none_or(|left| left > u64::from(other.is_asking));
        side.is_asking
            || (page_left && self.items_left().is_none_or(|left| left > other.expected()))
    }

    fn is_paired(&self) -> bool {
        self.sides.len() == 1
    }

    /// The walk that returns the pages of an end.
    fn side(&mut self, end: End) -> &mut Side<L> {
        let index = if self.is_paired() { 0 } else { end as usize };
        &mut self.sides[index]
    }

    /// Whether the server ignores `last`: the other end then walks the whole list.
    fn is_wrong_end(&self, end: End, error: &Error) -> bool {
        end == End::Tail && !self.is_paired() && matches!(error.kind(), ErrorKind::WrongEnd)
    }

    fn is_over(&self) -> bool {
        self.items_left() == Some(0) || self.pages_left() == Some(0)
    }

    fn items_left(&self) -> Option<u64> {
        let wanted = self
            .limits
            .items
            .map(|limit| limit.saturating_sub(self.items));
        [wanted, self.meeting.left()].into_iter().flatten().min()
    }

    fn pages_left(&self) -> Option<u64> {
        let pages: u64 = self
            .sides
            .iter()
            .map(|side| side.feed.progress().pages)
            .sum();
        self.limits.pages.map(|limit| limit.saturating_sub(pages))
    }

    /// Keeps the new items of a page.
    fn open(&mut self, came: End, step: Sights<L>) -> Result<(), Error> {
        let Step {
            mut page,
            is_last,
            number,
            before,
            after,
            received,
            ..
        } = step;
        if self.side(came).feed.order() == Order::Reversed {
            page.items.reverse();
        }
        self.meeting.counts(page.null_items, page.total_count);
        let (mut new, mut first_held) = ([Vec::new(), Vec::new()], None);
        let mut on_page = HashSet::new();
        for (index, sighted) in page.items.into_iter().enumerate() {
            let end = sighted.end.unwrap_or(came);
            let identity = (self.identify)(&sighted).and_then(|identity| match identity {
                Some(identity) if !on_page.insert((end as usize, identity)) => {
                    Err(ErrorKind::DuplicateKey)
                }
                identity => Ok(identity),
            });
            let identity = match identity {
                Ok(identity) => identity,
                Err(kind) => {
                    let error = Error::new(kind).in_operation(self.operation);
                    return Err(self.fail(error.at(number, before.cursor)));
                }
            };
            match identity.and_then(|identity| self.meeting.sees(end, identity)) {
                None => new[end as usize].extend(sighted.node),
                Some(End::Tail) if end == End::Head => {
                    first_held.get_or_insert(index);
                }
                Some(_) => {}
            }
        }
        if is_last {
            self.meeting.ends();
        }
        let [mut head, mut tail] = new;
        let stays = self.has_come_to_held;
        self.has_come_to_held |= first_held.is_some();
        // No error can occur before these items are yielded, so the position is already after them.
        let feed = &mut self.side(came).feed;
        feed.items += (head.len() + tail.len()) as u64;
        match first_held {
            _ if stays => {}
            Some(held) => feed.place = before.behind(held, feed.kept(&received)),
            None => feed.place = after,
        }
        match &mut self.held {
            Some(held) => held.append(&mut tail),
            None => head.append(&mut tail),
        }
        self.hand_out(head);
        Ok(())
    }

    fn hand_out(&mut self, mut items: Vec<L::Item>) {
        let left = self
            .limits
            .items
            .map(|limit| limit.saturating_sub(self.items));
        items.truncate(
            left.and_then(|left| usize::try_from(left).ok())
                .unwrap_or(usize::MAX),
        );
        self.ready = items.into_iter();
    }

    /// All items were read: yields the held ones, and drops the request in flight.
    fn finish(&mut self) {
        self.close();
        if let (Some(missing), false) = (self.meeting.missing(), self.is_over()) {
            warn!(
                missing,
                "the list ended before the number of items it announced"
            );
            self.ended_short = true;
        }
        if let Some(held) = self.held.take() {
            self.ready = held.into_iter().rev().collect::<Vec<_>>().into_iter();
        }
    }

    fn fail(&mut self, error: Error) -> Error {
        self.close();
        match (&self.held, self.sides.as_slice()) {
            (Some(_), [head, _]) => error.resumable(head.feed.checkpoint()),
            _ => error.not_resumable(),
        }
    }

    fn close(&mut self) {
        self.has_ended = true;
        self.sides.iter_mut().for_each(|side| side.feed.close());
    }

    /// An end has reached the other side of the list.
    fn arrive(&mut self, end: End) -> Result<(), Error> {
        let ends = &[end, end.other()][..if self.is_paired() { 2 } else { 1 }];
        if !ends.iter().any(|end| self.meeting.has_passed_other(*end)) {
            let error = Error::new(ErrorKind::NeverMet).in_operation(self.operation);
            return Err(self.fail(error));
        }
        self.finish();
        Ok(())
    }
}

impl<L: Listing> Side<L> {
    fn poll_step(&mut self, context: &mut Context<'_>) -> PollStep<Candidate<L::Item>, L::Data> {
        let page = self.feed.poll_step(context);
        self.is_asking = page.is_pending();
        page
    }

    /// How many items the requested page may have.
    fn expected(&self) -> u64 {
        let asked_for = self
            .is_asking
            .then(|| self.feed.progress().page_size)
            .flatten();
        asked_for.map_or(0, u64::from)
    }
}

impl<L: Listing> Stream for BothEndsItems<L> {
    type Item = Result<L::Item, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.ready.next() {
                self.items += 1;
                return Poll::Ready(Some(Ok(item)));
            }
            if self.has_ended {
                return Poll::Ready(None);
            }
            if self.is_over() {
                self.finish();
                continue;
            }
            let (end, page) = ready!(self.poll_page(context));
            let gone_on = match page {
                Some(Ok(step)) => self.open(end, step),
                Some(Err(error)) if self.is_wrong_end(end, &error) => {
                    warn_wrong_end();
                    self.side(end).feed.close();
                    Ok(())
                }
                Some(Err(error)) => Err(self.fail(error)),
                None => self.arrive(end),
            };
            if let Err(error) = gone_on {
                return Poll::Ready(Some(Err(error)));
            }
        }
    }
}

inherent_methods!({ L: Listing } BothEndsItems<L>, L::Item);

#[cfg(feature = "blocking")]
impl<L: Listing> WalkStream for BothEndsItems<L> {
    fn current_checkpoint(&self) -> Option<crate::checkpoint::Checkpoint> {
        None
    }

    fn current_progress(&self) -> Progress {
        self.progress()
    }

    fn buffered(&mut self) -> Option<Self::Item> {
        let item = self.ready.next()?;
        self.items += 1;
        Some(Ok(item))
    }
}

impl<L: Listing> FusedStream for BothEndsItems<L> {
    fn is_terminated(&self) -> bool {
        self.has_ended && self.ready.as_slice().is_empty()
    }
}

impl<L: Listing> fmt::Debug for BothEndsItems<L> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("BothEndsItems")
            .field(
                "feeds",
                &self.sides.iter().map(|side| &side.feed).collect::<Vec<_>>(),
            )
            .field("ready", &self.ready.len())
            .field("held", &self.held.as_ref().map(Vec::len))
            .field("has_ended", &self.has_ended)
            .finish_non_exhaustive()
    }
}
