//! The 64-bit FNV-1a hash, which is the same in every build and on every machine.

use std::hash::Hasher as _;

use ::fnv::FnvHasher;

/// The hash of some bytes. It protects against mistakes, not against attacks.
///
/// See [FNV](http://www.isthe.com/chongo/tech/comp/fnv/).
pub(crate) fn fnv1a(bytes: &[u8]) -> u64 {
    let mut hasher = FnvHasher::default();
    hasher.write(bytes);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_equal_the_published_test_vectors() {
        for (text, expected) in [
            ("", 0xcbf2_9ce4_8422_2325),
            ("a", 0xaf63_dc4c_8601_ec8c),
            ("foobar", 0x8594_4171_f739_67e8),
        ] {
            assert_eq!(fnv1a(text.as_bytes()), expected, "{text}");
        }
    }
}
