//! The outline of a list in a response: what identifies its items, without the rest of them.
//!
//! Parsing a whole page into a [`Value`] costs as much as decoding it. An outline skips all values that it does not keep.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use crate::generated::Text;

/// The value at a path of keys in the JSON of a body, reduced to what [`identify`](super::identify) reads: lists,
/// `pageInfo`, and the `id`, `__typename`, `cursor` and `node` of elements. Any other value is left out, or empty, or
/// `true`.
///
/// Null if there is no such value. `None` if the body is not JSON.
pub(super) fn outline(body: &[u8], path: &[&str]) -> Option<Value> {
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    let outline = IdentityFields::At(path)
        .deserialize(&mut deserializer)
        .ok()?;
    deserializer.end().ok()?;
    Some(outline)
}

/// Which part of the outline a value becomes.
#[derive(Clone, Copy)]
enum IdentityFields<'p> {
    /// The object that these keys lead on from, or the connection itself.
    At(&'p [&'p str]),
    /// A value of the connection, which may be the list of its items.
    List,
    Element,
    Node,
    /// A value that is kept unchanged.
    Whole,
}

impl IdentityFields<'_> {
    /// The part that the value of a key becomes; `None` if it is left out.
    fn below(self, key: &str) -> Option<Self> {
        match (self, key) {
            (Self::At([first, rest @ ..]), key) if key == *first => Some(Self::At(rest)),
            (Self::At([]), "pageInfo") => Some(Self::Whole),
            (Self::At([]), _) => Some(Self::List),
            (Self::Element, "node") => Some(Self::Node),
            (Self::Element, "id" | "__typename" | "cursor") => Some(Self::Whole),
            (Self::Node, "id" | "__typename") => Some(Self::Whole),
            _ => None,
        }
    }
}

impl<'de> DeserializeSeed<'de> for IdentityFields<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        match self {
            Self::Whole => serde::Deserialize::deserialize(deserializer),
            _ => deserializer.deserialize_any(self),
        }
    }
}

impl<'de> Visitor<'de> for IdentityFields<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any valid JSON value")
    }

    /// As in a [`Value`], the last one of equal keys counts.
    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Value, M::Error> {
        let mut object = Map::new();
        let mut unescaped = String::new();
        while let Some(key) = map.next_key_seed(Text(&mut unescaped))? {
            match self.below(key) {
                Some(part) => {
                    let key = key.to_owned();
                    object.insert(key, map.next_value_seed(part)?);
                }
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(match self {
            Self::At([key, ..]) => object.remove(*key).unwrap_or_default(),
            _ => Value::Object(object),
        })
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut list: S) -> Result<Value, S::Error> {
        if !matches!(self, Self::At([]) | Self::List) {
            while list.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(Value::Bool(true));
        }
        let mut elements = Vec::new();
        while let Some(element) = list.next_element_seed(IdentityFields::Element)? {
            elements.push(element);
        }
        Ok(Value::Array(elements))
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Value, E> {
        Ok(Value::Bool(true))
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Value, E> {
        Ok(Value::Bool(true))
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Value, E> {
        Ok(Value::Bool(true))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Value, E> {
        Ok(Value::Bool(true))
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Value, E> {
        Ok(Value::Bool(true))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(body: &str, expected: Option<Value>) {
        assert_eq!(
            outline(body.as_bytes(), &["data", "list"]),
            expected,
            "{body}"
        );
    }

    #[test]
    fn only_what_identifies_items_is_kept() {
        check(
            r#"{"data":{"list":{"count":2,"first":{"id":1},"pageInfo":{"endCursor":"c"},
                "edges":[{"cursor":"a","tag":1,"node":{"id":1,"node":{"id":2},"name":"x"}},null,{"node":null},5],
                "nodes":[{"__typename":"T","id":[1],"labels":[{"id":2}]},[{"id":3}]]}}}"#,
            Some(json!({
                "count": true,
                "first": {},
                "pageInfo": { "endCursor": "c" },
                "edges": [{ "cursor": "a", "node": { "id": 1 } }, null, { "node": null }, true],
                "nodes": [{ "__typename": "T", "id": [1] }, true],
            })),
        );
        check(
            r#"{"data":{"list":[{"id":1,"a":2}]}}"#,
            Some(json!([{ "id": 1 }])),
        );
        check(
            r#"{"data":{"list":{"\u006eodes":[{"\u0069d":1}]}}}"#,
            Some(json!({ "nodes": [{ "id": 1 }] })),
        );
    }

    #[test]
    fn the_last_of_equal_keys_counts() {
        check(
            r#"{"data":{"list":[1],"list":[2,{"id":1,"id":2}]}}"#,
            Some(json!([true, { "id": 2 }])),
        );
        check(
            r#"{"data":{"list":{"nodes":[],"nodes":1}}}"#,
            Some(json!({ "nodes": true })),
        );
        check(r#"{"data":{"list":[1]},"data":null}"#, Some(json!(null)));
    }

    #[test]
    fn a_body_without_the_list_has_no_outline() {
        check(r#"{"data":{"other":[]}}"#, Some(json!(null)));
        check(r#"{"data":{"list":[]"#, None);
        check(r#"{"data":{"list":[]}}}"#, None);
    }
}
