//! The hash by which a walk from both ends recognizes an item.

/// The hash of a cursor or a key, 16 bytes whatever its length.
///
/// A collision would lose an item; with 128 random bits it is too unlikely to matter.
pub(super) type ItemHash = [u64; 2];
