//! Reads JSON values by key.
//!
//! Not `serde_json`: in a release build, a macro does not share its copy with the program, so it would be built twice.

use crate::source::Source;
use hifijson::token::Lex;
use hifijson::value::{Value, parse_bounded};
use hifijson::{Error, SliceLexer};
use std::borrow::Cow;

/// A JSON value. Strings without escapes are borrowed from the text.
pub(super) type Json<'j> = Value<&'j str, Cow<'j, str>>;

/// The maximum depth: far more than introspection results nest, and safe for the stack.
const MAX_DEPTH: usize = 128;

/// Parses a text. The error says what is invalid and where.
pub(super) fn parse(text: &str) -> Result<Json<'_>, String> {
    let mut lexer = SliceLexer::new(text.as_bytes());
    lexer
        .exactly_one(Lex::ws_peek, |next, lexer| {
            parse_bounded(MAX_DEPTH, next, lexer)
        })
        .map_err(|error: Error| {
            let offset = text.len() - lexer.as_slice().len();
            let (line, column) = Source { name: "", text }.position(offset);
            format!("{error} at line {line} column {column}")
        })
}

/// The value of a key of an object, unless it is `null`.
pub(super) fn get<'v, 'j>(of: &'v Json<'j>, key: &str) -> Option<&'v Json<'j>> {
    let Value::Object(pairs) = of else {
        return None;
    };
    match pairs.iter().find(|(name, _)| name == key) {
        Some((_, Value::Null)) | None => None,
        Some((_, value)) => Some(value),
    }
}

pub(super) fn is_true(of: &Json<'_>, key: &str) -> bool {
    matches!(get(of, key), Some(Value::Bool(true)))
}

/// A string that may be absent.
pub(super) fn optional_string<'v>(of: &'v Json<'_>, key: &str) -> Option<&'v str> {
    get(of, key).and_then(as_str)
}

pub(super) fn string<'v>(of: &'v Json<'_>, key: &str) -> Result<&'v str, String> {
    optional_string(of, key).ok_or_else(|| format!("`{key}` is missing or not a string"))
}

pub(super) fn object<'v, 'j>(of: &'v Json<'j>, key: &str) -> Result<&'v Json<'j>, String> {
    match get(of, key) {
        Some(object @ Value::Object(_)) => Ok(object),
        _ => Err(format!("`{key}` is missing or not an object")),
    }
}

/// The values of a list that may be absent.
pub(super) fn list<'v, 'j>(of: &'v Json<'j>, key: &str) -> Result<&'v [Json<'j>], String> {
    match get(of, key) {
        None => Ok(&[]),
        Some(Value::Array(values)) => Ok(values),
        Some(_) => Err(format!("`{key}` is not a list")),
    }
}

pub(super) fn as_str<'v>(value: &'v Json<'_>) -> Option<&'v str> {
    match value {
        Value::String(text) => Some(text),
        _ => None,
    }
}
