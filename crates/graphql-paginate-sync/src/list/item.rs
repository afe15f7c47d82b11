//! The items of lists and their keys.

use std::collections::BTreeMap;

use serde_json::Value;
use serde_json::value::RawValue;

use super::definition::invalid;
use crate::error::SyncError;
use crate::store::Item;

/// An item with the text that was received, of which only the key is read.
///
/// # Errors
///
/// As for [`key`].
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
    let value = serde_json::from_str(value).expect("a part of a document is one");
    let key = text(list, place, &value)?;
    Ok(Item::with_text(key, None, received.to_owned()))
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
