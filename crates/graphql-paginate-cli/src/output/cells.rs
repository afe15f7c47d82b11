//! Flattens an item into cells with dotted paths.

use serde_json::value::RawValue;

use super::json_text;

/// The column of items that are values rather than objects.
pub(crate) const VALUE: &str = "value";

/// How deeply objects are flattened. What is deeper fills one cell, as JSON.
const DEPTH: usize = 100;

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
    collect(String::new(), item, DEPTH, is_leaf, &mut cells);
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
    depth: usize,
    is_leaf: &dyn Fn(&str) -> bool,
    cells: &mut Vec<Cell<'i>>,
) {
    if depth == 0 || is_leaf(&path) {
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
                collect(path, value, depth - 1, is_leaf, cells);
            }
        }
        _ => cells.push(Cell { path, value }),
    }
}

/// The members of an object, in the order of its text; `None` for any other value.
pub(crate) fn members(value: &RawValue) -> Option<Vec<(String, &RawValue)>> {
    let mut members = Vec::new();
    for member in json_text::members(value.get())? {
        members.push((member.name().into_owned(), raw(member.value)));
    }
    Some(members)
}

/// The elements of a list; `None` for any other value.
pub(crate) fn elements(value: &RawValue) -> Option<Vec<&RawValue>> {
    let elements = json_text::elements(value.get())?;
    Some(elements.map(raw).collect())
}

/// The value at these keys from an object; `None` if a value on the path is not an object or lacks the key.
pub(crate) fn value_at(
    object: &RawValue,
    keys: impl IntoIterator<Item: AsRef<str>>,
) -> Option<&RawValue> {
    let mut value = object;
    for key in keys {
        value = member(value, key.as_ref())?;
    }
    Some(value)
}

/// The member of an object with this key; the last one if there are several.
pub(crate) fn member<'v>(value: &'v RawValue, key: &str) -> Option<&'v RawValue> {
    let members = json_text::members(value.get())?;
    let found = members.filter(|member| member.name() == key).last()?;
    Some(raw(found.value))
}

fn raw(text: &str) -> &RawValue {
    serde_json::from_str(text).expect("a part of a JSON value is one")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_nested_too_deeply_is_one_cell() {
        let levels = 20_000;
        let item = format!("{}1{}", r#"{"a":"#.repeat(levels), "}".repeat(levels));
        let item: Box<RawValue> = serde_json::from_str(&item).unwrap();
        let cells = cells(&item, &|_| false);
        let [cell] = &cells[..] else {
            panic!("{cells:?}");
        };
        assert_eq!(cell.path, ["a"; DEPTH].join("."));
        assert!(cell.value.get().starts_with(r#"{"a":"#));
    }
}
