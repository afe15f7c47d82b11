//! The tokens of a GraphQL text, as far as rearranging it needs them.
//!
//! See [Lexical Tokens](https://spec.graphql.org/October2021/#sec-Source-Text.Lexical-Tokens).

use std::ops::Range;

/// A name, number, string or punctuator; comments, commas and white space are none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) range: Range<usize>,
    pub(crate) is_string: bool,
}

/// All tokens of a text; a string that is not closed ends with it.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let (length, kind) = match first {
            '#' => (rest.find(['\n', '\r']).unwrap_or(rest.len()), None),
            '"' => (string_length(rest), Some(true)),
            ',' | '\u{feff}' => (first.len_utf8(), None),
            _ if first.is_whitespace() => (first.len_utf8(), None),
            _ if is_word(first) => (
                rest.find(|next| !is_word(next)).unwrap_or(rest.len()),
                Some(false),
            ),
            _ if rest.starts_with("...") => (3, Some(false)),
            _ => (first.len_utf8(), Some(false)),
        };
        if let Some(is_string) = kind {
            tokens.push(Token {
                range: at..at + length,
                is_string,
            });
        }
        at += length;
    }
    tokens
}

/// Names and numbers; that they differ does not matter here.
fn is_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '_' | '-' | '+')
}

fn string_length(text: &str) -> usize {
    if let Some(block) = text.strip_prefix("\"\"\"") {
        let mut from = 0;
        while let Some(quotes) = block[from..].find("\"\"\"") {
            let end = from + quotes;
            if !block[..end].ends_with('\\') {
                return end + 6;
            }
            from = end + 3;
        }
        return text.len();
    }
    let mut is_escaped = false;
    for (index, character) in text.char_indices().skip(1) {
        match character {
            '"' if !is_escaped => return index + 1,
            '\n' | '\r' => return index,
            _ => is_escaped = character == '\\' && !is_escaped,
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_comments_and_names_are_told_apart() {
        let text =
            "type A { # b {\n \"c \\\" }\" d(e: [Int!] = 1): F \"\"\" g \\\"\"\" } \"\"\" h: I }";
        let words: Vec<&str> = tokens(text)
            .into_iter()
            .map(|token| &text[token.range])
            .collect();
        assert_eq!(
            words,
            [
                "type",
                "A",
                "{",
                "\"c \\\" }\"",
                "d",
                "(",
                "e",
                ":",
                "[",
                "Int",
                "!",
                "]",
                "=",
                "1",
                ")",
                ":",
                "F",
                "\"\"\" g \\\"\"\" } \"\"\"",
                "h",
                ":",
                "I",
                "}"
            ]
        );
    }
}
