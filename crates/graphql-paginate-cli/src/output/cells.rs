//! Flattens an item into cells with dotted paths.

use serde_json::value::RawValue;

use super::json_text;

/// Objects this deep inside an item are JSON in a cell: a server decides how deep its objects are.
const MAX_DEPTH: usize = 100;

/// The column of items that are values rather than objects.
pub(crate) const VALUE: &str = "value";

/// A value that fills one cell, and its path.
#[derive(Debug)]
pub(crate) struct Cell<'i> {
    pub(crate) path: String,
    pub(crate) value: &'i RawValue,
}

/// The leaves of an item, in the order of its text: values that are not objects, and objects for whose path `is_leaf`
/// is true or that are too deep.
pub(crate) fn cells<'i>(item: &'i RawValue, is_leaf: &dyn Fn(&str) -> bool) -> Vec<Cell<'i>> {
    let mut cells = Vec::new();
    collect(String::new(), item, 0, is_leaf, &mut cells);
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
    if depth == MAX_DEPTH || is_leaf(&path) {
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
                collect(path, value, depth + 1, is_leaf, cells);
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
    fn objects_that_are_very_deep_are_json_in_a_cell() {
        for depth in [99, 100, 101, 20_000] {
            let text = format!("{}1{}", "{\"a\":".repeat(depth), "}".repeat(depth));
            let item: Box<RawValue> = serde_json::from_str(&text).unwrap();
            let cells = cells(&item, &|_| false);
            let [cell] = cells.as_slice() else {
                panic!("{} cells", cells.len());
            };
            let levels = depth.min(MAX_DEPTH);
            assert_eq!(cell.path, ["a"].repeat(levels).join("."));
            assert_eq!(cell.value.get(), &text[5 * levels..text.len() - levels]);
        }
    }
}
