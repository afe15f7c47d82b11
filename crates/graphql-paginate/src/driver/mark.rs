//! Where a walk stands.

use std::collections::HashMap;
use std::hash::Hash;

use bytes::Bytes;

use super::{Identity, Inspected, Order};
use crate::error::Error;
use crate::page::Page;

/// A place between two items: behind some of the items that follow a cursor.
///
/// Which ones is known by identity where the source can tell items apart: on a server that changes, counting would pass
/// by an item for each that vanished before it. Neither depends on the page size: where a page turns out shorter, the
/// rest reaches into the pages after it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Mark {
    /// `None` at the beginning, never empty.
    pub(crate) cursor: Option<String>,
    /// How many items behind the cursor were handed out, nulls not counted.
    pub(crate) offset: u64,
    /// Which ones, in the order of the walk; empty where the source cannot tell.
    pub(crate) handed: Vec<Identity>,
}

/// A page on its way to the stream.
#[derive(Debug)]
pub(crate) struct Step<T, D> {
    /// The number of the page in this walk, from 1.
    pub(crate) number: u64,
    /// Whether the walk ends with this page.
    pub(crate) is_last: bool,
    pub(crate) page: Page<T, D>,
    /// Before its first item.
    pub(crate) before: Mark,
    /// Behind its last one, where the next page begins.
    pub(crate) after: Mark,
    pub(crate) received: Received,
    /// What kept the items behind these from being completed; the walk ends with it.
    pub(crate) failure: Option<Error>,
}

/// What it takes to tell the items of a page apart, should anyone ask.
#[derive(Debug, Default)]
pub(crate) struct Received {
    pub(crate) body: Bytes,
    /// How many items the page had when it came.
    pub(crate) count: usize,
    /// Which of them were handed out by an earlier run, by their place on the page.
    pub(crate) dropped: Vec<usize>,
}

impl Mark {
    pub(crate) fn at(cursor: String) -> Self {
        Self {
            cursor: Some(cursor),
            ..Self::default()
        }
    }

    /// The mark behind this many further items of a page, of which `kept` tells what is known.
    ///
    /// An item's own cursor makes the place exact; else the items are counted and remembered by identity.
    pub(crate) fn behind(&self, items: usize, kept: Option<Kept>) -> Self {
        let kept = kept.unwrap_or_default();
        let own_cursor = items.checked_sub(1).and_then(|last| kept.cursors.get(last));
        if let Some(cursor) = own_cursor {
            return Self::at(cursor.clone());
        }
        let mut handed = self.handed.clone();
        // Without the identities before them, counting is all there is. There are more of them than places left to pass
        // where some vanished.
        if !kept.identities.is_empty() && handed.len() as u64 >= self.offset {
            handed.extend(kept.identities.into_iter().take(items));
        } else if items > 0 {
            handed.clear();
        }
        Self {
            cursor: self.cursor.clone(),
            offset: self.offset.saturating_add(items as u64),
            handed,
        }
    }

    /// Which items of a page of so many were handed out, by their place on the page; takes them off this mark, so that
    /// it then tells about the pages after it.
    pub(super) fn take_off(
        &mut self,
        count: usize,
        order: Order,
        identities: Option<Vec<Identity>>,
    ) -> Vec<usize> {
        let walked = in_order(count, order);
        let dropped = match identities {
            Some(identities) if !self.handed.is_empty() => {
                let mut known = counts(&self.handed, |identity| identity);
                let dropped: Vec<usize> = walked
                    .filter(|place| take_one(&mut known, identities[*place]))
                    .collect();
                self.pass(&identities);
                self.handed
                    .retain(|identity| take_one(&mut known, *identity));
                dropped
            }
            _ => {
                let dropped = walked
                    .take(usize::try_from(self.offset).unwrap_or(usize::MAX))
                    .collect();
                self.offset = self.offset.saturating_sub(count as u64);
                dropped
            }
        };
        if self.offset == 0 {
            self.handed.clear();
        }
        dropped
    }

    /// Takes the places of a page off. Items that vanished are not waited for longer than the place where they stood,
    /// each list by itself: a page of another size has more of one than was handed out, and less of another.
    fn pass(&mut self, identities: &[Identity]) {
        let list = |identity: Identity| identity.list;
        let (passed, handed) = (counts(identities, list), counts(&self.handed, list));
        let passed = |list: usize| passed.get(&list).copied().unwrap_or_default();
        let places: usize = handed
            .iter()
            .map(|(list, count)| passed(*list).min(*count))
            .sum();
        self.offset = self.offset.saturating_sub(places as u64);
        self.handed
            .retain(|identity| passed(identity.list) < handed[&identity.list]);
    }
}

/// What is known of the items that a run hands out of a page, in the order of the walk.
#[derive(Debug, Clone, Default)]
pub(crate) struct Kept {
    /// Empty where the source cannot tell items apart.
    pub(crate) identities: Vec<Identity>,
    /// Empty where the items have no cursors of their own.
    pub(crate) cursors: Vec<String>,
}

impl Received {
    /// What is known of the items that this run hands out.
    pub(crate) fn kept(&self, page: Inspected, order: Order) -> Kept {
        let mut kept = Kept::default();
        for index in in_order(self.count, order) {
            if self.dropped.contains(&index) {
                continue;
            }
            kept.identities.push(page.identities[index]);
            // Dropped items may lie behind kept ones, so that one cursor does not tell the place.
            if self.dropped.is_empty() && !page.cursors.is_empty() {
                kept.cursors.push(page.cursors[index].clone());
            }
        }
        kept
    }
}

/// The places on a page in the order of the walk.
fn in_order(count: usize, order: Order) -> impl Iterator<Item = usize> {
    (0..count).map(move |step| match order {
        Order::Same => step,
        Order::Reversed => count - 1 - step,
    })
}

fn counts<K: Hash + Eq>(identities: &[Identity], key: impl Fn(Identity) -> K) -> HashMap<K, usize> {
    let mut counts = HashMap::new();
    identities
        .iter()
        .for_each(|identity| *counts.entry(key(*identity)).or_default() += 1);
    counts
}

fn take_one(known: &mut HashMap<Identity, usize>, identity: Identity) -> bool {
    match known.get_mut(&identity) {
        Some(count) if *count > 0 => {
            *count -= 1;
            true
        }
        _ => false,
    }
}
