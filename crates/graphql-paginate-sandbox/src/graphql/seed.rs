//! Pseudo-random numbers that are derived from words and are the same in every run.

/// A pseudo-random number for an object or one of its fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seed(pub(crate) u64);

impl Seed {
    /// A number in `0..bound`.
    pub(crate) fn below(self, bound: u64) -> u64 {
        self.0 % bound
    }
}

/// The seed of a sequence of words: their FNV-1a hash, mixed so that the low bits vary as much as the high ones.
pub(crate) fn seed(words: &[&str]) -> Seed {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for word in words {
        for byte in word.bytes().chain([0xff]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    hash = (hash ^ (hash >> 31)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    Seed(hash ^ (hash >> 29))
}
