//! Changes of items that are numbered from 1.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::change::Change;

/// The changes of the collections of an API; a change applies to the item with its number in each of them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Changes {
    inserted: usize,
    deleted: BTreeSet<usize>,
    updated: BTreeMap<usize, Updated>,
}

/// An item that was updated.
#[derive(Debug, Clone, Copy, Default)]
struct Updated {
    times: usize,
    /// The number of items that had been inserted by then.
    inserted: usize,
}

impl Changes {
    /// These changes and another one.
    pub(crate) fn with(&self, change: Change) -> Self {
        let mut changes = self.clone();
        let number = |number| usize::try_from(number).unwrap_or_default();
        match change {
            Change::Insert => changes.inserted += 1,
            Change::Update(item) => {
                let updated = changes.updated.entry(number(item)).or_default();
                updated.times += 1;
                updated.inserted = changes.inserted;
            }
            Change::Delete(item) => {
                changes.deleted.insert(number(item));
            }
            _ => {}
        }
        changes
    }

    /// The highest number of a collection that had `count` items at the start.
    pub(crate) fn last(&self, count: usize) -> usize {
        count + self.inserted
    }

    /// Whether such a collection has the item with this number.
    pub(crate) fn has(&self, number: usize, count: usize) -> bool {
        (1..=self.last(count)).contains(&number) && !self.deleted.contains(&number)
    }

    /// The numbers of the items of such a collection.
    pub(crate) fn numbers(&self, count: usize) -> impl Iterator<Item = usize> {
        (1..=self.last(count)).filter(move |number| self.has(*number, count))
    }

    /// Whether an item was inserted after the item `since` of such a collection, or updated after that was inserted.
    pub(crate) fn is_newer(&self, number: usize, count: usize, since: usize) -> bool {
        let updated = self.updated.get(&number);
        number > since || updated.is_some_and(|updated| count + updated.inserted >= since)
    }

    /// The item, with a text that says how often it was updated.
    pub(crate) fn apply(&self, number: usize, field: &str, mut item: Value) -> Value {
        if let Some(updated) = self.updated.get(&number) {
            let text = item[field].as_str().unwrap_or_default();
            item[field] = json!(format!("{text} (v{})", updated.times + 1));
        }
        item
    }
}
