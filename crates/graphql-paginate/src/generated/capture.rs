//! Capturing a value as JSON text, so that it can be decoded later or more than once.
//!
//! `serde_json` finds the end of a value without decoding it and hands over its text, as it does for
//! [`RawValue`](serde_json::value::RawValue). Other formats read the value as a [`Value`], which is then written as JSON.

use serde::de::value::SeqAccessDeserializer;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::fmt;

use crate::json::RAW_VALUE;

/// Reads the next value of a map without decoding it yet; returns its JSON text.
pub fn read<'de, M: MapAccess<'de>>(map: &mut M) -> Result<String, M::Error> {
    let mut text = String::new();
    map.next_value_seed(Capture(&mut text))?;
    Ok(text)
}

/// Appends the JSON text of a value to the buffer.
pub(super) struct Capture<'b>(pub(super) &'b mut String);

impl Capture<'_> {
    fn write<E>(self, value: Value) -> Result<(), E> {
        self.0.push_str(&value.to_string());
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Capture<'_> {
    type Value = ();

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_newtype_struct(RAW_VALUE, self)
    }
}

impl<'de> Visitor<'de> for Capture<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any valid JSON value")
    }

    /// The text of a value is the only value of a map; so is what a format returns that knows no newtype structs.
    #[inline]
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Some(first) = map.next_key_seed(Key)? else {
            return self.write(Value::Object(Map::new()));
        };
        let Some(first) = first else {
            return map.next_value_seed(Append(self.0));
        };
        let mut object = Map::new();
        object.insert(first, map.next_value()?);
        while let Some((key, value)) = map.next_entry()? {
            object.insert(key, value);
        }
        self.write(Value::Object(object))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.write(Value::deserialize(deserializer)?)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.write(Value::deserialize(deserializer)?)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<(), A::Error> {
        self.write(Value::deserialize(SeqAccessDeserializer::new(list))?)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.write(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.write(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.write(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        self.write(value.into())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        self.write(value.into())
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        self.write(Value::Null)
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.write(Value::Null)
    }
}

/// The first key of a map; `None` if the map holds the text of a value.
struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Option<String>;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Key {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    #[inline]
    fn visit_str<E: Error>(self, key: &str) -> Result<Self::Value, E> {
        if key == RAW_VALUE {
            Ok(None)
        } else {
            Ok(Some(key.to_owned()))
        }
    }
}

/// Appends a string to the buffer.
struct Append<'b>(&'b mut String);

impl<'de> DeserializeSeed<'de> for Append<'_> {
    type Value = ();

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Append<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the text of a value")
    }

    #[inline]
    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.0.push_str(text);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::de::IntoDeserializer;
    use serde::de::value::{Error as Other, MapDeserializer};
    use serde_json::json;

    fn captured<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
        let mut text = String::new();
        Capture(&mut text).deserialize(deserializer)?;
        Ok(text)
    }

    #[test]
    fn json_is_captured_as_it_was_sent() {
        for text in [
            r#"{ "a": [0.10, 1e2] }"#,
            r#""\u0061""#,
            "null",
            "[]",
            "12345678901234567890123",
        ] {
            let mut deserializer = serde_json::Deserializer::from_str(text);
            assert_eq!(captured(&mut deserializer).unwrap(), text);
        }
    }

    #[test]
    fn values_in_memory_are_captured_as_json() {
        for value in [
            json!({ "a": [1, null], "b": {} }),
            json!("\""),
            json!(null),
            json!(-1.5),
        ] {
            assert_eq!(captured(&value).unwrap(), value.to_string());
            assert_eq!(captured(value.clone()).unwrap(), value.to_string());
        }
    }

    #[test]
    fn other_formats_are_captured_as_json() {
        fn check<'de>(value: impl IntoDeserializer<'de, Other>, expected: &str) {
            assert_eq!(captured(value.into_deserializer()).unwrap(), expected);
        }
        check(true, "true");
        check(-5_i64, "-5");
        check(5_u64, "5");
        check(0.5_f64, "0.5");
        check("a\"b", r#""a\"b""#);
        check((), "null");
        check(vec![1_u64, 2], "[1,2]");
        let map = [("b", 1_u64), ("a", 2)].into_iter();
        assert_eq!(
            captured(MapDeserializer::<_, Other>::new(map)).unwrap(),
            r#"{"a":2,"b":1}"#
        );
        let map = std::iter::empty::<(&str, u64)>();
        assert_eq!(
            captured(MapDeserializer::<_, Other>::new(map)).unwrap(),
            "{}"
        );
    }
}
