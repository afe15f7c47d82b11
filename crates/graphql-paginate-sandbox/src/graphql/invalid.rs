//! Errors of invalid documents, in the words of graphql-ruby, which both APIs use.

use apollo_compiler::Schema;
use apollo_compiler::ast;
use apollo_compiler::validation::DiagnosticList;

use super::{RequestError, rules};

/// The error of a text that cannot be parsed.
///
/// The position is exact. The expected token is always reported as a name, which is the most common case.
pub(super) fn syntax_error(text: &str, errors: &DiagnosticList) -> RequestError {
    if text.trim().is_empty() {
        return RequestError::new("Unexpected end of document").at(None);
    }
    let place = errors
        .iter()
        .find_map(|error| Some(error.line_column_range()?.start));
    let (line, column) = place.map_or((1, 1), |place| (place.line, place.column));
    let token = token_at(text, line, column);
    let kind = token_kind(token);
    RequestError::new(format!(
        "Expected NAME, actual: {kind} ({token:?}) at [{line}, {column}]"
    ))
    .at(place)
}

/// The errors of a document that can be parsed but is invalid; never empty.
///
/// Errors that [`rules`](super::rules) covers have the APIs' messages; the others have those of the validator.
pub(super) fn validation_errors(
    schema: &Schema,
    ast: &ast::Document,
    errors: &DiagnosticList,
) -> Vec<RequestError> {
    let worded = rules::check(schema, ast);
    if !worded.is_empty() {
        return worded;
    }
    errors
        .iter()
        .map(|diagnostic| {
            let place = diagnostic.line_column_range().map(|range| range.start);
            RequestError::new(diagnostic.error.to_string()).at(place)
        })
        .collect()
}

/// The token at a line and column, both counted from 1; empty at the end of the text.
fn token_at(text: &str, line: usize, column: usize) -> &str {
    let line = text.lines().nth(line - 1).unwrap_or_default();
    let start = line
        .char_indices()
        .nth(column - 1)
        .map_or(line.len(), |(start, _)| start);
    let rest = &line[start..];
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    let word = rest.find(|letter| !is_word(letter)).unwrap_or(rest.len());
    let end = match word {
        0 if rest.starts_with("...") => 3,
        0 => rest.chars().next().map_or(0, char::len_utf8),
        end => end,
    };
    &rest[..end]
}

fn token_kind(token: &str) -> &'static str {
    match token {
        "" => "(none)",
        "{" => "LCURLY",
        "}" => "RCURLY",
        "(" => "LPAREN",
        ")" => "RPAREN",
        "[" => "LBRACKET",
        "]" => "RBRACKET",
        ":" => "COLON",
        "=" => "EQUALS",
        "!" => "BANG",
        "|" => "PIPE",
        "&" => "AMP",
        "$" => "VAR_SIGN",
        "@" => "DIR_SIGN",
        "..." => "ELLIPSIS",
        "\"" => "STRING",
        word if word.starts_with(|first: char| first.is_ascii_digit()) => "INT",
        word if word.starts_with(|first: char| first.is_alphabetic() || first == '_') => {
            "IDENTIFIER"
        }
        _ => "UNKNOWN_CHAR",
    }
}
