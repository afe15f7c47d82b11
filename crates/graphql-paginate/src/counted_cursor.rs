//! The cursor of lists in which the client counts pages or items.

pub(crate) mod past_total;

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

/// The page at which a walk starts, as a cursor with its page size: `3` is `3x50` if pages have 50 items. With another
/// size, as for a limit or after a failure, the same number would mean other items.
///
/// `meant` is the size of the pages that the caller counts, if one is known, and `size` that of the requests. Text that
/// is no such cursor, has a size, or is the first page, is returned unchanged.
///
/// # Errors
///
/// A message if the two sizes differ.
pub(crate) fn sized_start(
    text: String,
    first: u64,
    meant: Option<u32>,
    size: Option<u32>,
) -> Result<String, String> {
    let Ok(cursor) = text.parse::<CountedCursor>() else {
        return Ok(text);
    };
    if cursor.size.is_some() || cursor.number == first {
        return Ok(text);
    }
    let size = size.unwrap_or(0);
    if let Some(meant) = meant
        && meant != size
    {
        return Err(other_start(cursor.number, first, meant, size));
    }
    let sized = CountedCursor {
        size: Some(size),
        ..cursor
    };
    Ok(sized.to_string())
}

/// The message for a start page in pages of another size than those that can be requested.
fn other_start(number: u64, first: u64, meant: u32, size: u32) -> String {
    let items = number
        .saturating_sub(first)
        .saturating_mul(u64::from(meant));
    let page = first.saturating_add(items / u64::from(size.max(1)));
    format!(
        "page {number} of pages of {meant} items cannot be requested with a page size of {size}, and has other items than page {number} of those; its first item is on page `{page}x{size}`, so start there"
    )
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
    fn a_start_page_has_the_size_that_its_number_is_about() {
        let start = |text: &str, meant, size| sized_start(text.to_owned(), 1, meant, size);
        for (text, meant, size, expected) in [
            ("3", Some(50), Some(50), "3x50"),
            ("3", None, Some(50), "3x50"),
            ("3", None, None, "3x0"),
            ("3+100", Some(50), Some(50), "3x50+100"),
            ("3x20", Some(50), Some(50), "3x20"),
            ("1", Some(50), Some(20), "1"),
            ("three", Some(50), Some(20), "three"),
        ] {
            assert_eq!(start(text, meant, size).unwrap(), expected, "{text}");
        }
        for (text, meant, size, expected) in [
            (
                "3",
                200,
                100,
                "its first item is on page `5x100`, so start there",
            ),
            (
                "2",
                50,
                20,
                "its first item is on page `3x20`, so start there",
            ),
        ] {
            let problem = start(text, Some(meant), Some(size)).unwrap_err();
            assert!(problem.ends_with(expected), "{problem}");
        }
    }

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
