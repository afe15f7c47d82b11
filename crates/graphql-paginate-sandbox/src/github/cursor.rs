//! Cursors: base64 of `cursor:v2:` and the sort key in MessagePack, or of `cursor:<n>` in searches.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::time::{self, Seconds};
use crate::graphql::Failure;

/// A position in a list: the date, if the list is sorted by one, and the id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Position {
    pub(super) at: Option<Seconds>,
    pub(super) id: u32,
}

/// The cursor format of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Key,
    Offset,
}

const KEY: &[u8] = b"cursor:v2:";
const OFFSET: &[u8] = b"cursor:";

// MessagePack type bytes: arrays of one and two elements, a string of 25 bytes, an unsigned integer of four bytes.
const ARRAY_1: u8 = 0x91;
const ARRAY_2: u8 = 0x92;
const STRING_25: u8 = 0xb9;
const UINT_32: u8 = 0xce;

pub(super) fn encode(position: Position, form: Form) -> String {
    let mut bytes = Vec::new();
    match form {
        Form::Offset => bytes.extend(format!("cursor:{}", position.id).into_bytes()),
        Form::Key => {
            bytes.extend(KEY);
            match position.at {
                None => bytes.push(ARRAY_1),
                Some(at) => {
                    bytes.extend([ARRAY_2, STRING_25]);
                    bytes.extend(time::in_cursor(at).into_bytes());
                }
            }
            bytes.push(UINT_32);
            bytes.extend(position.id.to_be_bytes());
        }
    }
    STANDARD.encode(bytes)
}

/// # Errors
///
/// `INVALID_CURSOR_ARGUMENTS` for a cursor that this connection cannot have returned: another format or another order.
pub(super) fn decode(cursor: &str, form: Form, dated: bool) -> Result<Position, Failure> {
    let decoded = STANDARD.decode(cursor).ok().and_then(|bytes| match form {
        Form::Key => key(bytes.strip_prefix(KEY)?),
        Form::Offset => offset(bytes.strip_prefix(OFFSET)?),
    });
    decoded
        .filter(|position| position.at.is_some() == dated)
        .ok_or_else(|| {
            let message = format!("`{cursor}` does not appear to be a valid cursor.");
            Failure::with_kind("INVALID_CURSOR_ARGUMENTS", message)
        })
}

fn key(bytes: &[u8]) -> Option<Position> {
    match bytes {
        [ARRAY_1, rest @ ..] => Some(Position {
            at: None,
            id: id(rest)?,
        }),
        [ARRAY_2, STRING_25, rest @ ..] => {
            let (date, rest) = rest.split_at_checked(25)?;
            let at = time::from_cursor(std::str::from_utf8(date).ok()?)?;
            Some(Position {
                at: Some(at),
                id: id(rest)?,
            })
        }
        _ => None,
    }
}

fn id(bytes: &[u8]) -> Option<u32> {
    match bytes {
        [UINT_32, number @ ..] => Some(u32::from_be_bytes(number.try_into().ok()?)),
        _ => None,
    }
}

fn offset(bytes: &[u8]) -> Option<Position> {
    let id = std::str::from_utf8(bytes).ok()?.parse().ok()?;
    Some(Position { at: None, id })
}
