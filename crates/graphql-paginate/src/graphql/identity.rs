//! Reads the identities and cursors of a connection's items from a response body.

use std::collections::HashSet;

use bytes::Bytes;
use serde_json::{Map, Value};

use super::outline::outline;
use crate::checkpoint::hash_of;
use crate::mark::{Identity, PageIdentities, plain_id};

/// Identifies the items of the lists or connections at `paths`, without nulls, in the order of the page.
///
/// The identity of an item is its `id` if that is selected, otherwise the whole item. The cursors of edges are read if
/// they are selected and agree with `pageInfo`. `None` if `count` items cannot be found at the paths, because an alias
/// hides the list.
pub(crate) fn identify(body: &Bytes, paths: &[&[&str]], count: usize) -> Option<PageIdentities> {
    if let [path] = paths {
        let outline = outline(body, &[&["data"], *path].concat())?;
        let page_identities = identify_list(&outline, count)?;
        if page_identities.is_by_id {
            return Some(page_identities);
        }
    }
    let response: Value = serde_json::from_slice(body).ok()?;
    let data = response.get("data")?;
    match paths {
        [path] => identify_list(value(data, path)?, count),
        _ => identify_siblings(data, paths, count),
    }
}

/// The items of one connection, or of a list that is the value itself.
fn identify_list(value: &Value, count: usize) -> Option<PageIdentities> {
    let mut candidates = candidates(value).into_iter();
    let items = candidates.find(|list| list.len() == count)?;
    let connection = value.as_object();
    let cursors = connection.and_then(|connection| edge_cursors(connection, count));
    Some(PageIdentities {
        identities: items.iter().map(|item| identity(0, item)).collect(),
        is_by_id: items.iter().all(|item| item_id(item).is_some()),
        first_id: items.first().and_then(|item| first_id(item)),
        contents: Vec::new(),
        cursors: cursors.unwrap_or_default(),
    })
}

fn identify_siblings(data: &Value, paths: &[&[&str]], count: usize) -> Option<PageIdentities> {
    let mut identities = Vec::new();
    let mut is_by_id = true;
    for (list, path) in paths.iter().enumerate() {
        // A connection that was not requested has no items.
        let lists = value(data, path).map(candidates).unwrap_or_default();
        for item in lists.into_iter().next().unwrap_or_default() {
            is_by_id &= item_id(item).is_some();
            identities.push(identity(list, item));
        }
    }
    if identities.len() != count {
        return None;
    }
    Some(PageIdentities {
        identities,
        is_by_id,
        first_id: None,
        contents: Vec::new(),
        cursors: Vec::new(),
    })
}

/// Identifies items, each in the list with the number beside it.
pub(crate) fn identify_items(items: &[(usize, Value)]) -> PageIdentities {
    let mut identities = Vec::new();
    let mut is_by_id = true;
    for (list, item) in items {
        is_by_id &= item_id(item).is_some();
        identities.push(identity(*list, item));
    }
    PageIdentities {
        identities,
        is_by_id,
        first_id: items.first().and_then(|(_, item)| first_id(item)),
        contents: Vec::new(),
        cursors: Vec::new(),
    }
}

/// The identities of the elements of all lists of a connection, any of which may be the list of its items. `None` if no
/// list consists of elements with ids.
pub(crate) fn item_ids(connection: &Value) -> Option<Vec<Identity>> {
    let mut identities = Vec::new();
    let mut has_ids = false;
    let lists = connection.as_object()?.values().filter_map(Value::as_array);
    for (number, list) in lists.enumerate() {
        let list = present(list);
        has_ids |= !list.is_empty() && list.iter().all(|item| item_id(item).is_some());
        identities.extend(list.into_iter().map(|item| identity(number, item)));
    }
    if has_ids { Some(identities) } else { None }
}

/// Whether all lists of a connection are empty.
pub(crate) fn is_empty(connection: &Value) -> bool {
    let Some(connection) = connection.as_object() else {
        return false;
    };
    let mut lists = connection.values().filter_map(Value::as_array);
    lists.all(Vec::is_empty)
}

