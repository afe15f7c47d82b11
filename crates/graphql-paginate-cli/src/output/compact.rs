//! Removes the white space from JSON, so that a value fits on one line.

use std::borrow::Cow;

use serde_json::value::RawValue;

/// The same JSON without white space between tokens; numbers and strings are unchanged.
pub(crate) fn compacted(value: &RawValue) -> Cow<'_, str> {
    let text = value.get();
    if !has_space(text) {
        return Cow::Borrowed(text);
    }
    let mut compact = String::with_capacity(text.len());
    let mut string = InString::default();
    for character in text.chars() {
        if string.enters(character) || !character.is_ascii_whitespace() {
            compact.push(character);
        }
    }
    Cow::Owned(compact)
}

fn has_space(text: &str) -> bool {
    let mut string = InString::default();
    for character in text.chars() {
        if !string.enters(character) && character.is_ascii_whitespace() {
            return true;
        }
    }
    false
}

/// Tracks whether a scan is inside a string.
#[derive(Default)]
struct InString {
    inside: bool,
    escaped: bool,
}

impl InString {
    /// Advances by one character; returns whether it belongs to a string.
    fn enters(&mut self, character: char) -> bool {
        if !self.inside {
            self.inside = character == '"';
            return self.inside;
        }
        if self.escaped {
            self.escaped = false;
        } else if character == '\\' {
            self.escaped = true;
        } else if character == '"' {
            self.inside = false;
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_insignificant_white_space_is_removed() {
        for (text, expected) in [
            ("{ \"a\" : [1.0,\n 2] }", r#"{"a":[1.0,2]}"#),
            (r#"{"a b":"c \" d\\"}"#, r#"{"a b":"c \" d\\"}"#),
            (r#"{"a\\": 1}"#, r#"{"a\\":1}"#),
        ] {
            let value: Box<RawValue> = serde_json::from_str(text).unwrap();
            assert_eq!(compacted(&value), expected);
        }
    }
}
