//! The items that a walk in order of change shares with the walk before, by which it recognizes its place in the list.
//!
//! A walk begins at a cursor from the walk before, with items that are known already. If cursors hold positions and many
//! items changed since, these moved to the end, the others moved up, and the cursor leads past some of them. Then none of
//! the known items comes again as it was.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use graphql_paginate::Checkpoint;
use serde::{Deserialize, Serialize};

use super::last_pages::READ_AGAIN;

/// Base64 with padding or without it.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The length of a hash as text.
const DIGITS: usize = 8;

/// The last items of a walk in order of change, and those that it has to receive again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overlap {
    /// Hashes of the last items of the walk before; `None` once one of them has come again, or if there was no walk.
    awaited: Option<String>,
    /// Hashes of the last items of this walk.
    received: String,
}

impl Overlap {
    /// Why a walk starts over that received none of the items again with which it began.
    pub const WHY_MISSING: &str = "none of the last items of the run before came again as it was, so its cursor may have skipped others";

    /// That of a walk that continues at a place, by the state of an earlier version, which has no hashes. Nothing is awaited
    /// unless the cursor of the place is one that could have skipped items.
    pub fn unknown(place: &Checkpoint) -> Self {
        let mut awaited = None;
        if position_of(place) == Position::Number {
            awaited = Some(String::new());
        }
        Self {
            awaited,
            received: String::new(),
        }
    }

    /// Counts an item with this hash of its content.
    pub fn receive(&mut self, hash: u32) {
        let hash = format!("{hash:0DIGITS$x}");
        if let Some(awaited) = &self.awaited {
            let mut awaited = awaited.as_bytes().chunks(DIGITS);
            if awaited.any(|known| known == hash.as_bytes()) {
                self.awaited = None;
            }
        }
        self.received.push_str(&hash);
        if self.received.len() > READ_AGAIN * DIGITS {
            self.received.drain(..DIGITS);
        }
    }

    /// Whether the walk, which began at this place, may have skipped items: none of those that it had to receive again has
    /// come, and the cursor of the place may hold a position.
    pub fn is_missing(&self, begin: Option<&Checkpoint>) -> bool {
        let may_shift = begin.is_some_and(|begin| position_of(begin) != Position::None);
        may_shift && self.awaited.is_some()
    }

    /// That of the next walk, which begins before the last items of this one; the same if this one received nothing.
    #[must_use]
    pub fn next(self) -> Self {
        if self.received.is_empty() {
            return self;
        }
        Self {
            awaited: Some(self.received),
            received: String::new(),
        }
    }
}

/// Whether a cursor holds the position of an item.
#[derive(Debug, PartialEq, Eq)]
enum Position {
    /// It is text that does not end with a number, or with a larger one than there are items.
    None,
    /// It is not text.
    Unknown,
    /// It is text that ends with a number, such as `arrayconnection:199`.
    Number,
}

fn position_of(place: &Checkpoint) -> Position {
    let Some(cursor) = place.cursor() else {
        return Position::None;
    };
    position(cursor, place.items())
}

/// Whether a cursor, plain or in base64, holds the position of an item of a list of which so many were received.
fn position(cursor: &str, items: u64) -> Position {
    let mut text = cursor.to_owned();
    // Every text of digits is base64, too.
    if cursor.parse::<u64>().is_err()
        && let Ok(bytes) = BASE64.decode(cursor.replace('+', "-").replace('/', "_"))
    {
        match String::from_utf8(bytes) {
            Ok(decoded) if !decoded.contains(char::is_control) => text = decoded,
            _ => return Position::Unknown,
        }
    }
    let text = text.trim_end_matches(|last: char| !last.is_alphanumeric());
    let start = text.trim_end_matches(|last: char| last.is_ascii_digit());
    match text[start.len()..].parse::<u64>() {
        Ok(number) if number <= items => Position::Number,
        _ => Position::None,
    }
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

    use super::*;

    #[test]
    fn cursors_that_hold_a_position_are_recognized() {
        for (text, expected) in [
            ("arrayconnection:199", Position::Number),
            ("200", Position::Number),
            ("{\"offset\":200}", Position::Number),
            ("idx;200", Position::Number),
            ("2026-01-01T00:00:00Z;10001", Position::None),
            ("2026-01-01T00:00:00Z", Position::None),
            ("cursor:v2:\u{1}\u{2}", Position::Unknown),
        ] {
            for encoded in [STANDARD.encode(text), URL_SAFE_NO_PAD.encode(text)] {
                assert_eq!(position(&encoded, 200), expected, "{text}");
            }
        }
        for (cursor, expected) in [
            ("200", Position::Number),
            ("201", Position::None),
            ("page:3", Position::Number),
            ("2026-01-01T00:00:00Z", Position::None),
            ("b2f7c0de-0000-4000-8000-000000000000", Position::Unknown),
        ] {
            assert_eq!(position(cursor, 200), expected, "{cursor}");
        }
    }

    #[test]
    fn one_of_the_last_hundred_items_has_to_come_again() {
        let mut overlap = Overlap::default();
        for hash in 0..250 {
            overlap.receive(hash);
        }
        assert_eq!(overlap.awaited, None);
        let next = overlap.next();
        for (hash, is_found) in [(149, false), (150, true), (249, true), (250, false)] {
            let mut walk = next.clone();
            walk.receive(hash);
            assert_eq!(walk.awaited.is_none(), is_found, "{hash}");
        }
    }
}
