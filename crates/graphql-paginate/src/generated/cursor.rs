//! Reading cursors of custom scalar types.

/// A cursor as text.
#[must_use]
pub fn cursor_text<T: AsRef<str>>(cursor: Option<&T>) -> Option<String> {
    Some(cursor?.as_ref().to_owned())
}
