//! Marks: exact positions in a walk, between two items.
//!
//! This module is plain data below the driver and the checkpoints, which both build on it.

mod identity;
mod order;
mod received;

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

pub(crate) use self::identity::{Identity, PageIdentities, plain_id};
pub(crate) use self::order::Order;
pub(crate) use self::received::{IdentifiedItems, Received};

/// A position between two items: a cursor, and which of the items that follow it were already yielded.
///
/// `{ cursor: "A", offset: 2 }` is the position after the second item that follows cursor `A`.
///
/// Yielded items are remembered by identity where the source can identify items. Counting alone would skip an item for
/// each one that was deleted before the position. A mark does not depend on the page size: if the next page is shorter
/// than `offset`, the rest of `offset` applies to the pages after it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Mark {
    /// `None` at the beginning; never empty.
    pub(crate) cursor: Option<String>,
    /// The number of items after the cursor that were yielded, without nulls.
    pub(crate) offset: u64,
    /// Identities of those items in the order of the walk; empty if the source cannot identify items.
    pub(crate) yielded: Vec<Identity>,
}

impl Mark {
    /// The position directly after a cursor.
    pub(crate) fn at(cursor: String) -> Self {
        Self {
            cursor: Some(cursor),
            ..Self::default()
        }
    }

    /// The position after `items` further items of a page; `identified` has their identities and cursors.
    ///
    /// If the last of them has a cursor of its own, the position is directly after that cursor. Otherwise the items are
    /// counted and remembered by identity.
    pub(crate) fn after_items(&self, items: usize, identified: Option<IdentifiedItems>) -> Self {
        let identified = identified.unwrap_or_default();
        if let Some(last) = items.checked_sub(1)
            && let Some(cursor) = identified.cursors.get(last)
        {
            return Self::at(cursor.clone());
        }
        let mut yielded = self.yielded.clone();
        // Identities help only if every yielded item has one. `yielded` is longer than `offset` after items were deleted.
        let has_all_identities = yielded.len() as u64 >= self.offset;
        if has_all_identities && !identified.identities.is_empty() {
            yielded.extend(identified.identities.into_iter().take(items));
        } else if items > 0 {
            yielded.clear();
        }
        Self {
            cursor: self.cursor.clone(),
            offset: self.offset.saturating_add(items as u64),
            yielded,
        }
    }

    /// Indices of those items of a page that were already yielded. The mark then covers only the pages after this one.
    pub(crate) fn take_off(
        &mut self,
        count: usize,
        order: Order,
        identities: Option<Vec<Identity>>,
    ) -> HashSet<usize> {
        let dropped = match identities {
            Some(identities) if !self.yielded.is_empty() => {
                self.take_off_known(count, order, &identities)
            }
            _ => self.take_off_counted(count, order),
        };
        if self.offset == 0 {
            self.yielded.clear();
        }
        dropped
    }

    fn take_off_counted(&mut self, count: usize, order: Order) -> HashSet<usize> {
        let offset = usize::try_from(self.offset).unwrap_or(usize::MAX);
        self.offset = self.offset.saturating_sub(count as u64);
        order.indices(count).take(offset).collect()
    }

    fn take_off_known(
        &mut self,
        count: usize,
        order: Order,
        identities: &[Identity],
    ) -> HashSet<usize> {
        let mut known = counts(&self.yielded, |identity| identity);
        let mut dropped = HashSet::new();
        for index in order.indices(count) {
            if take_one(&mut known, identities[index]) {
                dropped.insert(index);
            }
        }
        self.pass(identities);
        self.yielded
            .retain(|identity| take_one(&mut known, *identity));
        dropped
    }

    /// Reduces the offset by the items of a page.
    ///
    /// After the page on which a deleted item used to be, it is no longer expected. Each list is counted
    /// separately: a page of another size may have more items of one list than were yielded, and fewer of another.
    fn pass(&mut self, identities: &[Identity]) {
        let passed = counts(identities, |identity| identity.list);
        let yielded = counts(&self.yielded, |identity| identity.list);
        let mut items = 0;
        for (list, count) in &yielded {
            items += passed.get(list).copied().unwrap_or_default().min(*count);
        }
        self.offset = self.offset.saturating_sub(items as u64);
        self.yielded.retain(|identity| {
            let passed = passed.get(&identity.list).copied().unwrap_or_default();
            passed < yielded[&identity.list]
        });
    }
}

fn counts<K: Hash + Eq>(identities: &[Identity], key: impl Fn(Identity) -> K) -> HashMap<K, usize> {
    let mut counts = HashMap::new();
    for identity in identities {
        *counts.entry(key(*identity)).or_default() += 1;
    }
    counts
}

/// Removes one occurrence of an identity; `false` if there is none.
fn take_one(known: &mut HashMap<Identity, usize>, identity: Identity) -> bool {
    match known.get_mut(&identity) {
        Some(count) if *count > 0 => {
            *count -= 1;
            true
        }
        _ => false,
    }
}
