//! Records which items the two walks have seen, and detects when the walks overlap and all items were read.
//!
//! The forward walk reads the list from its front, the backward walk from its back. They overlap when one of them reads
//! the item that the other one has read last. Any other item of the other walk proves nothing: in a list that changes, an
//! item can move, and taking it for an overlap would lose all items in between. The item read last can move as well: if
//! new items follow it, the walks do not overlap.
//!
//! If pages have a total, the walk is complete as soon as that many items were read, and an end does not request items
//! that the other one has already requested. A total that changes, or that is too small, is ignored from then on. As
//! long as the total says that items are missing, an overlap takes two items in a row.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::end::{End, PerEnd};
use super::first_pages::FirstPages;
use super::identify::ItemHash;

#[derive(Debug, Default)]
pub(super) struct Overlap {
    seen: HashMap<ItemHash, FirstSeen>,
    /// The number of new items that each end has read.
    new_items: PerEnd<u64>,
    /// The number of its own items that each end has read again, in a row.
    repeated: PerEnd<u64>,
    /// The number of nulls that each end has read and the other one has not.
    nulls: PerEnd<u64>,
    /// The number of nulls that were not counted, because the other end may have read them.
    uncounted_nulls: u64,
    /// Whether one end has read an item of the other one.
    has_shared_item: bool,
    length: Length,
    /// The number of positions of the list that were read, nulls included.
    positions: u64,
    total: Total,
    /// Whether one of the walks has reached the other end of the list.
    has_last_page: bool,
    first_pages: FirstPages,
    /// Whether only the forward walk continues, because the backward walk did not begin at the end of the list.
    is_forward_only: bool,
}

/// Where an item was seen first.
#[derive(Debug, Clone, Copy)]
struct FirstSeen {
    end: End,
    /// Its number among the new items of that end, from 1.
    number: u64,
}

/// By how many items the walks overlap, according to the items read last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Length {
    #[default]
    None,
    /// This end has read the last item of the other one.
    One(End),
    /// This end has then read the second-last item of the other one as well.
    Two,
}

/// The number of items in the list, as pages report it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Total {
    #[default]
    Unknown,
    /// All pages report this total.
    Stable(u64),
    /// Pages report different or negative totals.
    Unreliable,
}

impl Overlap {
    /// Records an item that an end has read, in the order of its walk. Returns the end that has seen it before; `None`
    /// for a new item.
    pub(super) fn record_item(&mut self, end: End, item: ItemHash) -> Option<End> {
        match self.seen.entry(item) {
            Entry::Vacant(entry) => {
                self.repeated[end] = 0;
                self.new_items[end] += 1;
                let number = self.new_items[end];
                entry.insert(FirstSeen { end, number });
                self.positions += 1;
                self.length = Length::None;
                None
            }
            Entry::Occupied(entry) => {
                let first = *entry.get();
                if first.end == end {
                    self.repeated[end] += 1;
                } else {
                    self.repeated[end] = 0;
                    self.has_shared_item = true;
                    let distance = self.new_items[first.end] - first.number;
                    self.length = self.length.extended(end, distance);
                }
                Some(first.end)
            }
        }
    }

    /// Whether a page of an end with this many items consists of items that the same end has seen before. Two such items
    /// in a row are no accident: the cursors or keys do not identify items.
    pub(super) fn is_repeated(&self, end: End, items: usize) -> bool {
        items > 0 && self.repeated[end] >= (items as u64).max(2)
    }

    /// Records a page of an end by the hashes of its items, if it is the first one of that end. Returns whether both first
    /// pages together show that the backward walk did not begin at the end of the list.
    pub(super) fn record_first_page(
        &mut self,
        end: End,
        items: &[Option<ItemHash>],
        is_last: bool,
    ) -> bool {
        self.first_pages.record(end, items, is_last)
    }

    pub(super) fn is_forward_only(&self) -> bool {
        self.is_forward_only
    }

    /// From now on, only the forward walk continues, until it reaches the end of the list.
    pub(super) fn continue_forward_only(&mut self) {
        self.is_forward_only = true;
    }

    /// Forgets the items of the backward walk, none of which was yielded.
    pub(super) fn forget_back(&mut self) {
        let before = self.seen.len();
        self.seen.retain(|_, first| first.end != End::Back);
        self.positions -= (before - self.seen.len()) as u64 + self.nulls.back;
        self.nulls.back = 0;
        self.new_items.back = 0;
        self.has_shared_item = false;
    }

    /// Records the nulls among the items of a page of an end. If the page shares items with the other end, that end may
    /// have read these nulls, too.
    pub(super) fn record_nulls(&mut self, end: End, nulls: usize, is_shared: bool) {
        let mut new = nulls as u64;
        if is_shared {
            new = new.saturating_sub(self.nulls[end.opposite()]);
        }
        self.uncounted_nulls += nulls as u64 - new;
        self.nulls[end] += new;
        self.positions += new;
    }

    /// Records the total that a page reports.
    pub(super) fn record_total(&mut self, total: Option<i64>) {
        let Some(total) = total else { return };
        self.total = match (self.total, u64::try_from(total)) {
            (Total::Unknown, Ok(total)) => Total::Stable(total),
            (Total::Stable(before), Ok(total)) if before == total => Total::Stable(total),
            _ => Total::Unreliable,
        };
    }

    /// Records that one of the walks has reached the other end of the list.
    pub(super) fn record_last_page(&mut self) {
        self.has_last_page = true;
    }

    /// The number of items still to be read; `None` if it is unknown.
    ///
    /// A total alone does not end the walk. If that many items were read, but both ends announce more and do not overlap,
    /// one more item is requested: it shows that they overlap, or that the total is too low.
    pub(super) fn remaining(&self) -> Option<u64> {
        if self.is_forward_only {
            return None;
        }
        match self.total {
            Total::Stable(total) if total > self.positions && self.length != Length::Two => {
                Some(total - self.positions)
            }
            _ if self.length != Length::None => Some(0),
            Total::Stable(total) if total == self.positions && self.has_last_page => Some(0),
            Total::Stable(total) if total == self.positions => Some(1),
            Total::Stable(_) | Total::Unknown | Total::Unreliable => None,
        }
    }

    /// How many of the announced items were not read, if any.
    pub(super) fn missing(&self) -> Option<u64> {
        match self.total {
            Total::Stable(total) if total > self.positions => Some(total - self.positions),
            _ => None,
        }
    }

    /// How many of the announced items were not read for certain, if any: not those that may be nulls which only one end
    /// has read.
    pub(super) fn certainly_missing(&self) -> Option<u64> {
        self.missing()
            .filter(|missing| *missing > self.uncounted_nulls)
    }

    /// Whether the walk from this end, which has reached the other end of the list, has passed the other walk on its way.
    pub(super) fn has_passed_opposite(&self, end: End) -> bool {
        self.has_shared_item || self.is_forward_only || self.new_items[end.opposite()] == 0
    }
}

impl Length {
    /// The overlap after an end has read an item that is followed by `distance` further items of the other end.
    fn extended(self, end: End, distance: u64) -> Self {
        match (self, distance) {
            (Self::Two, _) => Self::Two,
            (_, 0) => Self::One(end),
            (Self::One(by), 1) if by == end => Self::Two,
            (Self::One(by), _) if by == end => Self::None,
            (length, _) => length,
        }
    }
}

#[cfg(test)]
mod tests;
