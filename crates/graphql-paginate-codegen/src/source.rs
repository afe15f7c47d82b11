//! A GraphQL text with a name, and line and column positions in it.

use std::ops::Range;

/// A GraphQL text and the name that messages use for it, usually its path.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// The part of a message before `:line:column`.
    pub name: &'a str,
    /// The whole text.
    pub text: &'a str,
}

impl<'a> Source<'a> {
    /// The one-based line and column (in characters) of a byte offset. An offset past the end is at the end.
    ///
    /// Lines end as in [Line Terminators](https://spec.graphql.org/October2021/#LineTerminator).
    #[must_use]
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let before = &self.text[..floor_boundary(self.text, offset)];
        let lines = before.matches(LINE_TERMINATORS).count() - before.matches("\r\n").count();
        // An offset between `\r` and `\n` belongs to the line that the two end.
        let is_inside = before.ends_with('\r') && self.text[before.len()..].starts_with('\n');
        let line = if is_inside {
            &before[..before.len() - 1]
        } else {
            before
        };
        let start = line.rfind(LINE_TERMINATORS).map_or(0, |end| end + 1);
        (
            lines + usize::from(!is_inside),
            before[start..].chars().count() + 1,
        )
    }

    /// The line that contains a byte offset, without its line terminator.
    #[must_use]
    pub fn line_at(&self, offset: usize) -> &'a str {
        let offset = floor_boundary(self.text, offset);
        let before = &self.text[..offset];
        let is_inside = before.ends_with('\r') && self.text[offset..].starts_with('\n');
        let offset = offset - usize::from(is_inside);
        let start = self.text[..offset]
            .rfind(LINE_TERMINATORS)
            .map_or(0, |end| end + 1);
        let end = self.text[offset..]
            .find(LINE_TERMINATORS)
            .map_or(self.text.len(), |end| offset + end);
        &self.text[start..end]
    }

    /// The token that starts at a byte offset: a name with its `$` or `@`, if it has one, or else one character.
    #[must_use]
    pub fn token_at(&self, offset: usize) -> Range<usize> {
        let rest = &self.text[floor_boundary(self.text, offset)..];
        let sigil = usize::from(rest.starts_with(['$', '@']));
        let name = rest[sigil..]
            .find(|character: char| !(character.is_ascii_alphanumeric() || character == '_'))
            .unwrap_or(rest.len() - sigil);
        let length = if name > 0 {
            sigil + name
        } else {
            rest.chars().next().map_or(0, char::len_utf8)
        };
        offset..offset + length
    }
}

const LINE_TERMINATORS: [char; 2] = ['\n', '\r'];

/// The last character boundary at or before a byte offset.
fn floor_boundary(text: &str, offset: usize) -> usize {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_one_based_and_count_characters() {
        let source = Source {
            name: "q.graphql",
            text: "a\n  é b\n",
        };
        assert_eq!(source.position(0), (1, 1));
        assert_eq!(source.position(7), (2, 5));
        assert_eq!(source.position(999), (3, 1));
        assert_eq!(source.line_at(7), "  é b");
    }

    #[test]
    fn lines_end_with_either_character_or_both() {
        let source = Source {
            name: "q.graphql",
            text: "a\rb\r\nc\n\rd",
        };
        let positions: Vec<_> = (0..=9).map(|offset| source.position(offset)).collect();
        let expected = [
            (1, 1),
            (1, 2),
            (2, 1),
            (2, 2),
            (2, 3),
            (3, 1),
            (3, 2),
            (4, 1),
            (5, 1),
            (5, 2),
        ];
        assert_eq!(positions, expected);
        let lines: Vec<_> = (0..=9).map(|offset| source.line_at(offset)).collect();
        assert_eq!(lines, ["a", "a", "b", "b", "b", "c", "c", "", "d", "d"]);
    }

    #[test]
    fn a_token_is_a_name_with_its_sigil_or_one_character() {
        let source = Source {
            name: "q.graphql",
            text: "{ a $ab @cd 12}",
        };
        for (offset, expected) in [(0, "{"), (2, "a"), (4, "$ab"), (8, "@cd"), (14, "}")] {
            assert_eq!(&source.text[source.token_at(offset)], expected);
        }
    }
}
