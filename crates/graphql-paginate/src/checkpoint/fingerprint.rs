//! Fingerprints: hashes that bind a checkpoint to its query, variables and endpoint.

use std::hash::Hasher as _;

use fnv::FnvHasher;
use serde::{Deserialize, Serialize};

/// Hashes of everything that selects the items of a walk, kept separate so that an error can name the difference.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Fingerprint {
    query: String,
    variables: String,
    endpoint: String,
    /// What cursors are, such as page numbers; `None` if a checkpoint of an earlier version does not say it, or if every
    /// cursor has the same form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    paging: Option<String>,
}

impl Fingerprint {
    /// Hashes the document with the path of its connection, the variables without those of paging, and the URL.
    pub(crate) fn new(query: &str, variables: &str, endpoint: &str) -> Self {
        Self {
            query: hash(query),
            variables: hash(variables),
            endpoint: hash(endpoint),
            paging: None,
        }
    }

    /// The same with what cursors are, such as `page from 1`. The query as written does not say that: another schema can
    /// make offsets of its page numbers.
    pub(crate) fn paged_by(mut self, paging: String) -> Self {
        self.paging = Some(paging);
        self
    }

    /// Whether cursors of one walk would mean other items in the other one.
    fn has_other_cursors(&self, other: &Self) -> bool {
        match (&self.paging, &other.paging) {
            (Some(one), Some(other)) => one != other,
            _ => false,
        }
    }

    /// The first difference, with the fix; `None` if both are equal.
    pub(crate) fn difference(&self, other: &Self) -> Option<&'static str> {
        // The checkpoint of a walk that could not begin fits every walk.
        if *self == Self::default() {
            return None;
        }
        if self.query != other.query {
            Some("it belongs to another query, or to another version of this one; start over")
        } else if self.variables != other.variables {
            Some("it was taken with other variables; resume with the same ones, or start over")
        } else if self.endpoint != other.endpoint {
            Some("it was taken from another endpoint; resume on the same one, or start over")
        } else if self.has_other_cursors(other) {
            Some(
                "it was taken in a list with another kind of pages, such as offsets in place of page numbers, since the schema or a declaration has changed; start over",
            )
        } else {
            None
        }
    }
}

fn hash(text: &str) -> String {
    format!("{:016x}", hash_of(text))
}

/// The 64-bit FNV-1a hash. Unlike the hashes of the standard library, it is the same in every build and on every machine.
/// It protects against mistakes, not against attacks.
///
/// See [FNV](http://www.isthe.com/chongo/tech/comp/fnv/).
pub(crate) fn hash_of(text: &str) -> u64 {
    let mut hasher = FnvHasher::default();
    hasher.write(text.as_bytes());
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_equal_the_published_test_vectors() {
        for (text, expected) in [
            ("", "cbf29ce484222325"),
            ("a", "af63dc4c8601ec8c"),
            ("foobar", "85944171f73967e8"),
        ] {
            assert_eq!(hash(text), expected);
        }
    }
}
