//! Recognizes a server that answers a request for the next page of a connection with its first page.

use serde_json::Value;
use serde_json::value::RawValue;

use super::identity::{first_id, identity, item_id, present};
use crate::mark::Identity;

/// Whether the second page of a connection begins or ends with all items of the first one, as a longer page does that is
/// read from the start of the list again. `false` if the items have no ids.
pub(crate) fn repeats_first_page(first: &str, second: &str) -> bool {
    let first: Value = serde_json::from_str(first).unwrap_or_default();
    // Reading a page takes long, searching it does not.
    if let Some(id) = some_id(&first)
        && !second.contains(&id)
    {
        return false;
    }
    let Some(first) = identities(&first) else {
        return false;
    };
    let second: Value = serde_json::from_str(second).unwrap_or_default();
    let Some(second) = identities(&second) else {
        return false;
    };
    if first.len() != second.len() {
        return false;
    }
    let mut lists = first.iter().zip(&second);
    lists.all(|(first, second)| {
        // An empty list does not show whether the page is another one. One item may have moved to the end meanwhile.
        let is_end = first.len() > 1 && second.ends_with(first);
        !first.is_empty() && (second.starts_with(first) || is_end)
    })
}

/// The same for the items that the caller has of a list, and those of its next page.
pub(crate) fn repeats_known_items(known: &[Box<RawValue>], page: &[Option<Box<RawValue>>]) -> bool {
    let page = page.iter().flatten();
    !known.is_empty() && repeats_first_page(&connection_of(known), &connection_of(page))
}

/// The JSON text of a connection with these items.
fn connection_of<'i>(items: impl IntoIterator<Item = &'i Box<RawValue>>) -> String {
    let items: Vec<&str> = items.into_iter().map(|item| item.get()).collect();
    format!(r#"{{"items":[{}]}}"#, items.join(","))
}

/// The identities of the elements of each list of a connection, any of which may be that of its items. `None` if no list
/// consists of elements with ids.
fn identities(connection: &Value) -> Option<Vec<Vec<Identity>>> {
    let mut all = Vec::new();
    let mut has_ids = false;
    let lists = connection.as_object()?.values().filter_map(Value::as_array);
    for (number, list) in lists.enumerate() {
        let list = present(list);
        has_ids |= !list.is_empty() && list.iter().all(|item| item_id(item).is_some());
        all.push(
            list.into_iter()
                .map(|item| identity(number, item))
                .collect(),
        );
    }
    if has_ids { Some(all) } else { None }
}

/// The JSON text of the id of one of the items, which every body with the same items contains.
fn some_id(connection: &Value) -> Option<String> {
    let mut lists = connection.as_object()?.values().filter_map(Value::as_array);
    lists.find_map(|list| first_id(present(list).first()?))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn page(ids: &[u64]) -> String {
        let nodes: Vec<Value> = ids.iter().map(|id| json!({ "id": 100 + id })).collect();
        json!({ "nodes": nodes, "pageInfo": { "hasNextPage": false } }).to_string()
    }

    #[test]
    fn a_page_that_has_all_items_of_the_first_one_at_an_end_is_read_again() {
        let check = |first: &[u64], second: &[u64], expected: bool| {
            assert_eq!(
                repeats_first_page(&page(first), &page(second)),
                expected,
                "{second:?}"
            );
        };
        check(&[1, 2], &[1, 2, 3, 4], true);
        check(&[1, 2], &[1, 2], true);
        check(&[3, 4], &[1, 2, 3, 4], true);
        check(&[1, 2], &[3, 4], false);
        check(&[1, 2], &[2, 3, 4], false);
        check(&[1, 2], &[3, 1, 2, 4], false);
        check(&[1], &[1, 2], true);
        check(&[1], &[2, 1], false);
        check(&[], &[1], false);
    }

    #[test]
    fn a_list_that_is_the_same_on_every_page_is_not_that_of_the_items() {
        let page =
            |items: Value| json!({ "featured": [{ "id": 900 }], "nodes": items }).to_string();
        let items = |ids: [u64; 2]| json!(ids.map(|id| json!({ "id": id })));
        assert!(!repeats_first_page(
            &page(items([101, 102])),
            &page(items([103, 104]))
        ));
        assert!(!repeats_first_page(
            &page(json!([])),
            &page(items([103, 104]))
        ));
        assert!(repeats_first_page(
            &page(items([101, 102])),
            &page(items([101, 102]))
        ));
        let names = json!({ "nodes": [{ "name": "a" }] }).to_string();
        assert!(!repeats_first_page(&names, &names));
    }
}
