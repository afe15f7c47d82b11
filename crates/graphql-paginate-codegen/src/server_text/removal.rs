//! Removes ranges from a text.

use std::ops::Range;

/// The text with spaces in place of the ranges. Bytes and line terminators stay where they are.
pub(super) fn blanked(text: &str, ranges: &[Range<usize>]) -> String {
    let mut blanked = String::with_capacity(text.len());
    let mut copied = 0;
    for range in ranges {
        blanked.push_str(&text[copied..range.start]);
        for byte in text[range.clone()].bytes() {
            match byte {
                b'\n' | b'\r' => blanked.push(char::from(byte)),
                _ => blanked.push(' '),
            }
        }
        copied = range.end;
    }
    blanked.push_str(&text[copied..]);
    blanked
}

/// The range with the spaces and commas before it, and with the rest of its line if that is empty.
pub(super) fn with_spaces(text: &str, range: &Range<usize>) -> Range<usize> {
    let is_space = [' ', '\t', ','];
    let before = text[..range.start].trim_end_matches(is_space);
    let after = text[range.end..].trim_start_matches(is_space);
    let is_line = before.is_empty() || before.ends_with(['\n', '\r']);
    let mut end = range.end;
    if is_line && after.starts_with(['\n', '\r']) {
        let terminator = if after.starts_with("\r\n") { 2 } else { 1 };
        end = text.len() - after.len() + terminator;
    } else if before.ends_with('(') {
        end = text.len() - after.len();
    }
    before.len()..end
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Removes `part` from a text, with the spaces around it.
    fn without(text: &str, part: &str) -> String {
        let start = text.find(part).expect("the text has the part");
        let range = with_spaces(text, &(start..start + part.len()));
        format!("{}{}", &text[..range.start], &text[range.end..])
    }

    #[test]
    fn spaces_and_lines_go_with_what_is_removed() {
        for (text, expected) in [
            ("{ a @x { b } }", "{ a { b } }"),
            ("{ a @x }", "{ a }"),
            ("{\n  a\n    @x\n  b\n}", "{\n  a\n  b\n}"),
            ("{\r\n  a\r\n    @x\r\n  b\r\n}", "{\r\n  a\r\n  b\r\n}"),
            ("{\n  a @x {\n", "{\n  a {\n"),
            ("{ a # why\n @x { b } }", "{ a # why\n { b } }"),
            ("query Q(@x, $a: Int)", "query Q($a: Int)"),
            ("query Q($a: Int, @x)", "query Q($a: Int)"),
            ("query Q($a: Int, @x, $b: Int)", "query Q($a: Int, $b: Int)"),
        ] {
            assert_eq!(without(text, "@x"), expected);
        }
    }

    #[test]
    fn a_blanked_text_has_the_bytes_and_lines_of_the_original() {
        let text = "a @x(key: \"é\n\") b";
        let blanked = blanked(text, &[2..4, 4..16]);
        assert_eq!(blanked, "a            \n   b");
        assert_eq!(blanked.len(), text.len());
    }
}
