//! The fields whose values are more than derived: identifiers and numbers, and objects found by their identifier.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::graphql::{ApiSchema, Call, JsonValue, Object, Seed, Value, json, seed};

/// The element of a list at an index, from 0.
pub(super) fn element(
    schema: &'static ApiSchema,
    parent: &Object,
    call: &Call<'_>,
    node: &str,
    index: usize,
) -> Object {
    element_in(schema, parent, call.name(), node, index)
}

/// The element at an index, from 0, of the list with this name.
pub(super) fn element_in(
    schema: &'static ApiSchema,
    parent: &Object,
    list: &str,
    node: &str,
    index: usize,
) -> Object {
    let key = parent.child_key(&format!("{list}/{}", index + 1));
    let type_name = schema.possible_types(node).pick(seed(&[&key]).0);
    Object::new(type_name, key)
}

/// Whether an object is, or is inside, an element of a list.
pub(super) fn is_inside_list(object: &Object) -> bool {
    let mut steps = object.key.split('/');
    let root = steps.next().unwrap_or_default();
    // A long key is a hash, which only objects far below a list have.
    root != "~" || steps.any(|step| step.parse::<usize>().is_ok())
}

/// The object with the identifier in the argument `id`, or each of those in `ids`.
pub(super) fn found_again(schema: &'static ApiSchema, call: &Call<'_>) -> Option<Value> {
    let returned = call.definition().ty.inner_named_type();
    if schema.schema.types.get(returned)?.is_leaf() {
        return None;
    }
    let possible = schema.possible_types(returned);
    let find = |id: &str| {
        let object = object_of(schema, id)?;
        possible.contains(object.type_name).then_some(object)
    };
    if call.definition().ty.is_list() {
        let ids = call.names("ids")?;
        return Some(Value::List(
            ids.into_iter()
                .map(|id| Value::nullable(find(id)))
                .collect(),
        ));
    }
    Some(Value::Object(find(call.text("id")?)?))
}

/// The value of an object's identifier, or its number in its list.
pub(super) fn number_or_id(object: &Object, call: &Call<'_>) -> Option<Value> {
    let ty = &call.definition().ty;
    if ty.is_list() {
        return None;
    }
    match (call.name(), ty.inner_named_type().as_str()) {
        ("id", "ID" | "String") => Some(Value::json(global_id(object))),
        ("id" | "number" | "index" | "position", "Int") => {
            let number = object.ordinal()?;
            Some(Value::json(i64::try_from(number).unwrap_or(i64::MAX)))
        }
        _ => None,
    }
}

/// `base64("<Type>:<key>")`.
pub(super) fn global_id(object: &Object) -> String {
    STANDARD.encode(format!("{}:{}", object.type_name, object.key))
}

fn object_of(schema: &'static ApiSchema, id: &str) -> Option<Object> {
    let text = String::from_utf8(STANDARD.decode(id).ok()?).ok()?;
    let (type_name, key) = text.split_once(':')?;
    let (name, _) = schema.schema.types.get_key_value(type_name)?;
    Some(Object::new(name.as_str(), key))
}

/// The derived value of a custom scalar, by its name.
pub(super) fn scalar(scalar: &str, seed: Seed) -> JsonValue {
    let (number, day) = (seed.below(10_000), 1 + seed.below(28));
    let date = format!("2026-{:02}-{day:02}", 1 + seed.below(12));
    let name = scalar.to_lowercase();
    if name == "date" {
        json!(date)
    } else if name.contains("time") {
        json!(format!("{date}T{:02}:00:00Z", seed.below(24)))
    } else if name.contains("json") || name == "map" {
        json!({ "number": number })
    } else if name.contains("int") || name.contains("long") {
        json!(number)
    } else if name.contains("decimal") || name.contains("float") {
        json!(format!("{number}.50"))
    } else if name == "url" || name == "uri" {
        json!(format!("https://example.org/{number}"))
    } else if name == "uuid" {
        json!(format!(
            "{:08x}-0000-4000-8000-{:012x}",
            seed.0 >> 32,
            seed.0 & 0xffff_ffff_ffff
        ))
    } else {
        json!(format!("{scalar} {number}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_objects_below_no_list_have_long_lists() {
        for (key, expected) in [
            ("~", false),
            ("~/viewer", false),
            ("~/viewer/films/3", true),
            ("~/films/3/director", true),
            ("~0123456789abcdef/x", true),
        ] {
            assert_eq!(is_inside_list(&Object::new("T", key)), expected, "{key}");
        }
    }
}
