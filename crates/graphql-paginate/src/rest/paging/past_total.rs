//! Cursors of pages past the total, which are requested only to verify that the total was right.

use std::num::ParseIntError;

use crate::counted_cursor::CountedCursor;

/// The end of the text of such a cursor: `3x50+100!`.
const MARK: char = '!';

/// The text of a cursor past the total.
pub(super) fn mark(cursor: CountedCursor) -> String {
    format!("{cursor}{MARK}")
}

/// The cursor without its mark.
pub(super) fn parse(text: &str) -> Result<CountedCursor, ParseIntError> {
    text.strip_suffix(MARK).unwrap_or(text).parse()
}

/// Whether a cursor is past the total.
pub(super) fn is_marked(cursor: Option<&str>) -> bool {
    cursor.is_some_and(|text| text.ends_with(MARK) && parse(text).is_ok())
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
}
