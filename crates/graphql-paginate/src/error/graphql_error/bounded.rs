//! Deserializes JSON values within a memory bound.
//!
//! A few compressed kilobytes can become millions of values, and a value in memory takes up to a hundred times the space
//! of its text. Everything beyond the bound is skipped.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// The bound of one value, in bytes of memory.
const MAX_BYTES: usize = 16 * 1024;

/// Deserializes any value, without the parts beyond the bound.
pub(super) fn value<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
    let left = Cell::new(MAX_BYTES);
    BoundedValue { left: &left }.deserialize(deserializer)
}

/// Deserializes a list whose `[` was already read, without the parts beyond the bound.
pub(super) fn list<'de, A: SeqAccess<'de>>(list: A) -> Result<Value, A::Error> {
    let left = Cell::new(MAX_BYTES);
    BoundedValue { left: &left }.visit_seq(list)
}

/// Copies a text, cut at the bound.
pub(super) fn text(text: &str) -> String {
    let left = Cell::new(MAX_BYTES);
    BoundedValue { left: &left }.text(text)
}

/// Deserializes a value while memory is left, and skips the rest.
#[derive(Clone, Copy)]
struct BoundedValue<'a> {
    left: &'a Cell<usize>,
}

impl BoundedValue<'_> {
    /// The memory of one element of a list.
    const VALUE: usize = size_of::<Value>();
    /// The memory of a map with one entry: a B-tree node has space for eleven.
    const MAP: usize = 11 * (size_of::<String>() + size_of::<Value>());

    /// Reserves memory. If not enough is left, returns `false` and reserves all that is left, so that nothing else fits
    /// either.
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
    fn values_within_the_bound_are_complete() {
        let text = r#"{"a":[1,-2,1.5,true,null,"x",{}],"b":{"c":{"d":[]}}}"#;
        let bounded = value(&mut serde_json::Deserializer::from_str(text)).unwrap();
        assert_eq!(bounded, serde_json::from_str::<Value>(text).unwrap());
    }

    #[test]
    fn values_beyond_the_bound_are_cut() {
        for text in [
            format!("[{}0]", r#"{"":0},"#.repeat(100_000)),
            format!(r#"{{"a":"{}"}}"#, "é".repeat(100_000)),
            format!(r#"{{"{}":0}}"#, "k".repeat(100_000)),
            format!("{}0{}", "[".repeat(100), "]".repeat(100)),
        ] {
            let bounded = value(&mut serde_json::Deserializer::from_str(&text)).unwrap();
            assert!(bounded.to_string().len() <= MAX_BYTES + 100);
        }
    }
}
