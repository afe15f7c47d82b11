//! Text with a name, and positions in it.

use std::ops::Range;

/// A GraphQL text and the name under which messages speak of it, usually its path.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// What stands before `:line:column` in messages.
    pub name: &'a str,
    /// The whole text.
    pub text: &'a str,
}

impl<'a> Source<'a> {
    /// One-based line and column (in characters) of a byte offset; offsets past the end are at the end.
    #[must_use]
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let before = &self.text[..floor_boundary(self.text, offset)];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }

    /// Byte offset of a one-based line and column (in characters), the end of the text if there is no such place.
    #[must_use]
    pub fn offset(&self, line: usize, column: usize) -> usize {
        let line_start = self.text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
        let rest: &str = &self.text[line_start..];
        line_start + rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(at, _)| at)
    }

    /// The text of the line that holds a byte offset, without its line break.
    #[must_use]
    pub fn line_at(&self, offset: usize) -> &'a str {
        let offset = floor_boundary(self.text, offset);
        let start = self.text[..offset].rfind('\n').map_or(0, |newline| newline + 1);
        let end = self.text[offset..].find('\n').map_or(self.text.len(), |newline| offset + newline);
        self.text[start..end].trim_end_matches('\r')
    }

    /// The token that starts at a byte offset: a name, with its `$` or `@` if it has one, or one character.
    #[must_use]
    pub fn token_at(&self, offset: usize) -> Range<usize> {
        let rest = &self.text[floor_boundary(self.text, offset)..];
        let sigil = usize::from(rest.starts_with(['$', '@']));
        let name = rest[sigil..]
            .find(|character: char| !(character.is_ascii_alphanumeric() || character == '_'))
            .unwrap_or(rest.len() - sigil);
        let length =
            if name > 0 { sigil + name } else { rest.chars().next().map_or(0, |first| first.len_utf8()) };
        offset..offset + length
    }
}

fn floor_boundary(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_one_based_and_count_characters() {
        let source = Source { name: "q.graphql", text: "a\n  é b\n" };
        assert_eq!(source.position(0), (1, 1));
        assert_eq!(source.position(7), (2, 5));
        assert_eq!(source.offset(2, 5), 7);
        assert_eq!(source.position(999), (3, 1));
        assert_eq!(source.line_at(7), "  é b");
    }

    #[test]
    fn a_token_is_a_name_with_its_sigil_or_one_character() {
        let source = Source { name: "q.graphql", text: "{ a $ab @cd 12}" };
        for (offset, expected) in [(0, "{"), (2, "a"), (4, "$ab"), (8, "@cd"), (14, "}")] {
            assert_eq!(&source.text[source.token_at(offset)], expected);
        }
    }
}
