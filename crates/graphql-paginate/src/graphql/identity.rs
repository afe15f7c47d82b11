//! What a response body tells about the single items of a connection.

use std::collections::HashSet;

use bytes::Bytes;
use serde_json::{Map, Value};

use crate::checkpoint::hash_of;
use crate::driver::{Identity, Inspected};

/// The identity of each item that is not null, in the order of the page: its `id` where that is selected, else all of
/// it; and the cursors of its edges, where they are selected and agree with `pageInfo`.
///
/// `None` when the connections at the paths do not hold `count` items where they can be found: an alias may hide a
/// list.
pub(crate) fn inspect(body: &Bytes, paths: &[&[&str]], count: usize) -> Option<Inspected> {
    let response: Value = serde_json::from_slice(body).ok()?;
    let data = response.get("data")?;
    if let [path] = paths {
        let value = value(data, path)?;
        if let Value::Array(list) = value {
            let items = lists_of(list)
                .into_iter()
                .find(|list| list.len() == count)?;
            return Some(Inspected {
                identities: items.iter().map(|item| identity(0, item)).collect(),
                is_by_id: items.iter().all(|item| item_id(item).is_some()),
                cursors: Vec::new(),
            });
        }
        let connection = value.as_object()?;
        let items = lists(connection)
            .into_iter()
            .find(|list| list.len() == count)?;
        return Some(Inspected {
            identities: items.iter().map(|item| identity(0, item)).collect(),
            is_by_id: items.iter().all(|item| item_id(item).is_some()),
            cursors: edge_cursors(connection, count).unwrap_or_default(),
        });
    }
    let mut identities = Vec::new();
    let mut is_by_id = true;
    for (list, path) in paths.iter().enumerate() {
        // A connection that was not asked for has no items.
        let Some(connection) = connection(data, path) else {
            continue;
        };
        for item in lists(connection).into_iter().next().unwrap_or_default() {
            is_by_id &= item_id(item).is_some();
            identities.push(identity(list, item));
        }
    }
    if identities.len() != count {
        return None;
    }
    Some(Inspected {
        identities,
        is_by_id,
        cursors: Vec::new(),
    })
}

/// The identities of a connection's items, where each of them has an id; `None` for an empty list.
pub(crate) fn item_ids(connection: &Value) -> Option<Vec<Identity>> {
    let items = lists(connection.as_object()?).into_iter().next()?;
    let has_ids = !items.is_empty() && items.iter().all(|item| item_id(item).is_some());
    if has_ids {
        Some(items.iter().map(|item| identity(0, item)).collect())
    } else {
        None
    }
}

/// Whether all lists of a connection are empty.
pub(crate) fn is_empty(connection: &Value) -> bool {
    let Some(connection) = connection.as_object() else {
        return false;
    };
    let mut lists = connection.values().filter_map(Value::as_array);
    lists.all(Vec::is_empty)
}

/// The cursor of each edge; `None` unless they are distinct and those at the ends agree with `pageInfo`, as the
/// [specification](https://relay.dev/graphql/connections.htm#sec-undefined.PageInfo.Fields) demands.
fn edge_cursors(connection: &Map<String, Value>, count: usize) -> Option<Vec<String>> {
    let edges = connection.get("edges")?.as_array()?;
    if edges.len() != count || edges.is_empty() {
        return None;
    }
    let mut cursors = Vec::new();
    let mut distinct = HashSet::new();
    for edge in edges {
        let cursor = edge.get("cursor")?.as_str()?;
        if cursor.is_empty() || !distinct.insert(cursor) {
            return None;
        }
        cursors.push(cursor.to_owned());
    }
    let page_info = connection.get("pageInfo")?;
    let mut agrees = false;
    let ends = [
        ("startCursor", cursors.first()),
        ("endCursor", cursors.last()),
    ];
    for (field, edge) in ends {
        let Some(told) = page_info.get(field).and_then(Value::as_str) else {
            continue;
        };
        if edge.is_none_or(|edge| edge != told) {
            return None;
        }
        agrees = true;
    }
    if !agrees {
        return None;
    }
    Some(cursors)
}

