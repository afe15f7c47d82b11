//! A record of a parent stream: the values with which the lists of its child streams are requested.

use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::definition::Parent;
use crate::output::value_at;

/// A record whose child streams are read.
pub(crate) struct ParentRecord {
    pub(crate) item: Box<RawValue>,
    pub(crate) record: Map<String, Value>,
}

impl ParentRecord {
    /// Whether a number in the record says that its list is empty.
    pub(crate) fn has_empty_list(&self, link: &Parent) -> bool {
        match &link.skip_when_zero {
            Some(path) => value_in(&self.record, path) == Some(&Value::from(0)),
            None => false,
        }
    }

    /// The variables of the list and, for each of them, its column in the records of the list.
    pub(crate) fn variables(&self, link: &Parent) -> Result<ListOfParent, String> {
        let mut list = ListOfParent::default();
        for (name, path) in &link.variables {
            let value = value_in(&self.record, path).filter(|value| !value.is_null());
            let Some(value) = value else {
                return Err(format!("a record of the parent has no `{path}`"));
            };
            list.variables
                .insert(name.clone(), as_received(&self.item, path, value));
            list.columns
                .insert(format!("parent_{}", path.replace('.', "_")), value.clone());
        }
        Ok(list)
    }
}

/// What a parent's record says about a list of a child stream.
#[derive(Debug, Default)]
pub(crate) struct ListOfParent {
    pub(crate) variables: Map<String, Value>,
    pub(crate) columns: Map<String, Value>,
}

/// The value at a path as the server sent it, which may be a number where the record has its text. A number that JSON
/// libraries would round stays text.
fn as_received(item: &RawValue, path: &str, in_record: &Value) -> Value {
    let Some(received) = value_at(item, path.split('.')) else {
        return in_record.clone();
    };
    match serde_json::from_str(received.get()) {
        Ok(Value::Number(number)) if number.to_string() != received.get() => in_record.clone(),
        Ok(value) => value,
        Err(_) => in_record.clone(),
    }
}

/// The value at a dotted path.
fn value_in<'r>(record: &'r Map<String, Value>, path: &str) -> Option<&'r Value> {
    let mut keys = path.split('.');
    let mut value = record.get(keys.next()?)?;
    for key in keys {
        value = value.get(key)?;
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_of_a_parent_are_those_that_the_server_sent() {
        let item =
            r#"{"hash":"1234e5","no":"null","list":"a,b","big":12345678901234567.89,"a":{"n":17}}"#;
        let record = json!({
            "hash": "1234e5", "no": "null", "list": "a,b", "big": "12345678901234567.89", "a": { "n": "17" },
        });
        let Value::Object(record) = record else {
            panic!("no object")
        };
        let parent = ParentRecord {
            item: serde_json::from_str(item).unwrap(),
            record,
        };
        for (path, sent, column) in [
            ("hash", json!("1234e5"), json!("1234e5")),
            ("no", json!("null"), json!("null")),
            ("list", json!("a,b"), json!("a,b")),
            (
                "big",
                json!("12345678901234567.89"),
                json!("12345678901234567.89"),
            ),
            ("a.n", json!(17), json!("17")),
        ] {
            let link = Parent {
                stream: "parents".to_owned(),
                variables: [("v".to_owned(), path.to_owned())].into(),
                skip_when_zero: None,
            };
            let list = parent.variables(&link).unwrap();
            assert_eq!(list.variables["v"], sent, "{path}");
            let name = format!("parent_{}", path.replace('.', "_"));
            assert_eq!(list.columns[&name], column, "{path}");
        }
    }
}
