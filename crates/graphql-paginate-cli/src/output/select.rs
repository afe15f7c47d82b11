//! The argument `--select a,b.c`: keeps some fields of each item.

use serde_json::value::{RawValue, to_raw_value};

use super::cells::{elements, member};
use super::columns::is_below;
use crate::failure::Failure;

/// The selected fields of an item, as a tree in the order of the output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Selection {
    paths: Vec<String>,
    fields: Vec<Field>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Field {
    key: String,
    /// If empty, the whole value is selected.
    fields: Vec<Field>,
    /// Whether an object could have had the field.
    is_wanted: bool,
    /// Whether an object had the field.
    is_found: bool,
}

impl Selection {
    /// Parses paths such as `number` and `author.login`.
    pub(crate) fn new(paths: &[String]) -> Result<Self, Failure> {
        let mut fields = Vec::new();
        for path in paths {
            if path.split('.').any(str::is_empty) {
                return Err(Failure::usage(format!("`{path}` is not a path of fields"))
                    .help("write `--select number,author.login`"));
            }
            refuse_overlap(path, paths)?;
            insert(&mut fields, path);
        }
        Ok(Self {
            paths: paths.to_vec(),
            fields,
        })
    }

    /// The paths as given.
    pub(crate) fn paths(&self) -> &[String] {
        &self.paths
    }

    /// The item with only the selected fields; missing fields are null.
    pub(crate) fn apply(&mut self, item: &RawValue) -> Box<RawValue> {
        let mut text = String::new();
        project(item, &mut self.fields, &mut text);
        RawValue::from_string(text).expect("it is put together of JSON values")
    }

    /// The paths that were in no item so far, although the objects that they are in were there.
    pub(crate) fn absent(&self) -> Vec<String> {
        let mut paths = Vec::new();
        add_absent(&self.fields, "", &mut paths);
        paths
    }
}

/// Refuses a path that is there twice, or inside another one: it would be a second column of the same values.
fn refuse_overlap(path: &str, paths: &[String]) -> Result<(), Failure> {
    if paths.iter().filter(|other| *other == path).count() > 1 {
        let message = format!("`{path}` is selected twice");
        return Err(Failure::usage(message).help("name each field once"));
    }
    match paths.iter().find(|outer| is_below(path, outer)) {
        Some(outer) => {
            let message = format!("`{path}` is inside `{outer}`, which is selected too");
            Err(Failure::usage(message).help("leave out one of them"))
        }
        None => Ok(()),
    }
}

fn insert(fields: &mut Vec<Field>, path: &str) {
    let (key, rest) = match path.split_once('.') {
        Some((key, rest)) => (key, Some(rest)),
        None => (path, None),
    };
    let index = match fields.iter().position(|field| field.key == key) {
        Some(index) => index,
        None => {
            fields.push(Field {
                key: key.to_owned(),
                fields: Vec::new(),
                is_wanted: false,
                is_found: false,
            });
            fields.len() - 1
        }
    };
    if let Some(rest) = rest {
        insert(&mut fields[index].fields, rest);
    }
}

fn add_absent(fields: &[Field], parent: &str, paths: &mut Vec<String>) {
    for field in fields {
        let path = match parent {
            "" => field.key.clone(),
            _ => format!("{parent}.{}", field.key),
        };
        if field.is_wanted && !field.is_found {
            paths.push(path);
        } else {
            add_absent(&field.fields, &path, paths);
        }
    }
}

fn project(value: &RawValue, fields: &mut [Field], text: &mut String) {
    if fields.is_empty() {
        text.push_str(value.get());
        return;
    }
    if value.get().starts_with('{') {
        text.push('{');
        for (index, field) in fields.iter_mut().enumerate() {
            if index > 0 {
                text.push(',');
            }
            field.is_wanted = true;
            let key = to_raw_value(&field.key).expect("text is JSON");
            text.push_str(key.get());
            text.push(':');
            match member(value, &field.key) {
                Some(value) => {
                    field.is_found = true;
                    project(value, &mut field.fields, text);
                }
                None => text.push_str("null"),
            }
        }
        text.push('}');
    } else if let Some(elements) = elements(value) {
        text.push('[');
        for (index, element) in elements.into_iter().enumerate() {
            if index > 0 {
                text.push(',');
            }
            project(element, fields, text);
        }
        text.push(']');
    } else {
        // The value is not an object or a list; null stays null.
        text.push_str("null");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_chosen_through_objects_and_lists() {
        let item = r#"{"a":1.0,"b":{"c":"x","d":2},"l":[{"n":1,"m":2},null],"z":0}"#;
        let item: Box<RawValue> = serde_json::from_str(item).unwrap();
        let selected = |paths: &[&str]| {
            let paths: Vec<String> = paths.iter().map(ToString::to_string).collect();
            Selection::new(&paths)
                .unwrap()
                .apply(&item)
                .get()
                .to_owned()
        };
        assert_eq!(selected(&["b.c", "a"]), r#"{"b":{"c":"x"},"a":1.0}"#);
        assert_eq!(selected(&["l.n"]), r#"{"l":[{"n":1},null]}"#);
        assert_eq!(
            selected(&["a.b", "none", "b"]),
            r#"{"a":null,"none":null,"b":{"c":"x","d":2}}"#
        );
        for refused in [
            &["a..b"][..],
            &["a", "b", "a"],
            &["a", "a.b"],
            &["a.b", "a"],
        ] {
            let paths: Vec<String> = refused.iter().map(ToString::to_string).collect();
            assert!(Selection::new(&paths).is_err(), "{refused:?}");
        }
    }

    #[test]
    fn fields_that_no_object_has_are_absent() {
        let paths = ["id", "naem", "owner.login", "owner.emial", "parent.id"];
        let mut selection = Selection::new(&paths.map(str::to_owned)).unwrap();
        assert!(selection.absent().is_empty());
        for item in [
            r#"{"id":1,"owner":null,"parent":null}"#,
            r#"{"id":2,"owner":{"login":null},"parent":null}"#,
        ] {
            let item: Box<RawValue> = serde_json::from_str(item).unwrap();
            selection.apply(&item);
        }
        // Whether a parent would have an id is unknown.
        assert_eq!(selection.absent(), ["naem", "owner.emial"]);
    }
}
