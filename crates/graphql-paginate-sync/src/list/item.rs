//! The keys of items.

use serde_json::Value;

use super::definition::invalid;
use crate::error::SyncError;

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
    match value {
        Value::String(text) if !text.is_empty() => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        _ => Err(invalid(format!(
            "an item of `{list}` has no key at `{}`; select that field in the query, or name another as the key",
            place.join(".")
        ))),
    }
}
