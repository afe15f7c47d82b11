//! Identifies items: computes the hashes by which a walk from both ends recognizes an item that it has seen.

use std::hash::{BuildHasher, Hash, RandomState};

use super::candidate::Candidate;
use crate::error::ErrorKind;

/// The hash of a cursor or a key, 16 bytes whatever its length.
///
/// A collision would lose an item; with 128 random bits it is too unlikely to matter.
pub(super) type ItemHash = [u64; 2];

/// Returns the hash of an item; `None` for a null item without a cursor.
///
/// Fails if an edge that should identify its item has no cursor.
pub(crate) type Identify<T> =
    Box<dyn FnMut(&Candidate<T>) -> Result<Option<ItemHash>, ErrorKind> + Send>;

/// Computes hashes that are valid within one walk.
#[derive(Debug, Default)]
pub(crate) struct Identifier([RandomState; 2]);

impl Identifier {
    pub(super) fn of_cursors<T>(self) -> Identify<T> {
        Box::new(move |candidate| match candidate.cursor.as_deref() {
            None | Some("") => Err(ErrorKind::MissingEdgeCursor),
            Some(cursor) => Ok(Some(self.hash(&cursor))),
        })
    }

    pub(super) fn of_keys<T, K: Hash>(
        self,
        mut key: impl FnMut(&T) -> K + Send + 'static,
    ) -> Identify<T> {
        Box::new(move |candidate| {
            let node = candidate.node.as_ref();
            Ok(node.map(|node| self.hash(&key(node))))
        })
    }

    /// Like `of_keys`, for keys that may be missing.
    pub(crate) fn of_fallible_keys<T, K: Hash>(
        self,
        key: impl Fn(&T) -> Result<K, ErrorKind> + Send + 'static,
    ) -> Identify<T> {
        Box::new(move |candidate| match &candidate.node {
            Some(node) => Ok(Some(self.hash(&key(node)?))),
            None => Ok(None),
        })
    }

    fn hash(&self, key: &impl Hash) -> ItemHash {
        self.0.each_ref().map(|hasher| hasher.hash_one(key))
    }
}
