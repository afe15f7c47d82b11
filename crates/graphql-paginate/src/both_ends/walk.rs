//! A walk from both ends: polls the walks of the two ends until they meet, and passes on new items page by page.

use std::collections::HashSet;
use std::fmt;
use std::task::{Context, Poll, ready};

use tracing::warn;

use super::candidate::{Candidate, Identify};
use super::held::{Batch, Held};
use super::item_hash::ItemHash;
use super::overlap::{End, Overlap};
use super::pair::warn_wrong_end;
use super::sides::Sides;
use crate::checkpoint::Checkpoint;
use crate::driver::{Limits, OnRepeat, Order, Step, Walk};
use crate::error::{Error, ErrorKind};
use crate::page::{Listing, Page};
use crate::progress::Progress;
use crate::task::after_panic;

/// The walks of the two ends, and what is known about where they meet.
pub(crate) struct EndsWalk<L: Listing> {
    sides: Sides<L>,
    operation: String,
    identify: Identify<L::Item>,
    meeting: Overlap,
    /// The end that returned the last page; the other end is polled first.
    last: End,
    limits: Limits,
    /// The number of items that were passed on.
    items: u64,
    /// The batches of the tail; `None` if the walk is not ordered.
    held: Option<Held<L>>,
    /// Whether the head has reached an item in `held`. The head's checkpoint is then before that item.
    has_come_to_held: bool,
    has_ended: bool,
    /// Whether a page is being opened. If so when the walk is polled, a callback of the caller panicked.
    is_opening: bool,
    /// Whether the walk ended with fewer items than the list announced.
    ended_short: bool,
}

type Sights<L> = Step<Candidate<<L as Listing>::Item>, <L as Listing>::Data>;
type PollEnd<L> = Poll<(End, Option<Result<Sights<L>, Error>>)>;

impl<L: Listing> EndsWalk<L> {
    pub(crate) fn new(
        walks: Vec<Walk<Candidate<L::Item>, L::Data>>,
        operation: &str,
        identify: Identify<L::Item>,
        is_ordered: bool,
        limits: Limits,
    ) -> Self {
        Self {
            sides: Sides::new(walks),
            operation: operation.to_owned(),
            identify,
            meeting: Overlap::default(),
            last: End::Tail,
            limits,
            items: 0,
            held: is_ordered.then(Held::default),
            has_come_to_held: false,
            has_ended: false,
            is_opening: false,
            ended_short: false,
        }
    }

    /// Holds items without their pages.
    pub(super) fn without_pages(mut self) -> Self {
        if let Some(held) = &mut self.held {
            held.drops_pages = true;
        }
        self
    }

