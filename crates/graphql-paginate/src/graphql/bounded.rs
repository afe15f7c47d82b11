//! Errors of a response, read within bounds.
//!
//! A few compressed kilobytes can become millions of errors, or one error of millions of values, and a value in memory
//! takes up to a hundred times the space of its text. What is beyond the bounds is read over.

use std::cell::Cell;
use std::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::GraphQLError;

/// The most errors that are kept.
const ERRORS: usize = 100;

/// The memory of one field of an error, in bytes.
const FIELD: usize = 16 * 1024;

/// The errors: a list, or one object or text alone, as some servers write it. When a list is longer than [`ERRORS`], its last entry says how many more there were, so that no policy
/// takes the list for complete.
pub(super) fn errors<'de, D>(deserializer: D) -> Result<Option<Vec<GraphQLError>>, D::Error>
where
    D: Deserializer<'de>,
{
    deserializer.deserialize_any(ErrorList)
}

struct ErrorList;

impl<'de> Visitor<'de> for ErrorList {
    type Value = Option<Vec<GraphQLError>>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list of errors")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(vec![Entry.visit_str(text)?]))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        let mut error = Entry.visit_map(map)?;
        if error == GraphQLError::default() {
            error = GraphQLError::of_text("{}".to_owned());
        }
        Ok(Some(vec![error]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut errors = Vec::new();
        while errors.len() < ERRORS {
            match list.next_element_seed(Entry)? {
                Some(error) => errors.push(error),
                None => return Ok(Some(errors)),
            }
        }
        let mut more: u64 = 0;
        while list.next_element::<IgnoredAny>()?.is_some() {
            more += 1;
        }
        if more > 0 {
            errors.push(GraphQLError {
                message: format!("{more} more errors, which were not kept"),
                ..GraphQLError::default()
            });
        }
        Ok(Some(errors))
    }
}

/// An entry of the list: an object as the specification has it, or else its text alone.
struct Entry;

impl<'de> DeserializeSeed<'de> for Entry {
    type Value = GraphQLError;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<GraphQLError, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Entry {
    type Value = GraphQLError;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an error")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<GraphQLError, A::Error> {
        GraphQLError::deserialize(MapAccessDeserializer::new(map))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<GraphQLError, E> {
        let left = Cell::new(FIELD);
        Ok(GraphQLError::of_text(
            BoundedValue { left: &left }.text(text),
        ))
    }

    fn visit_bool<E>(self, value: bool) -> Result<GraphQLError, E> {
        Ok(GraphQLError::of_text(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<GraphQLError, E> {
        Ok(GraphQLError::of_text(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<GraphQLError, E> {
        Ok(GraphQLError::of_text(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<GraphQLError, E> {
        Ok(GraphQLError::of_text(value.to_string()))
    }

    fn visit_unit<E>(self) -> Result<GraphQLError, E> {
        Ok(GraphQLError::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<GraphQLError, A::Error> {
        let left = Cell::new(FIELD);
        let value = BoundedValue { left: &left }.visit_seq(list)?;
        Ok(GraphQLError::of_text(value.to_string()))
    }
}

/// Any value, cut where it takes more memory than a field of an error may.
pub(super) fn value<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
    let left = Cell::new(FIELD);
    BoundedValue { left: &left }.deserialize(deserializer)
}

/// Reads a value as long as memory is left, and reads over the rest.
#[derive(Clone, Copy)]
struct BoundedValue<'a> {
    left: &'a Cell<usize>,
}

impl BoundedValue<'_> {
    /// The memory of a value in a list.
    const VALUE: usize = size_of::<Value>();
    /// That of a map with one entry, whose node has room for eleven.
    const MAP: usize = 11 * (size_of::<String>() + size_of::<Value>());

    /// Takes memory; `false` when not enough is left, and then there is none for anything else either.
    fn take(self, bytes: usize) -> bool {
        match self.left.get().checked_sub(bytes) {
            Some(left) => {
                self.left.set(left);
                true
            }
            None => {
                self.left.set(0);
                false
            }
        }
    }

    fn text(self, text: &str) -> String {
        let mut end = text.len().min(self.left.get());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let is_whole = self.take(text.len());
        let mut kept = text[..end].to_owned();
        if !is_whole {
            kept.push('…');
        }
        kept
    }
}

impl<'de> DeserializeSeed<'de> for BoundedValue<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for BoundedValue<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(self.text(text).into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while self.take(Self::VALUE) {
            match list.next_element_seed(self)? {
                Some(value) => values.push(value),
                None => return Ok(values.into()),
            }
        }
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(values.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut values = Map::new();
        if self.take(Self::MAP) {
            while self.take(Self::VALUE) {
                match map.next_key::<String>()? {
                    Some(key) => {
                        let key = self.text(&key);
                        values.insert(key, map.next_value_seed(self)?);
                    }
                    None => return Ok(values.into()),
                }
            }
        }
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(values.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_any_shape_are_errors_with_their_text() {
        let check = |errors_text: &str, expected: &[&str]| {
            let errors = errors(&mut serde_json::Deserializer::from_str(errors_text)).unwrap();
            let errors = errors.unwrap_or_default();
            let texts: Vec<_> = errors.iter().map(|error| error.message.as_str()).collect();
            assert_eq!(texts, expected, "{errors_text}");
        };
        check(
            r#"["text", {"message":"object"}, 7, ["a"]]"#,
            &["text", "object", "7", r#"["a"]"#],
        );
        check(r#"{"message":"alone"}"#, &["alone"]);
        check(r#""alone""#, &["alone"]);
        check("{}", &["{}"]);
        check("[]", &[]);
        check("null", &[]);
    }

    #[test]
    fn values_within_the_bounds_are_kept_whole() {
        let text = r#"{"a":[1,-2,1.5,true,null,"x",{}],"b":{"c":{"d":[]}}}"#;
        let bounded = value(&mut serde_json::Deserializer::from_str(text)).unwrap();
        assert_eq!(bounded, serde_json::from_str::<Value>(text).unwrap());
    }

    #[test]
    fn values_beyond_the_bounds_are_cut() {
        for text in [
            format!("[{}0]", r#"{"":0},"#.repeat(100_000)),
            format!(r#"{{"a":"{}"}}"#, "é".repeat(100_000)),
            format!(r#"{{"{}":0}}"#, "k".repeat(100_000)),
            format!("{}0{}", "[".repeat(100), "]".repeat(100)),
        ] {
            let bounded = value(&mut serde_json::Deserializer::from_str(&text)).unwrap();
            assert!(bounded.to_string().len() <= FIELD + 100);
        }
    }

    #[test]
    fn errors_beyond_the_bound_are_counted() {
        let text = format!("[{}{{}}]", "{},".repeat(ERRORS + 6));
        let errors = errors(&mut serde_json::Deserializer::from_str(&text))
            .unwrap()
            .unwrap();
        assert_eq!(errors.len(), ERRORS + 1);
        assert_eq!(errors[ERRORS].message, "7 more errors, which were not kept");
    }
}
