//! Cursors: `urlsafe_base64("<UTC date, nine fractional digits>Z;<id>")`, without padding.
//!
//! A cursor is a position and not an item. It does not contain the column that the list was sorted by.

use base64::Engine;
use base64::alphabet::URL_SAFE;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, NO_PAD};
use chrono::DateTime;

use super::time::{self, Micros};
use crate::graphql::Failure;

/// Base64 without padding. Cursors with padding are accepted too.
const ENGINE: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    NO_PAD.with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A position in a sorted list: the sort column and the id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Position {
    pub(super) at: Micros,
    pub(super) id: i64,
}

pub(super) fn encode(position: Position) -> String {
    ENGINE.encode(format!("{};{}", time::in_cursor(position.at), position.id))
}

/// The position in a cursor; `None` if it has no date. Such a cursor compares with no row, so the page is empty.
///
/// # Errors
///
/// If the cursor is not base64, or if its date does not exist, which crashes the API.
pub(super) fn decode(cursor: &str) -> Result<Option<Position>, Failure> {
    let Ok(bytes) = ENGINE.decode(cursor) else {
        return Err(Failure::plain(format!("Invalid input: {cursor:?}")));
    };
    let text = String::from_utf8_lossy(&bytes);
    let (date, id) = text.split_once(';').unwrap_or((&text, ""));
    if !looks_like_a_date(date) {
        return Ok(None);
    }
    let date = DateTime::parse_from_rfc3339(date)
        .map_err(|_| Failure::with_code(super::response::CRASH, "argument out of range"))?;
    Ok(Some(Position {
        at: date.timestamp_micros(),
        id: id.parse().unwrap_or(i64::MAX),
    }))
}

/// Whether a text has the form `2024-01-02T`; the day may not exist.
fn looks_like_a_date(text: &str) -> bool {
    let shape = |(index, byte): (usize, u8)| match index {
        4 | 7 => byte == b'-',
        10 => byte == b'T',
        _ => byte.is_ascii_digit(),
    };
    text.len() > 10 && text.bytes().take(11).enumerate().all(shape)
}
