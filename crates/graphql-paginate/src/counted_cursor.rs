//! The cursor of lists in which the client counts pages or items.

use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

/// The number of a page or an item, with the state of the walk at that point.
///
/// As text, `40` is item 40 or page 40. `3x50+100` is page 3 of pages of 50, with 100 items before it. `3x0` is page 3
/// of pages whose size the server determines.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct CountedCursor {
    pub(crate) number: u64,
    /// The page size, if all pages have the size of the first one; 0 leaves it to the server.
    pub(crate) size: Option<u32>,
    /// The number of items on all earlier pages, if known.
    pub(crate) received: Option<u64>,
}

impl fmt::Display for CountedCursor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.number)?;
        if let Some(size) = self.size {
            write!(formatter, "x{size}")?;
        }
        if let Some(received) = self.received {
            write!(formatter, "+{received}")?;
        }
        Ok(())
    }
}

impl FromStr for CountedCursor {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut cursor = Self::default();
        let mut rest = text;
        if let Some((before, received)) = rest.split_once('+') {
            (cursor.received, rest) = (Some(received.parse()?), before);
        }
        if let Some((before, size)) = rest.split_once('x') {
            (cursor.size, rest) = (Some(size.parse()?), before);
        }
        cursor.number = rest.parse()?;
        Ok(cursor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_survive_being_written() {
        for text in ["3", "3x50", "3x0", "3x50+100", "3+100"] {
            assert_eq!(text.parse::<CountedCursor>().unwrap().to_string(), text);
        }
        for text in ["", "x", "3x", "three", "-1", "3y", "3!"] {
            assert!(text.parse::<CountedCursor>().is_err(), "{text}");
        }
    }
}
