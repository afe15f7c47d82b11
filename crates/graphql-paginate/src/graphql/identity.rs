//! What tells the items of a connection apart.

use bytes::Bytes;
use serde_json::Value;

use crate::checkpoint::hash_of;
use crate::driver::Identity;

/// One for each item that is not null, in the order of the page: its `id` where that is selected, else all of it.
///
/// `None` when the connections at the paths do not hold so many items in places that can be found: an alias may hide a
/// list.
pub(crate) fn identities(body: &Bytes, paths: &[&[&str]], count: usize) -> Option<Vec<Identity>> {
    let response: Value = serde_json::from_slice(body).ok()?;
    let data = response.get("data")?;
    if let [path] = paths {
        let items = lists(data, path)
            .into_iter()
            .find(|list| list.len() == count)?;
        return Some(items.into_iter().map(|item| identity(0, item)).collect());
    }
    // A connection that was not asked for has no items.
    let of = |(list, path): (usize, &&[&str])| {
        let items = lists(data, path).into_iter().next().unwrap_or_default();
        items.into_iter().map(move |item| identity(list, item))
    };
    let identities: Vec<Identity> = paths.iter().enumerate().flat_map(of).collect();
    (identities.len() == count).then_some(identities)
}

/// The lists of a connection that may be its items, the likely ones first.
fn lists<'v>(data: &'v Value, path: &[&str]) -> Vec<Vec<&'v Value>> {
    let connection = path
        .iter()
        .try_fold(data, |value, key| value.get(key))
        .and_then(Value::as_object);
    let Some(connection) = connection else {
        return Vec::new();
    };
    let known = [connection.get("nodes"), connection.get("edges")]
        .into_iter()
        .flatten();
    let all: Vec<_> = known
        .chain(connection.values())
        .filter_map(Value::as_array)
        .map(|list| present(list))
        .collect();
    // An edge whose node is null is an edge, but no item of a walk of nodes.
    let nodes = |list: &Vec<&'v Value>| -> Vec<&'v Value> {
        list.iter()
            .copied()
            .filter(|item| item.get("node").is_none_or(|node| !node.is_null()))
            .collect()
    };
    all.iter()
        .flat_map(|list| [nodes(list), list.clone()])
        .collect()
}

fn present(list: &[Value]) -> Vec<&Value> {
    list.iter().filter(|item| !item.is_null()).collect()
}

fn identity(list: usize, item: &Value) -> Identity {
    let text = id(item)
        .or_else(|| id(item.get("node")?))
        .unwrap_or_else(|| item.to_string());
    Identity {
        list,
        hash: hash_of(&text),
    }
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
        identities(&Bytes::from(body), &[&["list"]], count).expect("as many items as there are")
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
    fn two_lists_may_have_the_same_ids() {
        let body = json!({ "data": { "one": { "nodes": [{ "id": 1 }] }, "two": { "nodes": [{ "id": 1 }] } } });
        let both = identities(&Bytes::from(body.to_string()), &[&["one"], &["two"]], 2).unwrap();
        assert_eq!(
            (both[0].hash, both[0].list, both[1].list),
            (both[1].hash, 0, 1)
        );
    }
}
