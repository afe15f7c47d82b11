//! Item identity: a hash that recognizes an item when a walk resumes.

use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

/// The identities and cursors of the items of one page, read from its response body, in the order of `Page::items`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PageIdentities {
    pub(crate) identities: Vec<Identity>,
    /// Whether every identity is the hash of an id. If not, some are hashes of the whole item.
    pub(crate) is_by_id: bool,
    /// The beginning of the JSON text of the first item's id, which every body with the same items contains. `None` if there
    /// is no id, or if it may be written in several ways.
    pub(crate) first_id: Option<String>,
    /// Hashes of the whole items, if items with equal ids may be different ones: rows of REST APIs. Otherwise empty.
    pub(crate) contents: Vec<u64>,
    /// The cursor of each item; empty if the items have none.
    pub(crate) cursors: Vec<String>,
}

impl PageIdentities {
    /// Whether two pages hold the same items, which have ids.
    pub(crate) fn has_items_of(&self, other: &Self) -> bool {
        self.is_by_id
            && other.is_by_id
            && self.identities == other.identities
            && self.contents == other.contents
    }
}

/// The part of the JSON text of an id that every JSON writer writes in the same way: some escape `=`, which ends base64.
pub(crate) fn plain_id(text: &str) -> Option<String> {
    let plain = text.split('=').next().unwrap_or_default();
    let is_plain = match plain.strip_prefix('"') {
        Some(rest) => rest
            .trim_end_matches('"')
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || "-_.:|,".contains(character)),
        None => plain.bytes().all(|byte| byte.is_ascii_digit()),
    };
    if is_plain && plain.len() > 1 {
        Some(plain.to_owned())
    } else {
        None
    }
}

/// The hash of an item, and the list that it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Identity {
    /// The index of the list among those that share a page; 0 if there is only one. An item in two lists has an identity
    /// in each.
    pub(crate) list: usize,
    pub(crate) hash: u64,
}

/// Hexadecimal, because JSON numbers cannot hold every 64-bit integer: `af63dc4c8601ec8c`, or `1.af63dc4c8601ec8c` in the
/// second list.
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
