//! Finds the members and elements in the text of valid JSON, without decoding it.

use std::borrow::Cow;

/// The members of an object, in the order of its text.
pub(crate) struct Members<'t>(Rest<'t>);

/// The elements of a list.
pub(crate) struct Elements<'t>(Rest<'t>);

/// A member of an object.
pub(crate) struct Member<'t> {
    /// The text of the key, with its quotes.
    pub(crate) key: &'t str,
    /// The text of the value.
    pub(crate) value: &'t str,
}

/// What follows in an object or a list.
struct Rest<'t> {
    text: &'t str,
    at: usize,
}

/// The members of the object that a valid JSON text is; `None` for any other value.
pub(crate) fn members(text: &str) -> Option<Members<'_>> {
    if text.starts_with('{') {
        Some(Members(Rest { text, at: 1 }))
    } else {
        None
    }
}

/// The elements of the list that a valid JSON text is; `None` for any other value.
pub(crate) fn elements(text: &str) -> Option<Elements<'_>> {
    if text.starts_with('[') {
        Some(Elements(Rest { text, at: 1 }))
    } else {
        None
    }
}

impl<'t> Member<'t> {
    /// The key itself.
    pub(crate) fn name(&self) -> Cow<'t, str> {
        if self.key.contains('\\') {
            serde_json::from_str(self.key).unwrap_or_default()
        } else {
            Cow::Borrowed(&self.key[1..self.key.len() - 1])
        }
    }
}

impl<'t> Iterator for Members<'t> {
    type Item = Member<'t>;

    fn next(&mut self) -> Option<Member<'t>> {
        let key = self.0.value()?;
        let value = self.0.value()?;
        Some(Member { key, value })
    }
}

impl<'t> Iterator for Elements<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        self.0.value()
    }
}

impl<'t> Rest<'t> {
    /// The text of the next key or value; `None` at the end.
    fn value(&mut self) -> Option<&'t str> {
        let bytes = self.text.as_bytes();
        while let b',' | b':' | b' ' | b'\n' | b'\r' | b'\t' = bytes.get(self.at)? {
            self.at += 1;
        }
        if let b'}' | b']' = bytes[self.at] {
            return None;
        }
        let start = self.at;
        self.at = end_of_value(bytes, start);
        Some(&self.text[start..self.at])
    }
}

/// How many objects and lists of a valid JSON text are inside each other at most.
pub(crate) fn depth(text: &str) -> usize {
    let bytes = text.as_bytes();
    let (mut at, mut depth, mut deepest) = (0, 0, 0);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => {
                at = end_of_string(bytes, at);
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            _ => {}
        }
        deepest = deepest.max(depth);
        at += 1;
    }
    deepest
}

/// The place behind the value that begins at `start`.
fn end_of_value(bytes: &[u8], start: usize) -> usize {
    let mut at = start;
    let mut depth = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => at = end_of_string(bytes, at),
            b'{' | b'[' => {
                depth += 1;
                at += 1;
            }
            b'}' | b']' => {
                depth -= 1;
                at += 1;
            }
            _ => {
                at += 1;
                if depth == 0 && is_behind_word(bytes.get(at)) {
                    break;
                }
                continue;
            }
        }
        if depth == 0 {
            break;
        }
    }
    at
}

/// Whether a number, `true`, `false` or `null` ends before this byte.
fn is_behind_word(byte: Option<&u8>) -> bool {
    matches!(
        byte,
        None | Some(b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t')
    )
}

/// The place behind the string that begins at `start`.
fn end_of_string(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    loop {
        match bytes.get(at) {
            // The escaped character may be a quote.
            Some(b'\\') => at += 2,
            Some(b'"') => return at + 1,
            Some(_) => at += 1,
            None => return bytes.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_have_their_keys_and_the_text_of_their_values() {
        let text = r#"{ "a" : 1.0e5 , "b\"}" :"x\\", "c":{"d":[1,{"e":"]"}]}, "" : null}"#;
        let found: Vec<_> = members(text)
            .unwrap()
            .map(|member| (member.name().into_owned(), member.value))
            .collect();
        let expected = [
            ("a", "1.0e5"),
            ("b\"}", r#""x\\""#),
            ("c", r#"{"d":[1,{"e":"]"}]}"#),
            ("", "null"),
        ];
        assert_eq!(found, expected.map(|(key, value)| (key.to_owned(), value)));
        assert_eq!(members("{ }").unwrap().count(), 0);
        assert!(members("[1]").is_none());
    }

    #[test]
    fn the_depth_is_that_of_objects_and_lists_and_not_of_texts() {
        for (text, expected) in [("1", 0), ("[]", 1), (r#"{"a":"{[\"{","b":[[1],{}]}"#, 3)] {
            assert_eq!(depth(text), expected, "{text}");
        }
    }

    #[test]
    fn elements_are_the_texts_of_values() {
        let found: Vec<_> = elements("[1, true,[] ,\"a,]\",{\"b\":2}]")
            .unwrap()
            .collect();
        assert_eq!(found, ["1", "true", "[]", "\"a,]\"", "{\"b\":2}"]);
        assert_eq!(elements("[ ]").unwrap().count(), 0);
        assert!(elements("{}").is_none());
    }
}
