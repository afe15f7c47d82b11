//! Places inside an item: finding values in raw JSON and replacing them.

use serde_json::value::RawValue;

use crate::output::{elements, member, members};

/// A step into a JSON value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    Key(String),
    Index(usize),
}

/// A value inside an item, and the steps that lead to it.
#[derive(Debug)]
pub(super) struct Place<'i> {
    pub(super) steps: Vec<Step>,
    pub(super) value: &'i RawValue,
    /// The object that contains the value.
    pub(super) parent: &'i RawValue,
}

/// The response keys from an item to values inside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Path {
    pub(crate) keys: Vec<String>,
    /// For each key, the object types that have the value, by `__typename`; empty if all have it.
    pub(crate) types: Vec<Vec<String>>,
}

/// The values at a path, in every element of the lists on the way. The values may be lists themselves.
pub(super) fn places<'i>(item: &'i RawValue, path: &Path) -> Vec<Place<'i>> {
    let mut found = Found {
        path,
        steps: Vec::new(),
        places: Vec::new(),
    };
    found.collect(item, item, 0);
    found.places
}

/// The places of a path that are found so far, and the steps to the current value.
struct Found<'p, 'i> {
    path: &'p Path,
    steps: Vec<Step>,
    places: Vec<Place<'i>>,
}

impl<'i> Found<'_, 'i> {
    /// Adds the places in a value to which the first `passed` keys lead.
    fn collect(&mut self, value: &'i RawValue, parent: &'i RawValue, passed: usize) {
        let Some(key) = self.path.keys.get(passed) else {
            if value.get() != "null" {
                self.places.push(Place {
                    steps: self.steps.clone(),
                    value,
                    parent,
                });
            }
            return;
        };
        if let Some(elements) = elements(value) {
            for (index, element) in elements.into_iter().enumerate() {
                self.steps.push(Step::Index(index));
                self.collect(element, parent, passed);
                self.steps.pop();
            }
            return;
        }
        let types = self.path.types.get(passed);
        if let Some(inner) = member(value, key)
            && types.is_none_or(|types| is_of(value, types))
        {
            self.steps.push(Step::Key(key.clone()));
            self.collect(inner, value, passed + 1);
            self.steps.pop();
        }
    }
}

/// Whether an object can be of one of these types; of none means of any.
fn is_of(object: &RawValue, types: &[String]) -> bool {
    let name = member(object, "__typename").map(|name| serde_json::from_str::<String>(name.get()));
    match name {
        Some(Ok(name)) => types.is_empty() || types.contains(&name),
        _ => true,
    }
}

/// Steps through objects.
pub(super) fn steps(keys: &[String]) -> Vec<Step> {
    keys.iter().cloned().map(Step::Key).collect()
}

/// The value with the part at `steps` replaced; all other text is unchanged.
pub(super) fn replaced(value: &RawValue, steps: &[Step], new: &RawValue) -> Box<RawValue> {
    let mut text = String::new();
    write(value, steps, new, &mut text);
    RawValue::from_string(text).expect("it is put together of JSON values")
}

fn write(value: &RawValue, steps: &[Step], new: &RawValue, text: &mut String) {
    let mut separator = "";
    match steps {
        [] => text.push_str(new.get()),
        [Step::Key(wanted), rest @ ..] => {
            text.push('{');
            for (key, member) in members(value).unwrap_or_default() {
                text.push_str(separator);
                separator = ",";
                text.push_str(&serde_json::Value::from(key.as_str()).to_string());
                text.push(':');
                if key == *wanted {
                    write(member, rest, new, text);
                } else {
                    text.push_str(member.get());
                }
            }
            text.push('}');
        }
        [Step::Index(wanted), rest @ ..] => {
            text.push('[');
            for (index, element) in elements(value).unwrap_or_default().into_iter().enumerate() {
                text.push_str(separator);
                separator = ",";
                if index == *wanted {
                    write(element, rest, new, text);
                } else {
                    text.push_str(element.get());
                }
            }
            text.push(']');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(text: &str) -> Box<RawValue> {
        serde_json::from_str(text).unwrap()
    }

    fn path(keys: &[&str], types: &[&[&str]]) -> Path {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Path {
            keys: owned(keys),
            types: types.iter().map(|types| owned(types)).collect(),
        }
    }

    #[test]
    fn values_of_other_types_are_not_found() {
        let item = raw(
            r#"{"on":[{"__typename":"A","c":1},{"__typename":"B","c":2},{"c":3},{"__typename":"C","c":4}]}"#,
        );
        for (types, expected) in [
            (&[&[][..], &["A", "C"]][..], "1 3 4"),
            (&[&[], &["B"]], "2 3"),
            (&[&[], &[]], "1 2 3 4"),
        ] {
            let path = path(&["on", "c"], types);
            let mut found = Vec::new();
            for place in places(&item, &path) {
                found.push(place.value.get());
            }
            assert_eq!(found.join(" "), expected);
        }
    }

    #[test]
    fn values_are_found_through_lists_and_replaced_where_they_are() {
        let item = raw(
            r#"{"id":1.0,"r":{"nodes":[{"id":"x","c":{"n":1}},null,{"id":"y","c":null},{"id":"z","c":{"n":2}}]}}"#,
        );
        let path = path(&["r", "nodes", "c"], &[]);
        let found = places(&item, &path);
        let parents: Vec<&str> = found
            .iter()
            .map(|place| member(place.parent, "id").unwrap().get())
            .collect();
        assert_eq!(parents, [r#""x""#, r#""z""#]);
        assert_eq!(found[1].value.get(), r#"{"n":2}"#);
        let new = replaced(&item, &found[1].steps, &raw("[3, 4]"));
        assert_eq!(
            new.get(),
            r#"{"id":1.0,"r":{"nodes":[{"id":"x","c":{"n":1}},null,{"id":"y","c":null},{"id":"z","c":[3, 4]}]}}"#
        );
    }
}
