//! JSON texts, as objects whose keys are asked for.
//!
//! `serde_json` would double the time that a release build spends on it: macros do not share it with the program.

use super::source::Source;
use hifijson::token::Lex;
use hifijson::value::{Value, parse_bounded};
use hifijson::{Error, SliceLexer};
use std::borrow::Cow;

/// A value whose strings are borrowed from the text where nothing in them is escaped.
pub(crate) type Json<'j> = Value<&'j str, Cow<'j, str>>;

/// Far beyond what introspection nests, and no danger to the stack.
const DEPTH: usize = 128;

/// Reads a text; the error says what was expected where.
pub(crate) fn parse(text: &str) -> Result<Json<'_>, String> {
    let mut lexer = SliceLexer::new(text.as_bytes());
    lexer
        .exactly_one(Lex::ws_peek, |next, lexer| {
            parse_bounded(DEPTH, next, lexer)
        })
        .map_err(|error: Error| {
            let offset = text.len() - lexer.as_slice().len();
            let (line, column) = Source { name: "", text }.position(offset);
            format!("{error} at line {line} column {column}")
        })
}

/// What an object has under a key; `null` is nothing.
pub(crate) fn get<'v, 'j>(of: &'v Json<'j>, key: &str) -> Option<&'v Json<'j>> {
    let Value::Object(pairs) = of else {
        return None;
    };
    let value = pairs
        .iter()
        .find(|(name, _)| name == key)
        .map(|(_, value)| value);
    value.filter(|value| !matches!(value, Value::Null))
}

pub(crate) fn is_true(of: &Json<'_>, key: &str) -> bool {
    matches!(get(of, key), Some(Value::Bool(true)))
}

/// A string that may be absent.
pub(crate) fn optional_string<'v>(of: &'v Json<'_>, key: &str) -> Option<&'v str> {
    get(of, key).and_then(as_str)
}

pub(crate) fn string<'v>(of: &'v Json<'_>, key: &str) -> Result<&'v str, String> {
    optional_string(of, key).ok_or_else(|| format!("`{key}` is missing or not a string"))
}

pub(crate) fn object<'v, 'j>(of: &'v Json<'j>, key: &str) -> Result<&'v Json<'j>, String> {
    match get(of, key) {
        Some(object @ Value::Object(_)) => Ok(object),
        _ => Err(format!("`{key}` is missing or not an object")),
    }
}

/// The values of a list that may be absent.
pub(crate) fn list<'v, 'j>(of: &'v Json<'j>, key: &str) -> Result<&'v [Json<'j>], String> {
    match get(of, key) {
        None => Ok(&[]),
        Some(Value::Array(values)) => Ok(values),
        Some(_) => Err(format!("`{key}` is not a list")),
    }
}

pub(crate) fn as_str<'v>(value: &'v Json<'_>) -> Option<&'v str> {
    match value {
        Value::String(text) => Some(text),
        _ => None,
    }
}
