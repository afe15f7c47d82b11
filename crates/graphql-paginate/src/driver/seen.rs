//! The cursors that a walk has visited.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

/// A set of cursors that stores a hash of eight bytes for each, whatever the cursor's length.
///
/// A hash collision ends the walk with an error, never silently. With 64 random bits, a collision becomes likely only
/// after billions of pages.
#[derive(Debug, Default)]
pub(super) struct Seen {
    hasher: RandomState,
    hashes: HashSet<u64>,
}

impl Seen {
    pub(super) fn contains(&self, cursor: &str) -> bool {
        self.hashes.contains(&self.hasher.hash_one(cursor))
    }

    /// Adds a cursor; `false` if it was there already.
    pub(super) fn insert(&mut self, cursor: &str) -> bool {
        self.hashes.insert(self.hasher.hash_one(cursor))
    }
}
