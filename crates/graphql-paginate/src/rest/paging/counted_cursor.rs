//! The cursor of ways of paging in which the client counts pages or items.

use std::fmt;
use std::str::FromStr;

/// The number of a page or an item, with the state of the walk at that point.
///
/// As text: `3` is number 3; `3x50` has pages of 50 items; in `3x50+100`, 100 items came before; a `!` at the end means
/// that the total has been reached and the page is only requested to verify it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct CountedCursor {
    pub(super) number: u64,
    /// Items per page, if all pages must have the size of the first one.
    pub(super) size: Option<u32>,
    /// The number of items in all earlier pages.
    pub(super) received: Option<u64>,
    pub(super) is_past_total: bool,
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
        if self.is_past_total {
            formatter.write_str("!")?;
        }
        Ok(())
    }
}

impl FromStr for CountedCursor {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut cursor = Self::default();
        let mut rest = text;
        if let Some(before) = rest.strip_suffix('!') {
            (cursor.is_past_total, rest) = (true, before);
        }
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
        for text in ["3", "3x50", "3x50+100", "3+100!", "0!"] {
            assert_eq!(text.parse::<CountedCursor>().unwrap().to_string(), text);
        }
        for text in ["", "x", "3x", "three", "-1", "3y", "!"] {
            assert!(text.parse::<CountedCursor>().is_err(), "{text}");
        }
    }
}