    /// The next new items, in the order of the walk.
    pub(super) fn poll_batch(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Batch<L>, Error>>> {
        if std::mem::take(&mut self.is_opening) {
            let error = Error::new(after_panic()).in_operation(&self.operation);
            return Poll::Ready(Some(Err(self.fail(error))));
        }
        loop {
            if self.has_ended {
                return Poll::Ready(self.release().map(Ok));
            }
            if self.is_over() {
                self.finish();
                continue;
            }
            let (end, page) = ready!(self.poll_page(context));
            let batch = match page {
                Some(Ok(step)) => {
                    self.is_opening = true;
                    let opened = self.open(end, step);
                    self.is_opening = false;
                    opened
                }
                Some(Err(error)) if self.is_wrong_end(end, &error) => {
                    warn_wrong_end();
                    self.close_tail();
                    Ok(None)
                }
                Some(Err(error)) => Err(self.fail(error)),
                None => self.arrive(end).map(|()| None),
            };
            if let Some(batch) = batch.transpose() {
                return Poll::Ready(Some(batch));
            }
        }
    }

    /// Whether nothing more is passed on.
    pub(super) fn is_done(&self) -> bool {
        self.has_ended && self.held.as_ref().is_none_or(Held::is_empty)
    }

    /// The checkpoint of a forward walk after the last item that was passed on; `None` if there is none.
    pub(super) fn checkpoint(&self) -> Option<Checkpoint> {
        let (head, _) = self.sides.both()?;
        let held = self.held.as_ref()?;
        (!held.has_released).then(|| head.feed.checkpoint())
    }

    /// The progress of both ends together. Items that are held for the order are not counted; page size and quota are
    /// the lower ones of the two ends.
    pub(super) fn progress(&self) -> Progress {
        Progress {
            items: self.items,
            ended_short: self.ended_short,
            ..self.sides.progress()
        }
    }

    /// The next page of either end. The end that did not return the last page is polled first, so that neither waits
    /// for long.
    fn poll_page(&mut self, context: &mut Context<'_>) -> PollEnd<L> {
        let turns = [self.last.other(), self.last];
        // In a walk of both ends by one request, each item of the tail has its own `end`.
        for &end in if self.sides.is_paired() {
            &[End::Head][..]
        } else {
            &turns
        } {
            if !self.may_ask(end) {
                continue;
            }
            if let Poll::Ready(page) = self.sides.of(end).poll_step(context) {
                self.last = end;
                return Poll::Ready((end, page));
            }
        }
        Poll::Pending
    }

    /// Whether more items are left than the other end has requested. True for at least one end until the walk is over.
    fn may_ask(&self, end: End) -> bool {
        let Some((head, tail)) = self.sides.both() else {
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

    /// Whether the server ignores `last`: the other end then walks the whole list.
    fn is_wrong_end(&self, end: End, error: &Error) -> bool {
        end == End::Tail && !self.sides.is_paired() && matches!(error.kind(), ErrorKind::WrongEnd)
    }

    fn is_over(&self) -> bool {
        self.items_left() == Some(0) || self.pages_left() == Some(0)
    }

    /// Whether a limit of the walk was reached.
    fn is_limited(&self) -> bool {
        self.items_wanted() == Some(0) || self.pages_left() == Some(0)
    }

    fn items_wanted(&self) -> Option<u64> {
        let limit = self.limits.items?;
        Some(limit.saturating_sub(self.items))
    }

    fn items_left(&self) -> Option<u64> {
        [self.items_wanted(), self.meeting.left()]
            .into_iter()
            .flatten()
            .min()
    }

    fn pages_left(&self) -> Option<u64> {
        self.limits
            .pages
            .map(|limit| limit.saturating_sub(self.sides.pages()))
    }

    /// Passes on the new items of a page, or holds them.
    fn open(&mut self, came: End, step: Sights<L>) -> Result<Option<Batch<L>>, Error> {
        let Step {
            page,
            is_last,
            number,
            before,
            after,
            received,
            ..
        } = step;
        let (mut items, page) = page.replace_items(Vec::new());
        if self.sides.of(came).feed.order() == Order::Reversed {
            items.reverse();
        }
        let identities = match self.identities(came, &items) {
            Ok(identities) => identities,
            Err(kind) => {
                let error = Error::new(kind).in_operation(&self.operation);
                return Err(self.fail(error.at(number, before.cursor)));
            }
        };
        if !self.sides.is_paired() && self.meeting.tail_is_wrong(came, &identities, is_last) {
            self.leave_tail();
            if came == End::Tail {
                return Ok(None);
            }
        }
        self.meeting.counts(page.null_items, page.total_count);
        let (mut new, mut first_held) = ([Vec::new(), Vec::new()], None);
        let mut identified = [0, 0];
        for (index, (sighted, identity)) in items.into_iter().zip(identities).enumerate() {
            let end = sighted.end.unwrap_or(came);
            identified[end as usize] += usize::from(identity.is_some());
            match identity.and_then(|identity| self.meeting.sees(end, identity)) {
                None => new[end as usize].extend(sighted.node),
                Some(End::Tail) if end == End::Head => {
                    first_held.get_or_insert(index);
                }
                Some(_) => {}
            }
        }
        if self.is_repeated(identified) {
            let error = Error::new(ErrorKind::RepeatedPage).in_operation(&self.operation);
            return Err(self.fail(error.at(number, before.cursor)));
        }
        if is_last {
            self.meeting.ends();
        }
        let [head, tail] = new;
        let stays = self.has_come_to_held;
        self.has_come_to_held |= first_held.is_some();
        // No error can occur before these items are yielded, so the position is already after them.
        let feed = &mut self.sides.of(came).feed;
        feed.items += (head.len() + tail.len()) as u64;
        match first_held {
            _ if stays => {}
            Some(held) => feed.mark = before.behind(held, feed.kept(&received)),
            None => feed.mark = after,
        }
        Ok(self.sort([head, tail], came, page))
    }

    /// Whether an end has read the items of a page before, of which so many are identified for each end.
    fn is_repeated(&self, identified: [usize; 2]) -> bool {
        let ends = [End::Head, End::Tail].into_iter().zip(identified);
        let mut repeated = ends.filter(|(end, items)| self.meeting.has_repeated(*end, *items));
        repeated.next().is_some() && self.limits.on_repeat != OnRepeat::Allow
    }

    /// The identities of a page's items; an error if two items of one end have the same.
    fn identities(
        &mut self,
        came: End,
        items: &[Candidate<L::Item>],
    ) -> Result<Vec<Option<ItemHash>>, ErrorKind> {
        let mut on_page = HashSet::new();
        let mut identities = Vec::new();
        for sighted in items {
            let end = sighted.end.unwrap_or(came);
            let identity = (self.identify)(sighted)?;
            if let Some(identity) = identity
                && !on_page.insert((end as usize, identity))
            {
                return Err(ErrorKind::DuplicateKey);
            }
            identities.push(identity);
        }
        Ok(identities)
    }

    /// Closes the tail, which did not start at the end of the list. Its items are dropped if they are still held.
    fn leave_tail(&mut self) {
        warn!(
            "more items follow those that `last` returned: the server ignores it, or the list grew; the list is walked from its first item alone"
        );
        self.meeting.goes_on_alone();
        if let Some(held) = &mut self.held
            && !self.has_come_to_held
        {
            held.clear();
            self.meeting.forget_tail();
        }
        self.close_tail();
    }

    /// Ends the tail. The walk is over if the head has read the whole list and only waited for the tail.
    fn close_tail(&mut self) {
        self.sides.of(End::Tail).close();
        if self.sides.of(End::Head).feed.ended {
            self.finish();
        }
    }

    /// The batch to pass on now; in an ordered walk, items of the tail are held.
    fn sort(
        &mut self,
        new: [Vec<L::Item>; 2],
        came: End,
        page: Page<(), L::Data>,
    ) -> Option<Batch<L>> {
        let [mut head, mut tail] = new;
        let is_paired = self.sides.is_paired();
        let Some(held) = &mut self.held else {
            head.append(&mut tail);
            return Some(self.passed_on(head, Some(page)));
        };
        if came == End::Tail {
            held.push(tail, Some(page));
            return None;
        }
        if is_paired {
            held.push(tail, None);
        }
        Some(self.passed_on(head, Some(page)))
    }

    fn passed_on(&mut self, mut items: Vec<L::Item>, page: Option<Page<(), L::Data>>) -> Batch<L> {
        let wanted = self.items_wanted();
        let wanted = wanted.and_then(|wanted| usize::try_from(wanted).ok());
        items.truncate(wanted.unwrap_or(usize::MAX));
        self.items += items.len() as u64;
        Batch { items, page }
    }

    /// The next held batch, in the order of the list.
    fn release(&mut self) -> Option<Batch<L>> {
        let Batch { items, page } = self.held.as_mut()?.pop()?;
        Some(self.passed_on(items, page))
    }

    /// All items were read: drops the request in flight; what is held is passed on from now on.
    fn finish(&mut self) {
        self.close();
        if let (Some(missing), false) = (self.meeting.missing(), self.is_limited()) {
            warn!(
                missing,
                "the list ended before the number of items it announced"
            );
            self.ended_short = true;
        }
    }

    fn fail(&mut self, error: Error) -> Error {
        self.close();
        let error = match self.checkpoint() {
            Some(checkpoint) => error.resumable(checkpoint),
            None => error.not_resumable(),
        };
        if let Some(held) = &mut self.held {
            held.clear();
        }
        error
    }

    fn close(&mut self) {
        self.has_ended = true;
        self.sides.close();
    }

    /// An end has reached the other side of the list.
    fn arrive(&mut self, end: End) -> Result<(), Error> {
        if !self.sides.is_paired() && self.sides.of(end.other()).is_first_awaited() {
            // It may contradict this end.
            self.sides.of(end).close();
            return Ok(());
        }
        let ends = &[end, end.other()][..if self.sides.is_paired() { 2 } else { 1 }];
        if !ends.iter().any(|end| self.meeting.has_passed_other(*end)) {
            let error = Error::new(ErrorKind::NeverMet).in_operation(&self.operation);
            return Err(self.fail(error));
        }
        self.finish();
        Ok(())
    }
}

impl<L: Listing> fmt::Debug for EndsWalk<L> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("EndsWalk")
            .field("feeds", &self.sides)
            .field("held", &self.held.as_ref().map(Held::len))
            .field("has_ended", &self.has_ended)
            .finish_non_exhaustive()
    }
}
