//! Places inside an item: finding values in raw JSON and replacing them.

use serde_json::value::RawValue;

use crate::output::{member, members};

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

/// The values at these response keys, in every element of the lists on the way. The values may be lists themselves.
pub(super) fn places<'i>(item: &'i RawValue, keys: &[String]) -> Vec<Place<'i>> {
    let mut places = Vec::new();
    collect(item, item, keys, &mut Vec::new(), &mut places);
    places
}

fn collect<'i>(
    value: &'i RawValue,
    parent: &'i RawValue,
    keys: &[String],
    steps: &mut Vec<Step>,
    places: &mut Vec<Place<'i>>,
) {
    if keys.is_empty() {
        if value.get() != "null" {
            places.push(Place {
                steps: steps.clone(),
                value,
                parent,
            });
        }
        return;
    }
    if let Some(elements) = elements(value) {
        for (index, element) in elements.into_iter().enumerate() {
            steps.push(Step::Index(index));
            collect(element, parent, keys, steps, places);
            steps.pop();
        }
        return;
    }
    if let [key, rest @ ..] = keys
        && let Some(inner) = member(value, key)
    {
        steps.push(Step::Key(key.clone()));
        collect(inner, value, rest, steps, places);
        steps.pop();
    }
}

/// The elements of a list; `None` for any other value.
pub(super) fn elements(value: &RawValue) -> Option<Vec<&RawValue>> {
    if value.get().starts_with('[') {
        serde_json::from_str(value.get()).ok()
    } else {
        None
    }
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

    #[test]
    fn values_are_found_through_lists_and_replaced_where_they_are() {
        let item = raw(
            r#"{"id":1.0,"r":{"nodes":[{"id":"x","c":{"n":1}},null,{"id":"y","c":null},{"id":"z","c":{"n":2}}]}}"#,
        );
        let keys = ["r", "nodes", "c"].map(str::to_owned);
        let found = places(&item, &keys);
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
