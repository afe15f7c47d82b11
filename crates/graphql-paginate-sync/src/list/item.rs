//! The items of lists and their keys.

use std::collections::BTreeMap;

use serde_json::Value;
use serde_json::value::RawValue;

use super::definition::invalid;
use crate::error::SyncError;
use crate::store::Item;

/// How many characters of an item an error shows.
const SHOWN: usize = 100;

/// An item with the text that was received, of which only the key is read.
///
/// # Errors
///
/// As for [`key`] and [`decode`].
pub(super) fn received(list: &str, place: &[String], received: &str) -> Result<Item, SyncError> {
    let mut value = received;
    for key in place {
        // What is not an object has no fields.
        let fields: BTreeMap<String, &RawValue> = serde_json::from_str(value).unwrap_or_default();
        value = match fields.get(key) {
            Some(field) => field.get(),
            None => "null",
        };
    }
    let value = decode(list, value)?;
    let key = text(list, place, &value)?;
    Ok(Item::with_text(key, None, received.to_owned()))
}

/// Decodes an item of the list `list`, or a part of one.
///
/// # Errors
///
/// [`SyncError::Item`] if it is JSON that no value can hold, such as `"\ud83d"` or `1e999`.
pub(super) fn decode(list: &str, received: &str) -> Result<Value, SyncError> {
    serde_json::from_str(received).map_err(|error| SyncError::Item {
        list: list.to_owned(),
        item: received.chars().take(SHOWN).collect(),
        problem: error.to_string(),
    })
}

/// The key of an item of the list `list`, at the response keys `place`.
///
/// # Errors
///
/// [`SyncError::Definition`] if there is neither text nor a number.
pub(super) fn key(list: &str, place: &[String], item: &Value) -> Result<String, SyncError> {
    let mut value = item;
    for key in place {
        value = &value[key.as_str()];
    }
    text(list, place, value)
}

fn text(list: &str, place: &[String], value: &Value) -> Result<String, SyncError> {
    match value {
        Value::String(text) if !text.is_empty() => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        _ => Err(invalid(format!(
            "an item of `{list}` has no key at `{}`; select that field in the query, or name another as the key",
            place.join(".")
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_cannot_be_decoded_is_an_error_that_names_it() {
        for (key, problem) in [
            (r#""\ud83d""#, "unexpected end of hex escape"),
            ("1e999", "number out of range"),
        ] {
            let item = format!(r#"{{"id":{key}}}"#);
            let error = received("films", &["id".to_owned()], &item).unwrap_err();
            let error = error.to_string();
            let begin = format!("an item of `films` cannot be read: {problem}");
            assert!(error.starts_with(&begin), "{error}");
            assert!(error.contains(&format!("in `{key}`;")), "{error}");
        }
    }
}
