//! Lookups in JSON text.
//!
//! Values are found by scanning the text instead of parsing it into a tree: a tree of many small values takes a hundred
//! times the memory of its text, and a malicious server could send such a body.

use std::fmt;

use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::error::ErrorKind;
use crate::json::without_position;

/// The value at a JSON pointer; `None` if there is none.
///
/// See [RFC 6901](https://www.rfc-editor.org/rfc/rfc6901).
///
/// # Errors
///
/// [`ErrorKind::Decode`] if an object on the path has the key twice, since either value could be meant.
pub(super) fn find<'t>(text: &'t str, pointer: &str) -> Result<Option<&'t RawValue>, ErrorKind> {
    let failed = |error: serde_json::Error| ErrorKind::Decode {
        path: dotted(pointer),
        problem: without_position(&error),
    };
    let mut found: &RawValue = serde_json::from_str(text).map_err(failed)?;
    for token in pointer.split('/').skip(1) {
        let key = token.replace("~1", "/").replace("~0", "~");
        let child = match found.get().as_bytes().first() {
            Some(b'{') => field(found, |name| name == key).map_err(failed)?,
            Some(b'[') => element(found, &key).map_err(failed)?,
            _ => None,
        };
        match child {
            Some(child) => found = child,
            None => return Ok(None),
        }
    }
    Ok(Some(found))
}

/// The value of the only field of an object whose name matches the predicate.
///
/// # Errors
///
/// When several names match, and when a name is not valid Unicode.
pub(super) fn field(
    object: &RawValue,
    matches: impl Fn(&str) -> bool,
) -> Result<Option<&RawValue>, serde_json::Error> {
    let mut found = None;
    let mut is_repeated = false;
    for_each_field(object, |name, value| {
        if matches(name) {
            is_repeated |= found.is_some();
            found = Some(value);
        }
    })?;
    if is_repeated {
        return Err(serde::de::Error::custom("duplicate key"));
    }
    Ok(found)
}

/// Calls a function with each field of an object; does nothing for other values.
pub(super) fn for_each_field<'t>(
    object: &'t RawValue,
    each: impl FnMut(&str, &'t RawValue),
) -> Result<(), serde_json::Error> {
    if !object.get().starts_with('{') {
        return Ok(());
    }
    serde_json::Deserializer::from_str(object.get()).deserialize_map(Fields(each))
}

/// Calls a function with each element of a list, until it returns an error.
///
/// # Errors
///
/// The error of the function. The text must be valid JSON.
pub(super) fn for_each_element<'t>(
    list: &'t RawValue,
    mut each: impl FnMut(&'t RawValue) -> Result<(), ErrorKind>,
) -> Result<(), ErrorKind> {
    let mut failure = None;
    let elements = Elements(|element| match each(element) {
        Ok(()) => true,
        Err(kind) => {
            failure = Some(kind);
            false
        }
    });
    let read = serde_json::Deserializer::from_str(list.get()).deserialize_seq(elements);
    match (failure, read) {
        (Some(kind), _) => Err(kind),
        (None, Ok(())) => Ok(()),
        (None, Err(error)) => Err(ErrorKind::Decode {
            path: String::new(),
            problem: without_position(&error),
        }),
    }
}

/// The number of elements in a list.
pub(super) fn count_elements(list: &RawValue) -> Result<usize, ErrorKind> {
    let mut count = 0;
    for_each_element(list, |_| {
        count += 1;
        Ok(())
    })?;
    Ok(count)
}

/// The text with `list`, which must be a part of it, replaced by an empty list.
pub(super) fn without(text: &str, list: &RawValue) -> String {
    let start = list.get().as_ptr() as usize - text.as_ptr() as usize;
    let end = start + list.get().len();
    format!("{}[]{}", &text[..start], &text[end..])
}

/// A JSON pointer in dotted form: `/pageInfo/endCursor` is `pageInfo.endCursor`.
pub(super) fn dotted(pointer: &str) -> String {
    pointer.trim_start_matches('/').replace('/', ".")
}

fn element<'t>(list: &'t RawValue, index: &str) -> Result<Option<&'t RawValue>, serde_json::Error> {
    let Ok(index) = index.parse::<usize>() else {
        return Ok(None);
    };
    let (mut found, mut at) = (None, 0);
    let elements = Elements(|element| {
        if at == index {
            found = Some(element);
        }
        at += 1;
        true
    });
    serde_json::Deserializer::from_str(list.get()).deserialize_seq(elements)?;
    Ok(found)
}

struct Fields<F>(F);

impl<'t, F: FnMut(&str, &'t RawValue)> Visitor<'t> for Fields<F> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'t>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some((name, value)) = map.next_entry::<String, &'t RawValue>()? {
            (self.0)(&name, value);
        }
        Ok(())
    }
}

/// A visitor; the function returns whether to continue.
struct Elements<F>(F);

impl<'t, F: FnMut(&'t RawValue) -> bool> Visitor<'t> for Elements<F> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'t>>(mut self, mut list: A) -> Result<(), A::Error> {
        while let Some(element) = list.next_element::<&'t RawValue>()? {
            if !(self.0)(element) {
                while list.next_element::<IgnoredAny>()?.is_some() {}
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_by_pointer() {
        let text = r#" {"a": {"b/c": [10, {"d": null}]}, "": 1, "t": 1, "t": 2} "#;
        let check = |pointer: &str, expected: Option<&str>| {
            let found = find(text, pointer).unwrap();
            assert_eq!(found.map(RawValue::get), expected, "{pointer}");
        };
        check("", Some(text.trim()));
        check("/a/b~1c/0", Some("10"));
        check("/a/b~1c/1/d", Some("null"));
        check("/a/b~1c/2", None);
        check("/a/b~1c/x", None);
        check("/a/x", None);
        check("/a/b~1c/0/x", None);
        check("/", Some("1"));
        let twice = find(text, "/t").unwrap_err().to_string();
        assert!(twice.contains("`t`: duplicate key"), "{twice}");
    }

    #[test]
    fn the_rest_of_a_text_has_an_empty_list() {
        let text = r#"{"a":1, "items": [1,2] ,"b":2}"#;
        let list = find(text, "/items").unwrap().unwrap();
        assert_eq!(without(text, list), r#"{"a":1, "items": [] ,"b":2}"#);
    }
}
