//! What the records up to a bookmark are about: the streams that were written, and what selects their items.
//!
//! A bookmark belongs to a stream without a parent. The query of that stream is the same with another child stream, so
//! its checkpoint does not show that the child has no records yet of the items before it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::item_type::{FieldShape, ObjectType};
use super::plan::{PlannedList, StreamPlan};
use super::stream::Stream;
use crate::fnv::fnv1a;

/// What a walk reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Scope {
    /// The stream and those below it, each with a hash of what selects its items and their columns.
    streams: BTreeMap<String, String>,
}

impl Scope {
    /// That of a walk of the stream at `index` and of those below it.
    pub(crate) fn new(plans: &[StreamPlan], index: usize) -> Self {
        let mut streams = BTreeMap::new();
        let mut waiting = vec![index];
        while let Some(index) = waiting.pop() {
            let plan = &plans[index];
            streams.insert(plan.stream.name.clone(), hash_of(plan));
            waiting.extend(&plan.children);
        }
        Self { streams }
    }

    /// Reads a scope in a state; `None` if it is not one.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    pub(crate) fn text(&self) -> String {
        serde_json::to_string(self).expect("text is JSON")
    }

    /// Why the records of a `known` scope lack some of this one; `None` if they lack nothing.
    pub(crate) fn lack_in(&self, known: &Self) -> Option<String> {
        for (name, hash) in &self.streams {
            match known.streams.get(name) {
                None => return Some(format!("the stream `{name}` was not read with it")),
                Some(known) if known != hash => {
                    return Some(format!(
                        "the stream `{name}` was read with another query, or with other variables or columns"
                    ));
                }
                Some(_) => {}
            }
        }
        None
    }
}

/// A hash of what selects the items of a stream and their columns, other than the partition.
fn hash_of(plan: &StreamPlan) -> String {
    let list = match &plan.list {
        PlannedList::Query { selected, .. } => json!({
            "query": selected.text(),
            "operation": selected.operation,
            "path": selected.item_path(),
        }),
        PlannedList::Collection(name) => json!({ "collection": name }),
    };
    let stream = &plan.stream;
    let mut columns = Vec::new();
    add_columns(&plan.item, "", &mut columns);
    let described = json!({
        "list": list,
        "variables": stream.variables,
        "parent": parent(stream),
        "nested": stream.nested,
        "written": plan.is_selected,
        "columns": columns,
    });
    format!("{:016x}", fnv1a(described.to_string().as_bytes()))
}

/// For which records of its parent a stream has a list.
fn parent(stream: &Stream) -> Value {
    match &stream.parent {
        Some(parent) => json!([parent.stream, parent.variables, parent.skip_when_zero]),
        None => Value::Null,
    }
}

/// Adds the paths of the properties, also those of objects inside lists.
fn add_columns(object: &ObjectType, outer: &str, columns: &mut Vec<String>) {
    for property in &object.properties {
        let path = format!("{outer}{}", property.name);
        let mut shape = &property.ty.shape;
        while let FieldShape::List(item) = shape {
            shape = &item.shape;
        }
        if let FieldShape::Object(inner) = shape {
            add_columns(inner, &format!("{path}."), columns);
        }
        columns.push(path);
    }
    if let Some(rest) = &object.rest {
        columns.push(format!("{outer}{rest}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_streams_that_are_new_or_differ_are_lacking() {
        let scope = |streams: &[(&str, &str)]| {
            let mut scope = Scope {
                streams: BTreeMap::new(),
            };
            for (name, hash) in streams {
                scope.streams.insert((*name).into(), (*hash).into());
            }
            Scope::parse(&scope.text()).unwrap()
        };
        let known = scope(&[("a", "1"), ("b", "2")]);
        assert_eq!(scope(&[("a", "1")]).lack_in(&known), None);
        assert_eq!(known.lack_in(&known), None);
        for (now, expected) in [
            ([("a", "1"), ("c", "1")], "the stream `c` was not read"),
            (
                [("a", "1"), ("b", "1")],
                "the stream `b` was read with another query",
            ),
        ] {
            let lack = scope(&now).lack_in(&known).unwrap();
            assert!(lack.starts_with(expected), "{lack}");
        }
        assert_eq!(Scope::parse("7"), None);
    }
}
