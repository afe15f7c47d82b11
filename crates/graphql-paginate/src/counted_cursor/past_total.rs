//! Cursors of pages past the announced end, which are requested only to verify that it was right.

use std::num::ParseIntError;

use super::CountedCursor;

/// The end of the text of such a cursor: `3x50+100!`.
const MARK: char = '!';

/// The text of a cursor past the total.
pub(crate) fn mark(cursor: CountedCursor) -> String {
    format!("{cursor}{MARK}")
}

/// The cursor without its mark.
pub(crate) fn parse(text: &str) -> Result<CountedCursor, ParseIntError> {
    text.strip_suffix(MARK).unwrap_or(text).parse()
}

/// Whether a cursor is past the total.
pub(crate) fn is_marked(cursor: Option<&str>) -> bool {
    cursor.is_some_and(|text| text.ends_with(MARK) && parse(text).is_ok())
}

/// Whether the page before such a cursor may get more items: pages are numbered from `first`, and the pages before the
/// cursor are not known to have been full.
pub(crate) fn may_page_before_grow(text: &str, first: u64) -> bool {
    let Ok(cursor) = parse(text) else {
        return false;
    };
    let pages = cursor.number.saturating_sub(first);
    let full = cursor
        .size
        .map(|size| pages.saturating_mul(u64::from(size)));
    cursor.received.is_some_and(|received| received > 0) && full != cursor.received
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_read_back_and_is_not_part_of_the_cursor() {
        let cursor = parse("3x50+100!").unwrap();
        assert_eq!(cursor, "3x50+100".parse().unwrap());
        assert_eq!(mark(cursor), "3x50+100!");
        assert!(is_marked(Some("3x50+100!")));
        for text in [None, Some("3x50+100"), Some("!"), Some("three!")] {
            assert!(!is_marked(text), "{text:?}");
        }
    }

    #[test]
    fn a_page_that_is_not_known_to_be_full_may_grow() {
        for (text, expected) in [
            ("3x50+100!", false),
            ("3x50+90!", true),
            ("3x0+100!", true),
            ("2+7!", true),
            ("40!", false),
            ("0x50+0!", false),
        ] {
            assert_eq!(may_page_before_grow(text, 1), expected, "{text}");
        }
    }
}
