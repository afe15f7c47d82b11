//! Splits a GraphQL text into names, numbers, strings and punctuators.
//!
//! See [Lexical Tokens](https://spec.graphql.org/October2021/#sec-Source-Text.Lexical-Tokens).

use std::ops::Range;

/// A name, number, string or punctuator. Comments, commas and white space are not tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) range: Range<usize>,
    pub(crate) is_string: bool,
}

impl Token {
    /// The token as it is written in the text that it was read from.
    pub(crate) fn text<'t>(&self, source: &'t str) -> &'t str {
        &source[self.range.clone()]
    }
}

/// All tokens of a text. An unterminated string ends at the end of its line, or of the text.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let length = match first {
            '#' => rest.find(['\n', '\r']).unwrap_or(rest.len()),
            '"' => string_length(rest),
            _ if is_word(first) => rest.find(|next| !is_word(next)).unwrap_or(rest.len()),
            _ if rest.starts_with("...") => 3,
            _ => first.len_utf8(),
        };
        let is_ignored = matches!(first, '#' | ',' | '\u{feff}') || first.is_whitespace();
        if !is_ignored {
            tokens.push(Token {
                range: at..at + length,
                is_string: first == '"',
            });
        }
        at += length;
    }
    tokens
}

/// Whether a character is part of a name or a number, which are not distinguished here.
fn is_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '_' | '-' | '+')
}

/// The length of the string or block string that a text starts with.
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
    fn braces_in_strings_and_comments_are_not_tokens() {
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
