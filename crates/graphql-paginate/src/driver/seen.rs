//! The cursors that a walk went through.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

/// Remembers cursors by hash, eight bytes each, however long they are and however long the walk.
///
/// Two cursors with one hash would end a walk with an error, not silently; with 64 random bits that takes billions of
/// pages to become likely.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    hasher: RandomState,
    hashes: HashSet<u64>,
}

impl Seen {
    /// Whether the cursor is new.
    pub(crate) fn insert(&mut self, cursor: &str) -> bool {
        self.hashes.insert(self.hasher.hash_one(cursor))
    }
}
