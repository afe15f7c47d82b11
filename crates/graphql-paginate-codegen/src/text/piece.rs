//! The pieces that a text is put together from, and where its definitions start.

use super::token::Token;
use std::borrow::Cow;
use std::ops::Range;

/// A slice of the user's text, or a separator that is not in it.
#[derive(Debug, Clone)]
pub(super) enum Piece {
    Slice(Range<usize>),
    Separator(Cow<'static, str>),
}

/// The words that start a definition.
pub(super) const KEYWORDS: [&str; 7] = [
    "schema",
    "scalar",
    "type",
    "interface",
    "union",
    "enum",
    "input",
];

/// Indices of the tokens that start a definition: keywords outside all braces and parentheses.
pub(super) fn starts(tokens: &[Token], text: &str) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut depth = 0_usize;
    let mut is_open = true;
    for (index, token) in tokens.iter().enumerate() {
        match &text[token.range.clone()] {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => depth = depth.saturating_sub(1),
            word if depth == 0 => {
                let is_start = word == "extend"
                    || word == "directive"
                    || KEYWORDS.contains(&word)
                    || token.is_string;
                let after_extend = index > 0 && &text[tokens[index - 1].range.clone()] == "extend";
                // A name may be a keyword: `type type { … }`.
                let is_name = index > 0
                    && KEYWORDS.contains(&&text[tokens[index - 1].range.clone()])
                    && !is_open;
                if is_start
                    && !after_extend
                    && !is_name
                    && !is_described(tokens, index)
                    && !follows_operator(tokens, index, text)
                {
                    starts.push(index);
                }
                is_open = !is_start;
            }
            _ => {}
        }
    }
    starts
}

/// Whether the token stands behind the description that started its definition.
fn is_described(tokens: &[Token], index: usize) -> bool {
    index > 0 && tokens[index - 1].is_string
}

/// Whether the token is a name in a list: behind `@`, `|`, `&`, `=`, `on` or `implements`.
fn follows_operator(tokens: &[Token], index: usize, text: &str) -> bool {
    index > 0
        && matches!(
            &text[tokens[index - 1].range.clone()],
            "@" | "|" | "&" | "=" | "on" | "implements" | ":"
        )
}
