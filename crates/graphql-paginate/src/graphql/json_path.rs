//! Finds single values in the text of a response, without decoding the rest.

use std::fmt;

use memchr::memmem;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use super::paging::cursor_text;
use crate::driver::NextPage;
use crate::error::ErrorKind;
use crate::generated::Text;

/// The value at a path of keys in the text of `data`; `None` if it is absent.
pub(crate) fn value_at(data: &str, path: &[&str]) -> Option<Value> {
    serde_json::from_str(raw_at(data, path)?.get()).ok()
}

/// Whether two values of a field are the same: an `ID` may be a string or a number.
pub(crate) fn is_same(one: &Value, other: &Value) -> bool {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    one == other || text(one) == text(other)
}

/// The value at a path of keys in the text of `data`: null if an object on the path is null, `None` if it is absent.
pub(crate) fn value_or_null_parent(data: &str, path: &[&str]) -> Option<Value> {
    if let Some(value) = value_at(data, path) {
        return Some(value);
    }
    for end in 1..path.len() {
        if value_at(data, &path[..end]).is_some_and(|at| at.is_null()) {
            return Some(Value::Null);
        }
    }
    None
}

/// Whether a value is null.
pub(crate) fn is_null(value: &RawValue) -> bool {
    value.get() == "null"
}

/// A path of owned keys, as the functions of this module take it.
pub(crate) fn keys(path: &[String]) -> Vec<&str> {
    path.iter().map(String::as_str).collect()
}

/// The values at several paths of keys; `None` if one of them is absent or null.
pub(crate) fn values_at<'p>(
    text: &str,
    paths: impl IntoIterator<Item = Vec<&'p str>>,
) -> Option<Vec<Value>> {
    let mut values = Vec::new();
    for path in paths {
        let value = value_at(text, &path).filter(|value| !value.is_null())?;
        values.push(value);
    }
    Some(values)
}

/// The cursor or token at a path of keys in the text of `data`.
pub(crate) fn text_at(data: &str, path: &[&str]) -> Option<String> {
    cursor_text(&value_at(data, path)?)
}

/// The page after one with this token: the last one if the token, or an object on the path to it, is null, or if the
/// token is empty or `false`.
///
/// # Errors
///
/// [`ErrorKind::Decode`] for a token in an unknown form, which must not be read as absent.
pub(crate) fn token_page(data: &str, path: &[&str]) -> Result<NextPage, ErrorKind> {
    let Some(token) = value_or_null_parent(data, path) else {
        let field = path.last().copied().unwrap_or_default();
        return Ok(NextPage::Unknown {
            field: field.to_owned().into(),
        });
    };
    if let Some(token) = cursor_text(&token) {
        return Ok(NextPage::At(token));
    }
    let kind = match &token {
        Value::Null | Value::String(_) | Value::Bool(false) => return Ok(NextPage::End),
        Value::Array(list) if list.is_empty() => return Ok(NextPage::End),
        Value::Object(members) if members.is_empty() => return Ok(NextPage::End),
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
        _ => "`true`",
    };
    Err(ErrorKind::Decode {
        path: format!("data.{}", path.join(".")),
        problem: format!("{kind} is neither text nor a number"),
    })
}

/// The key of the last non-null item of a list, at a path of keys from the item.
pub(crate) fn last_key(list: &str, key: &[&str]) -> Option<String> {
    let items: Vec<&RawValue> = serde_json::from_str(list).ok()?;
    let last = items.into_iter().rfind(|item| item.get() != "null")?;
    text_at(last.get(), key)
}

/// The text of the value at a path of keys; `None` if it is absent, or if a key on the path is there twice, because one
/// of the values would be lost.
pub(crate) fn raw_at<'t>(text: &'t str, path: &[&str]) -> Option<&'t RawValue> {
    find(text, path).unwrap_or_default()
}

/// The text of the value at a path of keys; `None` if it is absent.
///
/// Stops reading at the end of the value, unless a key comes again after it, which may be that of another object.
///
/// # Errors
///
/// [`ErrorKind::Decode`] if a key on the path is there twice, because either value could be meant.
pub(crate) fn find<'t>(text: &'t str, path: &[&str]) -> Result<Option<&'t RawValue>, ErrorKind> {
    let lookup = match read(text, path, false) {
        Lookup::Found(found) if comes_again(text, path, found) => read(text, path, true),
        lookup => lookup,
    };
    match lookup {
        Lookup::Absent => Ok(None),
        Lookup::Found(found) => Ok(Some(found)),
        Lookup::Duplicate => Err(ErrorKind::Decode {
            path: path.join("."),
            problem: "duplicate key".to_owned(),
        }),
    }
}

/// Whether a key of the path comes again after the value.
fn comes_again(text: &str, path: &[&str], found: &RawValue) -> bool {
    let end = found.get().as_ptr() as usize - text.as_ptr() as usize + found.get().len();
    path.iter().any(|key| {
        let quoted = format!("\"{key}\"");
        memmem::find(&text.as_bytes()[end..], quoted.as_bytes()).is_some()
    })
}