/// The cursor of each edge. `None` unless they are distinct, and the first and last agree with `pageInfo` as the
/// [specification](https://relay.dev/graphql/connections.htm#sec-undefined.PageInfo.Fields) requires.
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
        let Some(cursor) = page_info.get(field).and_then(Value::as_str) else {
            continue;
        };
        if edge.is_none_or(|edge| edge != cursor) {
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

/// The lists that may be the items of a connection, or of a list that is the value itself.
fn candidates(value: &Value) -> Vec<Vec<&Value>> {
    match value {
        Value::Array(list) => lists_of(list).into(),
        Value::Object(connection) => lists(connection),
        _ => Vec::new(),
    }
}

/// The lists of a connection that may be its items, without nulls: `nodes` and `edges` first, then any other list.
fn lists(connection: &Map<String, Value>) -> Vec<Vec<&Value>> {
    let mut candidates = vec![connection.get("nodes"), connection.get("edges")];
    for value in connection.values() {
        candidates.push(Some(value));
    }
    let mut lists = Vec::new();
    for candidate in candidates {
        if let Some(Value::Array(list)) = candidate {
            lists.extend(lists_of(list));
        }
    }
    lists
}

/// The possible items of a list: an edge whose node is null is an item of a walk of edges, but not of a walk of nodes.
fn lists_of(list: &[Value]) -> [Vec<&Value>; 2] {
    let list = present(list);
    let mut nodes = list.clone();
    nodes.retain(|item| item.get("node").is_none_or(|node| !node.is_null()));
    [nodes, list]
}

pub(super) fn present(list: &[Value]) -> Vec<&Value> {
    list.iter().filter(|item| !item.is_null()).collect()
}

pub(super) fn identity(list: usize, item: &Value) -> Identity {
    let text = item_id(item).unwrap_or_else(|| item.to_string());
    Identity {
        list,
        hash: hash_of(&text),
    }
}

/// The id of an item or of its node.
pub(super) fn item_id(item: &Value) -> Option<String> {
    id(item).or_else(|| id(item.get("node")?))
}

/// The JSON text of the id of an item or of its node.
pub(super) fn first_id(item: &Value) -> Option<String> {
    let object = match item.get("id") {
        Some(id) if !id.is_null() => item,
        _ => item.get("node")?,
    };
    plain_id(&object.get("id")?.to_string())
}

/// The id of an object, with its type if that is selected, because ids may be unique only within a type.
fn id(object: &Value) -> Option<String> {
    let id = object.get("id").filter(|id| !id.is_null())?;
    Some(match object.get("__typename") {
        Some(typename) => format!("{typename} {id}"),
        None => id.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn identities(connection: Value, count: usize) -> Vec<Identity> {
        let body = json!({ "data": { "list": connection } }).to_string();
        let page_identities = identify(&Bytes::from(body), &[&["list"]], count);
        page_identities
            .expect("the list has `count` items")
            .identities
    }

    #[test]
    fn an_item_is_recognized_by_its_id_and_type() {
        let node = |kind: &str, id: Value, title: &str| json!({ "__typename": kind, "id": id, "title": title });
        let before = identities(
            json!({ "nodes": [node("Issue", json!(5), "a"), node("Issue", Value::Null, "b")] }),
            2,
        );
        let after = identities(
            json!({ "nodes": [node("Issue", json!(5), "c"), node("Issue", Value::Null, "d")] }),
            2,
        );
        assert_eq!(before[0], after[0]);
        assert_ne!(before[1], after[1], "a null id identifies nothing");
        let other = identities(json!({ "nodes": [node("PullRequest", json!(5), "a")] }), 1);
        assert_ne!(before[0], other[0], "the same id of another type");
    }

    #[test]
    fn edges_without_a_node_are_items_only_of_a_walk_of_edges() {
        let edges =
            json!([{ "node": { "id": 1 } }, { "node": null }, null, { "node": { "id": 2 } }]);
        assert_eq!(
            identities(json!({ "edges": edges }), 2),
            identities(json!({ "nodes": [{ "id": 1 }, { "id": 2 }] }), 2)
        );
        assert_eq!(
            identities(json!({ "edges": edges }), 3)[2],
            identities(json!({ "nodes": [{ "id": 2 }] }), 1)[0]
        );
    }

    #[test]
    fn a_list_may_be_the_value_itself() {
        let list = json!([{ "id": 1 }, null, { "id": 2 }]);
        assert_eq!(
            identities(list, 2),
            identities(json!({ "nodes": [{ "id": 1 }, { "id": 2 }] }), 2)
        );
    }

    #[test]
    fn equal_ids_in_two_lists_are_different_identities() {
        let body = json!({ "data": { "one": { "nodes": [{ "id": 1 }] }, "two": { "nodes": [{ "id": 1 }] } } });
        let both = identify(&Bytes::from(body.to_string()), &[&["one"], &["two"]], 2).unwrap();
        let both = both.identities;
        assert_eq!(
            (both[0].hash, both[0].list, both[1].list),
            (both[1].hash, 0, 1)
        );
    }

    #[test]
    fn a_list_that_is_the_same_on_every_page_does_not_identify_the_page() {
        let page = |ids: [u64; 2]| {
            let items = ids.map(|id| json!({ "id": id }));
            item_ids(&json!({ "featured": [{ "id": 9 }], "items": items, "errors": [] }))
        };
        assert_eq!(page([1, 2]), page([1, 2]));
        assert_ne!(page([1, 2]), page([3, 4]));
        assert_eq!(item_ids(&json!({ "items": [{ "name": "a" }] })), None);
        assert_eq!(item_ids(&json!({ "items": [] })), None);
    }
}
