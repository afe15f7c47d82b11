//! What tells an item from others.

use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

/// A hash of what tells an item from others of its list, and which list that is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Identity {
    /// Of the lists that come in one page, the how manieth; 0 where there is one. An item that is in two of them, or goes
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