/// What is at a path of keys.
enum Lookup<'t> {
    Absent,
    Found(&'t RawValue),
    /// A key on the path is there twice.
    Duplicate,
}

/// The value at a path; reads on after it to find duplicate keys if `is_whole`.
fn read<'t>(text: &'t str, path: &[&str], is_whole: bool) -> Lookup<'t> {
    let mut found = Lookup::Absent;
    let seed = At {
        path,
        is_whole,
        found: &mut found,
    };
    // Reading stops at the value, or at a duplicate key, with an error that has no meaning.
    let _ = seed.deserialize(&mut serde_json::Deserializer::from_str(text));
    found
}

struct At<'p, 'f, 't> {
    path: &'p [&'p str],
    is_whole: bool,
    found: &'f mut Lookup<'t>,
}

impl<'de> DeserializeSeed<'de> for At<'_, '_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if self.path.is_empty() {
            *self.found = Lookup::Found(serde::Deserialize::deserialize(deserializer)?);
            if self.is_whole {
                return Ok(());
            }
            return Err(D::Error::custom("found"));
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for At<'_, '_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any valid JSON value")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<(), M::Error> {
        let Self {
            path,
            is_whole,
            found,
        } = self;
        let mut is_known = false;
        let mut unescaped = String::new();
        while let Some(key) = map.next_key_seed(Text(&mut unescaped))? {
            if key == path[0] {
                if is_known {
                    *found = Lookup::Duplicate;
                    return Err(M::Error::custom("duplicate key"));
                }
                is_known = true;
                let below = At {
                    path: &path[1..],
                    is_whole,
                    found: &mut *found,
                };
                map.next_value_seed(below)?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }

    // Nothing is below any other value; reading goes on to find duplicate keys.

    fn visit_seq<S: SeqAccess<'de>>(self, mut list: S) -> Result<(), S::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = r#"{"extensions":{"a":[1]},"data":{"list":{"nodes":[{"pageInfo":1}],"pageInfo":{"endCursor":7,"more":true}},"x":null}}"#;

    fn check(path: &[&str], expected: Option<&str>) {
        assert_eq!(raw_at(BODY, path).map(RawValue::get), expected, "{path:?}");
    }

    #[test]
    fn a_value_is_found_by_its_path_only() {
        check(&["data", "list", "pageInfo", "endCursor"], Some("7"));
        check(&["data", "x"], Some("null"));
        check(&["data", "x", "y"], None);
        check(&["data", "list", "nodes", "pageInfo"], None);
        check(&["list"], None);
    }

    #[test]
    fn a_value_whose_key_is_there_twice_is_not_found() {
        let at = |text| raw_at(text, &["a", "b"]).map(RawValue::get);
        assert_eq!(at(r#"{"a":{"b":1,"b":2}}"#), None);
        assert_eq!(at(r#"{"a":{"b":1},"c":[],"a":{"b":1}}"#), None);
        assert_eq!(at(r#"{"a":{"b":1},"a":null}"#), None);
        let elsewhere = r#"{"a":{"b":1,"c":{"a":2,"b":3}},"d":[{"a":4}]}"#;
        assert_eq!(at(elsewhere), Some("1"));
    }

    #[test]
    fn a_key_that_is_there_twice_is_not_an_absent_one() {
        let check = |text: &str, expected: Result<Option<&str>, &str>| {
            let found = find(text, &["a", "b"]).map(|found| found.map(RawValue::get));
            let found = found.map_err(|error| error.to_string());
            assert_eq!(
                found.as_ref().map_err(String::as_str),
                expected.as_ref().map_err(|text| *text),
                "{text}"
            );
        };
        let twice = Err(
            "unexpected value at `a.b`: duplicate key; the API's schema may have changed since the code was generated",
        );
        check(r#"{"a":{"b":1}}"#, Ok(Some("1")));
        check(r#"{"a":{"c":1},"b":2}"#, Ok(None));
        for text in [
            r#"{"a":null}"#,
            r#"{"a":[{"b":1}]}"#,
            r#"{"a":"b"}"#,
            r#"{"a":1.5}"#,
        ] {
            check(text, Ok(None));
        }
        check(r#"{"a":{"b":1,"b":2}}"#, twice);
        check(r#"{"a":{},"a":{"b":2}}"#, twice);
        check(r#"{"a":null,"a":{"b":2}}"#, twice);
        check(r#"{"a":{"b":1},"a":[]}"#, twice);
    }

    #[test]
    fn the_key_of_the_last_item_is_found() {
        let list = r#"[{"node":{"id":"a"}},{"node":{"id":"b"}},null]"#;
        assert_eq!(last_key(list, &["node", "id"]).as_deref(), Some("b"));
        assert_eq!(last_key(list, &["id"]), None);
        assert_eq!(last_key("[]", &["id"]), None);
    }
}
