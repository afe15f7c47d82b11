//! Receives a page of one end: leaves out the items that were seen before, and yields or buffers the new ones.

use std::collections::{HashMap, HashSet};

use super::{BothEndsWalk, CandidatePage};
use crate::both_ends::buffer::Batch;
use crate::both_ends::candidate::Candidate;
use crate::both_ends::end::{End, PerEnd};
use crate::both_ends::identify::ItemHash;
use crate::driver::{Mark, OnRepeat, Order, Received, WalkPage};
use crate::error::{Error, ErrorKind};
use crate::page::{Listing, Page, Truncated};

/// The items of a page that neither walk has seen before, and what was found out about the other ones.
struct NewItems<T> {
    /// How many items the page has as received.
    received: usize,
    items: PerEnd<Vec<T>>,
    /// Their indexes among all items of the page, in the order of the walk.
    indexes: PerEnd<Vec<usize>>,
    /// How many items of the page were identified.
    identified: PerEnd<usize>,
    /// The first item of the forward walk that the backward walk has read before.
    first_of_back: Option<FirstOfBack>,
    /// Whether one of the walks has read an item of the page that the other one had read before.
    is_shared: bool,
}

/// Where the forward walk has reached the items of the backward walk.
#[derive(Clone, Copy)]
struct FirstOfBack {
    /// The index among all items of the page.
    index: usize,
    /// The number of new items before it on the page.
    new_before: usize,
}

impl<T> NewItems<T> {
    /// Points the truncated connections of a page at the items that are new, in the order in which a page has them.
    fn renumber(&self, truncated: &mut Vec<Truncated>, is_reversed: bool) {
        let mut places = HashMap::new();
        let indexes = self
            .indexes
            .front
            .iter()
            .chain(self.indexes.back.iter().rev());
        for (place, index) in indexes.enumerate() {
            let received = if is_reversed {
                self.received - 1 - index
            } else {
                *index
            };
            places.insert(received, place);
        }
        renumber(truncated, |index| places.get(&index).copied());
    }
}

/// Replaces the indexes of items by their new ones; drops the connections of items that have none.
fn renumber(truncated: &mut Vec<Truncated>, place: impl Fn(usize) -> Option<usize>) {
    for kind in &mut *truncated {
        let items = std::mem::take(&mut kind.items);
        kind.items = items.into_iter().filter_map(&place).collect();
        kind.connections = kind.items.len() as u64;
    }
    truncated.retain(|kind| kind.connections > 0);
}

impl<L: Listing> BothEndsWalk<L> {
    /// The new items of a page; `None` if they are buffered, or if the page is dropped.
    pub(super) fn receive(
        &mut self,
        end: End,
        walk_page: CandidatePage<L>,
    ) -> Result<Option<Batch<L>>, Error> {
        let WalkPage {
            page,
            is_last,
            number,
            before,
            after,
            received,
            ..
        } = walk_page;
        let (mut candidates, mut page) = page.replace_items(Vec::new());
        let is_reversed = self.walks.of(end).feed.order() == Order::Reversed;
        if is_reversed {
            candidates.reverse();
        }
        let hashes = match self.hashes(end, &candidates) {
            Ok(hashes) => hashes,
            Err(kind) => return Err(self.fail(self.error(kind).at(number, before.cursor))),
        };
        if !self.walks.is_one_request() && self.overlap.record_first_page(end, &hashes, is_last) {
            self.drop_back();
            if end == End::Back {
                return Ok(None);
            }
        }
        let mut new = self.new_items(end, candidates, hashes);
        if self.has_pages {
            new.renumber(&mut page.truncated, is_reversed);
        }
        self.overlap
            .record_nulls(end, page.null_items, new.is_shared);
        self.overlap.record_total(page.total_count);
        if self.is_repeated(new.identified) {
            let error = self.error(ErrorKind::RepeatedPage);
            return Err(self.fail(error.at(number, before.cursor)));
        }
        if is_last {
            self.overlap.record_last_page();
        }
        let late = self.take_late(end, &mut new);
        if late.is_empty() || !self.keeps_pages() {
            self.advance(end, &new, before, after, &received);
        }
        self.has_reached_back |= new.first_of_back.is_some();
        Ok(self.yield_or_buffer(end, new.items, late, page))
    }

    /// Moves the position of an end to the last item of a page that is yielded now. No error can occur before that, so the
    /// position is already after it.
    fn advance(
        &mut self,
        end: End,
        new: &NewItems<L::Item>,
        before: Mark,
        after: Mark,
        received: &Received,
    ) {
        let feed = &mut self.walks.of(end).feed;
        feed.items += (new.items.front.len() + new.items.back.len()) as u64;
        if self.has_reached_back {
            return;
        }
        feed.mark = match new.first_of_back {
            Some(FirstOfBack { index, .. }) => {
                let identified = feed.identified_items(received, before.cursor.as_deref());
                before.after_items(index, identified)
            }
            None => after,
        };
    }

