//! Item identity: a hash that recognizes an item when a walk resumes.

use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

/// What a response body says about the single items of its page, in the order of `Page::items`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Inspected {
    pub(crate) identities: Vec<Identity>,
    /// Whether each identity comes from an id, not from the whole content of the item.
    pub(crate) is_by_id: bool,
    /// Each item's own cursor; empty where the items have none.
    pub(crate) cursors: Vec<String>,
}

/// A hash of an item, and the list that it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Identity {
    /// Index of the list among those that share a page; 0 where there is one. An item that is in two of them, or moves
    /// from one to another, comes once for each.
    pub(crate) list: usize,
    pub(crate) hash: u64,
}

/// In hexadecimal since JSON knows no 64-bit integers.
impl fmt::Display for Identity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.list {
            0 => write!(formatter, "{:x}", self.hash),
            list => write!(formatter, "{list}.{:x}", self.hash),
        }
    }
}

impl FromStr for Identity {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Self, ParseIntError> {
        let (list, hash) = text.split_once('.').unwrap_or(("0", text));
        Ok(Self {
            list: list.parse()?,
            hash: u64::from_str_radix(hash, 16)?,
        })
    }
}
