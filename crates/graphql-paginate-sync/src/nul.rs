//! U+0000, which the texts of PostgreSQL cannot hold.

use std::borrow::Cow;

/// Replaces U+0000, which PostgreSQL's `text` cannot hold.
pub(crate) fn without_nul(text: &str) -> Cow<'_, str> {
    if !text.contains('\0') {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace('\0', "\u{fffd}"))
}

/// Replaces escapes of U+0000, which `jsonb` cannot hold. After an escaped backslash, `u0000` is plain text.
pub(crate) fn without_nul_escapes(json: &str) -> Cow<'_, str> {
    if !json.contains("\\u0000") {
        return Cow::Borrowed(json);
    }
    let mut text = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(at) = rest.find('\\') {
        text.push_str(&rest[..at]);
        let escape = &rest[at..];
        let length = if escape.starts_with("\\u0000") {
            text.push('\u{fffd}');
            6
        } else {
            text.push_str(&escape[..2]);
            2
        };
        rest = &escape[length..];
    }
    text.push_str(rest);
    Cow::Owned(text)
}
