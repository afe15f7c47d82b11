//! The items of lists and their keys.

use std::collections::BTreeMap;

use serde_json::Value;
use serde_json::value::RawValue;

use crate::error::SyncError;
use crate::nul::without_nul;

/// How many characters of an item an error shows.
const SHOWN: usize = 100;

/// How deeply objects and lists may be nested in an item whose fields are sorted.
const DEPTH: usize = 100;

/// The key of an item of the list `list`, at the response keys `place`: a text, or a number as it was received, since
/// numbers of more than 64 bits would be rounded.
///
/// # Errors
///
/// [`SyncError::Key`] if there is neither text nor a number, and [`SyncError::Item`] as for [`sorted`].
pub(super) fn key(list: &str, place: &[String], received: &str) -> Result<String, SyncError> {
    let mut value = received;
    for key in place {
        // What is not an object has no fields.
        let fields: BTreeMap<String, &RawValue> = serde_json::from_str(value).unwrap_or_default();
        value = match fields.get(key) {
            Some(field) => field.get(),
            None => "null",
        };
    }
    let decoded = serde_json::from_str(value).map_err(|error| unreadable(list, value, &error))?;
    match decoded {
        Value::String(text) if !text.is_empty() => Ok(without_nul(&text).into_owned()),
        Value::Number(_) => Ok(value.to_owned()),
        _ => Err(SyncError::Key {
            problem: format!(
                "an item of `{list}` has no key at `{}`; select that field in the query, or name another as the key",
                place.join(".")
            ),
        }),
    }
}

/// An item of the list `list` with the fields of each object in alphabetical order, so that equal items are equal texts.
/// Numbers stay as they are.
///
/// # Errors
///
/// [`SyncError::Item`] if it has a text that cannot be represented, such as `"\ud83d"`, or is nested too deeply.
pub(super) fn sorted(list: &str, received: &str) -> Result<String, SyncError> {
    let mut text = String::with_capacity(received.len());
    match write_sorted(received, DEPTH, &mut text) {
        Ok(()) => Ok(text),
        Err(error) => Err(unreadable(list, received, &error)),
    }
}

fn write_sorted(received: &str, depth: usize, text: &mut String) -> serde_json::Result<()> {
    if depth == 0 && received.starts_with(['{', '[']) {
        let problem = format!("more than {DEPTH} levels of objects and lists");
        return Err(serde::de::Error::custom(problem));
    }
    match received.as_bytes().first() {
        Some(b'{') => {
            let fields: BTreeMap<String, &RawValue> = serde_json::from_str(received)?;
            for (index, (name, value)) in fields.iter().enumerate() {
                text.push(if index == 0 { '{' } else { ',' });
                text.push_str(&serde_json::to_string(name)?);
                text.push(':');
                write_sorted(value.get(), depth - 1, text)?;
            }
            text.push_str(if fields.is_empty() { "{}" } else { "}" });
        }
        Some(b'[') => {
            let elements: Vec<&RawValue> = serde_json::from_str(received)?;
            for (index, element) in elements.iter().enumerate() {
                text.push(if index == 0 { '[' } else { ',' });
                write_sorted(element.get(), depth - 1, text)?;
            }
            text.push_str(if elements.is_empty() { "[]" } else { "]" });
        }
        Some(b'"') => {
            let string: String = serde_json::from_str(received)?;
            text.push_str(&serde_json::to_string(&string)?);
        }
        _ => text.push_str(received),
    }
    Ok(())
}

/// The error for JSON that no value can hold, such as `"\ud83d"`, or `1e999` as a key.
fn unreadable(list: &str, received: &str, error: &serde_json::Error) -> SyncError {
    SyncError::Item {
        list: list.to_owned(),
        item: received.chars().take(SHOWN).collect(),
        problem: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_cannot_be_decoded_is_an_error_that_names_it() {
        for (id, problem) in [
            (r#""\ud83d""#, "unexpected end of hex escape"),
            ("1e999", "number out of range"),
        ] {
            let item = format!(r#"{{"id":{id}}}"#);
            let error = key("films", &["id".to_owned()], &item).unwrap_err();
            let error = error.to_string();
            let begin = format!("an item of `films` cannot be read: {problem}");
            assert!(error.starts_with(&begin), "{error}");
            assert!(error.contains(&format!("in `{id}`;")), "{error}");
        }
    }

    #[test]
    fn a_number_of_any_size_is_a_key_of_its_own() {
        let place = ["node".to_owned(), "id".to_owned()];
        for number in [
            "7",
            "-7",
            "1.5",
            "123456789012345678901",
            "123456789012345678902",
        ] {
            let item = format!(r#"{{"node":{{"id": {number} }}}}"#);
            assert_eq!(key("films", &place, &item).unwrap(), number);
        }
    }

    #[test]
    fn equal_items_are_equal_texts_and_numbers_stay_as_they_are() {
        let one = r#"{ "b": [1, {"d": 123456789012345678901, "c": "\u00e9"}], "a": {}, "e": [] }"#;
        let other = r#"{"a":{},"e":[],"b":[1,{"c":"é","d":123456789012345678901}]}"#;
        let expected = r#"{"a":{},"b":[1,{"c":"é","d":123456789012345678901}],"e":[]}"#;
        for item in [one, other] {
            assert_eq!(sorted("films", item).unwrap(), expected);
        }
        let levels = |count: usize| format!("{}{}", "[".repeat(count), "]".repeat(count));
        assert_eq!(sorted("films", &levels(100)).unwrap(), levels(100));
        for count in [101, 50_000] {
            let error = sorted("films", &levels(count)).unwrap_err().to_string();
            assert!(error.contains("more than 100 levels of objects and lists"));
        }
        let error = sorted("films", r#"{"a":"\ud83d"}"#)
            .unwrap_err()
            .to_string();
        assert!(error.contains("unexpected end of hex escape"), "{error}");
    }
}