fn value<'v>(data: &'v Value, path: &[&str]) -> Option<&'v Value> {
    let mut value = data;
    for key in path {
        value = value.get(key)?;
    }
    Some(value)
}

fn connection<'v>(data: &'v Value, path: &[&str]) -> Option<&'v Map<String, Value>> {
    value(data, path)?.as_object()
}

/// The lists of a connection that may be its items, the likely ones first.
fn lists(connection: &Map<String, Value>) -> Vec<Vec<&Value>> {
    let known = [connection.get("nodes"), connection.get("edges")]
        .into_iter()
        .flatten();
    let all = known.chain(connection.values()).filter_map(Value::as_array);
    let mut lists = Vec::new();
    for list in all {
        lists.extend(lists_of(list));
    }
    lists
}

/// What may be the items of a list: an edge whose node is null is an edge, but no item of a walk of nodes.
fn lists_of(list: &[Value]) -> [Vec<&Value>; 2] {
    let list = present(list);
    let mut nodes = list.clone();
    nodes.retain(|item| item.get("node").is_none_or(|node| !node.is_null()));
    [nodes, list]
}

fn present(list: &[Value]) -> Vec<&Value> {
    list.iter().filter(|item| !item.is_null()).collect()
}

fn identity(list: usize, item: &Value) -> Identity {
    let text = item_id(item).unwrap_or_else(|| item.to_string());
    Identity {
        list,
        hash: hash_of(&text),
    }
}

/// The id of an item or of its node.
fn item_id(item: &Value) -> Option<String> {
    id(item).or_else(|| id(item.get("node")?))
}

/// With the type, where that is selected: an id may be unique among its like alone.
fn id(object: &Value) -> Option<String> {
    let id = object.get("id").filter(|id| !id.is_null())?;
    Some(
        object
            .get("__typename")
            .map_or_else(|| id.to_string(), |typename| format!("{typename} {id}")),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(connection: Value, count: usize) -> Vec<Identity> {
        let body = json!({ "data": { "list": connection } }).to_string();
        let inspected = inspect(&Bytes::from(body), &[&["list"]], count);
        inspected.expect("as many items as there are").identities
    }

    #[test]
    fn an_item_is_known_again_by_its_id_and_its_type() {
        let node = |kind: &str, id: Value, title: &str| json!({ "__typename": kind, "id": id, "title": title });
        let before = of(
            json!({ "nodes": [node("Issue", json!(5), "a"), node("Issue", Value::Null, "b")] }),
            2,
        );
        let after = of(
            json!({ "nodes": [node("Issue", json!(5), "c"), node("Issue", Value::Null, "d")] }),
            2,
        );
        assert_eq!(before[0], after[0]);
        assert_ne!(before[1], after[1], "null tells nothing");
        let other = of(json!({ "nodes": [node("PullRequest", json!(5), "a")] }), 1);
        assert_ne!(before[0], other[0], "ids of two types");
    }

    #[test]
    fn edges_without_a_node_are_items_of_a_walk_of_edges_alone() {
        let edges =
            json!([{ "node": { "id": 1 } }, { "node": null }, null, { "node": { "id": 2 } }]);
        assert_eq!(
            of(json!({ "edges": edges }), 2),
            of(json!({ "nodes": [{ "id": 1 }, { "id": 2 }] }), 2)
        );
        assert_eq!(
            of(json!({ "edges": edges }), 3)[2],
            of(json!({ "nodes": [{ "id": 2 }] }), 1)[0]
        );
    }

    #[test]
    fn a_list_may_stand_at_the_path_itself() {
        let list = json!([{ "id": 1 }, null, { "id": 2 }]);
        assert_eq!(
            of(list, 2),
            of(json!({ "nodes": [{ "id": 1 }, { "id": 2 }] }), 2)
        );
    }

    #[test]
    fn two_lists_may_have_the_same_ids() {
        let body = json!({ "data": { "one": { "nodes": [{ "id": 1 }] }, "two": { "nodes": [{ "id": 1 }] } } });
        let both = inspect(&Bytes::from(body.to_string()), &[&["one"], &["two"]], 2).unwrap();
        let both = both.identities;
        assert_eq!(
            (both[0].hash, both[0].list, both[1].list),
            (both[1].hash, 0, 1)
        );
    }
}
