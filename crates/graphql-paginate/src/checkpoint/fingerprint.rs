//! What a checkpoint belongs to.

use serde::{Deserialize, Serialize};

/// Hashes of all that selects the items of a walk, each by itself so that a difference has a name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Fingerprint {
    query: String,
    variables: String,
    endpoint: String,
}

impl Fingerprint {
    /// From the document with the path of its connection, the variables without those of paging, and the URL.
    pub(crate) fn new(query: &str, variables: &str, endpoint: &str) -> Self {
        Self {
            query: hash(query),
            variables: hash(variables),
            endpoint: hash(endpoint),
        }
    }

    /// Why this is not the other, and the way out.
    pub(crate) fn difference(&self, other: &Self) -> Option<&'static str> {
        // That of a walk that could not even begin.
        if *self == Self::default() {
            return None;
        }
        if self.query != other.query {
            Some("it belongs to another query, or to another version of this one; start anew")
        } else if self.variables != other.variables {
            Some("it was taken with other variables; resume with the same ones, or start anew")
        } else if self.endpoint != other.endpoint {
            Some("it was taken from another endpoint; resume on the same one, or start anew")
        } else {
            None
        }
    }
}

fn hash(text: &str) -> String {
    format!("{:016x}", hash_of(text))
}

/// FNV-1a with 64 bits: the same in every build and on every machine, which the standard library's hashes are not. It
/// guards against mistakes, not against malice.
///
/// See [FNV](http://www.isthe.com/chongo/tech/comp/fnv/).
pub(crate) fn hash_of(text: &str) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    text.bytes().fold(0xcbf2_9ce4_8422_2325, step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_those_of_the_published_vectors() {
        for (text, expected) in [
            ("", "cbf29ce484222325"),
            ("a", "af63dc4c8601ec8c"),
            ("foobar", "85944171f73967e8"),
        ] {
            assert_eq!(hash(text), expected);
        }
    }
}
