//! Finds the connections in a response by their structure.
//!
//! An object with `pageInfo`, `nodes` or `edges` is a connection, and so is the page of a REST API with `pageInfo` or
//! `items`. Connections within lists, such as those below the nodes of other connections, are ignored. Fields are recognized
//! by their response keys, so aliased fields are not found.

use serde_json::Value;

/// The keys of the lists of items.
const LISTS: [&str; 3] = ["nodes", "edges", "items"];

/// Calls `edit` with every outermost connection and its path below `data`.
pub(super) fn connections(body: &mut Value, mut edit: impl FnMut(&[Value], &mut Value)) {
    let root = if body.get("data").is_some() {
        &mut body["data"]
    } else {
        body
    };
    visit(root, &mut vec![], &mut edit);
}

fn visit(value: &mut Value, path: &mut Vec<Value>, edit: &mut impl FnMut(&[Value], &mut Value)) {
    if is_connection(value) {
        return edit(path, value);
    }
    let Some(object) = value.as_object_mut() else {
        return;
    };
    for (key, value) in object {
        path.push(key.as_str().into());
        visit(value, path, edit);
        path.pop();
    }
}

fn is_connection(value: &Value) -> bool {
    value.get("pageInfo").is_some_and(Value::is_object)
        || LISTS
            .iter()
            .any(|list| value.get(list).is_some_and(Value::is_array))
}

/// The lists of items of a connection, with their keys.
pub(super) fn lists(connection: &mut Value) -> impl Iterator<Item = (&String, &mut Value)> {
    let fields = connection.as_object_mut().into_iter().flatten();
    fields.filter(|(key, value)| LISTS.contains(&key.as_str()) && value.is_array())
}

/// Calls `edit` with every node of every outermost connection: its path, its index in the page, and its value. For an edge,
/// that is the node inside it.
pub(super) fn nodes(body: &mut Value, mut edit: impl FnMut(Vec<Value>, usize, &mut Value)) {
    connections(body, |path, connection| {
        for (list, items) in lists(connection) {
            for (index, item) in items.as_array_mut().into_iter().flatten().enumerate() {
                let mut path = path.to_vec();
                path.extend([list.as_str().into(), index.into()]);
                match item.get_mut("node") {
                    Some(node) if list != "nodes" => {
                        path.push("node".into());
                        edit(path, index, node);
                    }
                    _ => edit(path, index, item),
                }
            }
        }
    });
}

/// Adds an error to a response.
pub(super) fn add_errors(body: &mut Value, errors: Vec<Value>) {
    let Some(object) = body.as_object_mut().filter(|_| !errors.is_empty()) else {
        return;
    };
    if let Value::Array(all) = object
        .entry("errors")
        .or_insert_with(|| Value::Array(vec![]))
    {
        all.extend(errors);
    }
}
