//! Rows that a page has more than once.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;

/// The rows in their order, each key once: the last of several rows with one key replaces the first.
pub(super) fn last_by_key<'r, T, K: Eq + Hash>(
    rows: impl IntoIterator<Item = &'r T>,
    key: impl Fn(&'r T) -> K,
) -> Vec<&'r T> {
    let mut places: HashMap<K, usize> = HashMap::new();
    let mut kept = Vec::new();
    for row in rows {
        match places.entry(key(row)) {
            Entry::Occupied(place) => kept[*place.get()] = row,
            Entry::Vacant(place) => {
                place.insert(kept.len());
                kept.push(row);
            }
        }
    }
    kept
}
