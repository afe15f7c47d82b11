//! Splits the tokens of a schema into its definitions.

use super::token::Token;

/// The keywords that start the definition of a type or of the schema.
pub(super) const KEYWORDS: [&str; 7] = [
    "schema",
    "scalar",
    "type",
    "interface",
    "union",
    "enum",
    "input",
];

/// The tokens of each definition or extension, with its description.
///
/// Tokens before the first definition are left out; the parser reports them.
pub(super) fn split_definitions<'t>(tokens: &'t [Token], text: &str) -> Vec<&'t [Token]> {
    let starts = definition_starts(tokens, text);
    let mut definitions = Vec::with_capacity(starts.len());
    for (index, start) in starts.iter().enumerate() {
        let end = starts.get(index + 1).copied().unwrap_or(tokens.len());
        definitions.push(&tokens[*start..end]);
    }
    definitions
}

/// The indices of the tokens that start a definition: keywords and descriptions outside all brackets.
fn definition_starts(tokens: &[Token], text: &str) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut depth = 0_usize;
    // Whether the previous token at the top level was no keyword, so that a keyword here is not a name.
    let mut is_keyword_expected = true;
    for (index, token) in tokens.iter().enumerate() {
        match token.text(text) {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => depth = depth.saturating_sub(1),
            word if depth == 0 => {
                let is_start = token.is_string || is_definition_keyword(word);
                let previous = index.checked_sub(1).map(|previous| &tokens[previous]);
                if is_start && may_start_after(previous, is_keyword_expected, text) {
                    starts.push(index);
                }
                is_keyword_expected = !is_start;
            }
            _ => {}
        }
    }
    starts
}

fn is_definition_keyword(word: &str) -> bool {
    word == "extend" || word == "directive" || KEYWORDS.contains(&word)
}

/// Whether a definition may start after this token.
fn may_start_after(previous: Option<&Token>, is_keyword_expected: bool, text: &str) -> bool {
    let Some(previous) = previous else {
        return true;
    };
    if previous.is_string {
        // The string is the description that started the definition.
        return false;
    }
    match previous.text(text) {
        "extend" => false,
        // A name in a list, such as a directive location.
        "@" | "|" | "&" | "=" | "on" | "implements" | ":" => false,
        // A name may be a keyword: `type type { … }`.
        word if KEYWORDS.contains(&word) => is_keyword_expected,
        _ => true,
    }
}
