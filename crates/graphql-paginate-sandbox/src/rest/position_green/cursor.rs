//! Cursors: base64 of `idx;` and the item's position from 0, so a cursor is an offset.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

pub(super) fn encode(index: usize) -> String {
    STANDARD.encode(format!("idx;{index}"))
}

pub(super) fn decode(cursor: &str) -> Option<usize> {
    let text = String::from_utf8(STANDARD.decode(cursor).ok()?).ok()?;
    text.strip_prefix("idx;")?.parse().ok()
}
