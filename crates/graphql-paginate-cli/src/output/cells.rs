//! Flattens an item into cells with dotted paths.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

/// The column of items that are values rather than objects.
pub(crate) const VALUE: &str = "value";

/// A value that fills one cell, and its path.
#[derive(Debug)]
pub(crate) struct Cell<'i> {
    pub(crate) path: String,
    pub(crate) value: &'i RawValue,
}

/// The leaves of an item, in the order of its text: values that are not objects, and objects for whose path `is_leaf`
/// is true.
pub(crate) fn cells<'i>(item: &'i RawValue, is_leaf: &dyn Fn(&str) -> bool) -> Vec<Cell<'i>> {
    let mut cells = Vec::new();
    collect(String::new(), item, is_leaf, &mut cells);
    // An item that is a value, as a filter can return it, has one cell.
    if let [cell] = cells.as_mut_slice()
        && cell.path.is_empty()
        && cell.value.get() != "{}"
    {
        VALUE.clone_into(&mut cell.path);
    }
    cells
}

fn collect<'i>(
    path: String,
    value: &'i RawValue,
    is_leaf: &dyn Fn(&str) -> bool,
    cells: &mut Vec<Cell<'i>>,
) {
    if is_leaf(&path) {
        cells.push(Cell { path, value });
        return;
    }
    match members(value) {
        Some(members) if !members.is_empty() => {
            for (key, value) in members {
                let path = match path.as_str() {
                    "" => key,
                    path => format!("{path}.{key}"),
                };
                collect(path, value, is_leaf, cells);
            }
        }
        _ => cells.push(Cell { path, value }),
    }
}

/// The members of an object, in the order of its text; `None` for any other value.
pub(crate) fn members(value: &RawValue) -> Option<Vec<(String, &RawValue)>> {
    if !value.get().starts_with('{') {
        return None;
    }
    let members: Members<'_> = serde_json::from_str(value.get()).ok()?;
    Some(members.0)
}

/// The member of an object with this key.
pub(crate) fn member<'v>(value: &'v RawValue, key: &str) -> Option<&'v RawValue> {
    if !value.get().starts_with('{') {
        return None;
    }
    let members: BTreeMap<String, &RawValue> = serde_json::from_str(value.get()).ok()?;
    members.get(key).copied()
}

/// Members of an object, in the order of its text.
struct Members<'v>(Vec<(String, &'v RawValue)>);

impl<'de> serde::Deserialize<'de> for Members<'de> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Visitor)
    }
}

struct Visitor;

impl<'de> serde::de::Visitor<'de> for Visitor {
    type Value = Members<'de>;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Members(members))
    }
}