    /// The hashes of a page's items; an error if two items of one end have the same.
    fn hashes(
        &mut self,
        end: End,
        candidates: &[Candidate<L::Item>],
    ) -> Result<Vec<Option<ItemHash>>, ErrorKind> {
        let mut on_page: PerEnd<HashSet<ItemHash>> = PerEnd::default();
        let mut hashes = Vec::new();
        for candidate in candidates {
            let hash = (self.identify)(candidate)?;
            if let Some(hash) = hash
                && !on_page[candidate.end.unwrap_or(end)].insert(hash)
            {
                return Err(ErrorKind::DuplicateKey);
            }
            hashes.push(hash);
        }
        Ok(hashes)
    }

    /// Records the items of a page, and takes those that are new.
    fn new_items(
        &mut self,
        end: End,
        candidates: Vec<Candidate<L::Item>>,
        hashes: Vec<Option<ItemHash>>,
    ) -> NewItems<L::Item> {
        let mut new = NewItems {
            received: candidates.len(),
            items: PerEnd::default(),
            indexes: PerEnd::default(),
            identified: PerEnd::default(),
            first_of_back: None,
            is_shared: false,
        };
        for (index, (candidate, hash)) in candidates.into_iter().zip(hashes).enumerate() {
            let end = candidate.end.unwrap_or(end);
            let mut seen_by = None;
            if let Some(hash) = hash {
                new.identified[end] += 1;
                seen_by = self.overlap.record_item(end, hash);
            }
            new.is_shared |= seen_by == Some(end.opposite());
            match seen_by {
                None => {
                    if let Some(node) = candidate.node {
                        new.items[end].push(node);
                        new.indexes[end].push(index);
                    }
                }
                Some(End::Back) if end == End::Front => {
                    let new_before = new.items.front.len();
                    let first = FirstOfBack { index, new_before };
                    new.first_of_back.get_or_insert(first);
                }
                Some(_) => {}
            }
        }
        new
    }

    /// Whether pages are yielded, not only their items, so that a page is held back as a whole.
    fn keeps_pages(&self) -> bool {
        let buffer = self.buffer.as_ref();
        buffer.is_some_and(|buffer| !buffer.is_without_pages)
    }

    /// Takes out the new items that the forward walk read after an item of the backward walk. The checkpoint of an ordered
    /// walk stays before that item, so they are yielded only after the last item that it covers.
    fn take_late(&self, end: End, new: &mut NewItems<L::Item>) -> Vec<L::Item> {
        let has_checkpoint = self.buffer.is_some() && !self.walks.is_one_request();
        if end == End::Back || !has_checkpoint || self.overlap.is_forward_only() {
            return Vec::new();
        }
        match new.first_of_back {
            _ if self.has_reached_back => std::mem::take(&mut new.items.front),
            Some(first) => new.items.front.split_off(first.new_before),
            None => Vec::new(),
        }
    }

    /// Whether all identified items of a page were read by the same end before.
    fn is_repeated(&self, identified: PerEnd<usize>) -> bool {
        if self.limits.on_repeat == OnRepeat::Allow {
            return false;
        }
        self.overlap.is_repeated(End::Front, identified.front)
            || self.overlap.is_repeated(End::Back, identified.back)
    }

    /// The batch to yield now; in an ordered walk, items of the backward walk are buffered.
    fn yield_or_buffer(
        &mut self,
        end: End,
        new: PerEnd<Vec<L::Item>>,
        late: Vec<L::Item>,
        page: Page<(), L::Data>,
    ) -> Option<Batch<L>> {
        let (mut items, mut back) = (new.front, new.back);
        match &mut self.buffer {
            None => {
                if self.has_pages {
                    back.reverse();
                }
                items.extend(back);
            }
            Some(buffer) if end == End::Back => {
                buffer.push(back, Some(page));
                return None;
            }
            Some(buffer) => {
                if !late.is_empty() {
                    if !buffer.is_without_pages {
                        items.extend(late);
                        buffer.push_late(items, Some(page));
                        return None;
                    }
                    buffer.push_late(late, None);
                }
                if self.walks.is_one_request() {
                    buffer.push(back, None);
                }
            }
        }
        Some(self.batch(items, Some(page)))
    }

    /// The next batch of the buffer, in the order of the list.
    pub(super) fn next_buffered(&mut self) -> Option<Batch<L>> {
        let Batch { items, page } = self.buffer.as_mut()?.pop()?;
        Some(self.batch(items, page))
    }

    /// The batch with at most the number of items that the caller wants.
    fn batch(&mut self, mut items: Vec<L::Item>, mut page: Option<Page<(), L::Data>>) -> Batch<L> {
        if let Some(wanted) = self.items_wanted() {
            items.truncate(usize::try_from(wanted).unwrap_or(usize::MAX));
        }
        if let Some(page) = &mut page {
            let left = items.len();
            renumber(&mut page.truncated, |index| {
                Some(index).filter(|index| *index < left)
            });
        }
        self.yielded += items.len() as u64;
        Batch { items, page }
    }
}
