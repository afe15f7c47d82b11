//! The tokens of a `$filter` expression.

use serde_json::{Number, Value};

use super::Invalid;

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// A property path, an operator or a function name.
    Name(String),
    /// A literal: text in quotes, a number, `true`, `false`, `null`, or a bare date.
    Literal(Value),
    Open,
    Close,
    Comma,
}

pub(super) fn tokens(text: &str) -> Result<Vec<Token>, Invalid> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, length) = match first {
            '(' => (Token::Open, 1),
            ')' => (Token::Close, 1),
            ',' => (Token::Comma, 1),
            '\'' => quoted(rest)?,
            _ => bare(rest)?,
        };
        tokens.push(token);
        rest = rest[length..].trim_start();
    }
    Ok(tokens)
}

/// A text in single quotes; two quotes inside it mean one.
fn quoted(rest: &str) -> Result<(Token, usize), Invalid> {
    let mut text = String::new();
    let mut characters = rest.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        match (character, characters.peek()) {
            ('\'', Some((_, '\''))) => {
                text.push('\'');
                characters.next();
            }
            ('\'', _) => return Ok((Token::Literal(Value::String(text)), at + 1)),
            _ => text.push(character),
        }
    }
    Err(Invalid(
        "There is an unterminated string literal in the filter.".into(),
    ))
}

fn bare(rest: &str) -> Result<(Token, usize), Invalid> {
    let end = rest
        .find(|c: char| c.is_whitespace() || "(),'".contains(c))
        .unwrap_or(rest.len());
    let word = &rest[..end];
    let token = match word {
        "true" => Token::Literal(Value::Bool(true)),
        "false" => Token::Literal(Value::Bool(false)),
        "null" => Token::Literal(Value::Null),
        _ if word.starts_with(|c: char| c.is_ascii_digit() || c == '-') => {
            Token::Literal(number_or_date(word))
        }
        _ if word
            .chars()
            .all(|c| c.is_alphanumeric() || "_/.".contains(c)) =>
        {
            Token::Name(word.into())
        }
        _ => return Err(Invalid(format!("Syntax error at '{word}' in the filter."))),
    };
    Ok((token, end))
}

/// Dates and GUIDs have no quotes and are compared as text.
fn number_or_date(word: &str) -> Value {
    let number = word.parse::<i64>().map(Number::from).ok();
    let number = number.or_else(|| word.parse::<f64>().ok().and_then(Number::from_f64));
    number.map_or_else(|| Value::String(word.into()), Value::Number)
}
