//! The items that a walk of a whole list listed.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::store::Item;

/// The keys of the items, each with a hash of its item.
#[derive(Debug, Default)]
pub(super) struct Listed {
    items: HashMap<String, u64>,
    replaced: usize,
}

impl Listed {
    pub(super) fn add(&mut self, items: &[Item]) {
        for item in items {
            let hash = short_hash(item);
            match self.items.entry(item.key.clone()) {
                Entry::Vacant(place) => {
                    place.insert(hash);
                }
                Entry::Occupied(mut place) => {
                    if place.insert(hash) != hash {
                        self.replaced += 1;
                    }
                }
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    pub(super) fn contains(&self, key: &str) -> bool {
        self.items.contains_key(key)
    }

    /// How many items came later than a different one with the same key.
    pub(super) fn replaced(&self) -> usize {
        self.replaced
    }
}

/// 64 bits of the item's hash.
fn short_hash(item: &Item) -> u64 {
    u64::from_str_radix(&item.hash[..16], 16).expect("hashes are hexadecimal")
}
