//! What the records up to a bookmark are about: the streams that were written, and what selects their items.
//!
//! A bookmark belongs to a stream without a parent. The query of that stream is the same with another child stream, so
//! its checkpoint does not show that the child has no records yet of the items before it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::item_type::{FieldShape, ObjectType};
use super::plan::{PlannedList, StreamPlan};
use super::stream::Stream;
use crate::fnv::fnv1a;

/// What a walk reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Scope {
    /// A hash of what tells the server apart.
    server: String,
    /// The time before which items were left out, if any were.
    start_date: Option<String>,
    /// The stream and those below it, each with a hash of what selects its items and their columns.
    streams: BTreeMap<String, String>,
}

impl Scope {
    /// That of a walk of the stream at `index` and of those below it.
    pub(crate) fn new(
        plans: &[StreamPlan],
        index: usize,
        server: &str,
        start_date: Option<&str>,
    ) -> Self {
        // Other streams do not send it.
        let has_start = plans[index].stream.since_variable.is_some();
        let mut streams = BTreeMap::new();
        let mut waiting = vec![index];
        while let Some(index) = waiting.pop() {
            let plan = &plans[index];
            streams.insert(plan.stream.name.clone(), hash_of(plan));
            waiting.extend(&plan.children);
        }
        Self {
            server: hash(server),
            start_date: start_date.filter(|_| has_start).map(str::to_owned),
            streams,
        }
    }

    /// The scope of a walk that continues one of the `known` scope.
    pub(crate) fn continuing(self, known: Self) -> Self {
        Self {
            start_date: known.start_date,
            ..self
        }
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
        if self.server != known.server {
            return Some("it was read from another endpoint".to_owned());
        }
        if self.starts_before(known) {
            return Some("`start_date` is earlier than before".to_owned());
        }
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

    /// Whether it has items that the `known` one left out, because they are too old.
    fn starts_before(&self, known: &Self) -> bool {
        let Some(known) = &known.start_date else {
            return false;
        };
        let time = |text: &str| text.parse::<Timestamp>().ok();
        match self.start_date.as_deref().and_then(time) {
            Some(start) => time(known).is_none_or(|known| start < known),
            None => true,
        }
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
        "since": [stream.since_variable, stream.since_field],
        "parent": parent(stream),
        "nested": stream.nested,
        "written": plan.is_selected,
        "columns": columns,
    });
    hash(&described.to_string())
}

fn hash(text: &str) -> String {
    format!("{:016x}", fnv1a(text.as_bytes()))
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

    fn scope(streams: &[(&str, &str)]) -> Scope {
        let mut scope = Scope {
            server: "s".into(),
            start_date: None,
            streams: BTreeMap::new(),
        };
        for (name, hash) in streams {
            scope.streams.insert((*name).into(), (*hash).into());
        }
        Scope::parse(&scope.text()).unwrap()
    }

    #[test]
    fn an_earlier_start_is_a_lack_and_a_later_one_is_not() {
        let starting = |start: Option<&str>| Scope {
            start_date: start.map(str::to_owned),
            ..scope(&[])
        };
        let known = starting(Some("2026-02-01T00:00:00Z"));
        for (start, lacks) in [
            (None, true),
            (Some("2026-01-31T23:59:59Z"), true),
            (Some("2026-02-01T00:59:59+01:00"), true),
            (Some("2026-02-01T01:00:00+01:00"), false),
            (Some("2026-03-01T00:00:00Z"), false),
        ] {
            let now = starting(start);
            assert_eq!(now.lack_in(&known).is_some(), lacks, "{start:?}");
            assert_eq!(now.lack_in(&starting(None)), None);
            assert_eq!(now.continuing(known.clone()), known);
        }
    }

    #[test]
    fn only_streams_that_are_new_or_differ_are_lacking() {
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
