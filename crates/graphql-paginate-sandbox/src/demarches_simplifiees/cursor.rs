//! Cursors: `urlsafe_base64("<UTC date, nine fractional digits>Z;<id>")`, without padding.
//!
//! A cursor is a position, not an item, and does not say which column it was taken in.

use base64::Engine;
use base64::alphabet::URL_SAFE;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, NO_PAD};
use chrono::DateTime;

use super::time::{self, Micros};
use crate::graphql::Failure;

/// Written without padding, read with or without.
const ENGINE: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    NO_PAD.with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A place in a sorted list: the sorting column, then the id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Position {
    pub(super) at: Micros,
    pub(super) id: i64,
}

pub(super) fn encode(position: Position) -> String {
    ENGINE.encode(format!("{};{}", time::in_cursor(position.at), position.id))
}

/// The position in a cursor; `None` when it holds no date, which compares with nothing and so yields no rows.
///
/// # Errors
///
/// When the cursor is not base64, and, as the API's own crash, when its date is impossible.
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

/// Digits as in `2024-01-02T`; whether such a day exists is another question.
fn looks_like_a_date(text: &str) -> bool {
    let shape = |(index, byte): (usize, u8)| match index {
        4 | 7 => byte == b'-',
        10 => byte == b'T',
        _ => byte.is_ascii_digit(),
    };
    text.len() > 10 && text.bytes().take(11).enumerate().all(shape)
}
