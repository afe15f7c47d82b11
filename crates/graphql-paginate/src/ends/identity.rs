//! The identity of an item in a walk from both ends.

/// Hashes of a cursor or a key, sixteen bytes however long that is.
///
/// Two items with one identity would be a lost item; with 128 random bits that does not happen.
pub(super) type Identity = [u64; 2];
