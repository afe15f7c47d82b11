//! Compares the items of two pages without ids, some of whose values may change with each request.
//!
//! Such values are found by requesting one of the pages twice: `{"name":"a","age":3}` and `{"name":"a","age":4}` have the
//! stable value `name`.

use bytes::Bytes;
use serde_json::{Map, Value};

use super::Source;
use super::fetch::FetchedPage;

/// Whether a page begins with the items of another one, which was requested twice. Only values that both responses share
/// are compared. If these do not tell at least two items apart, the pages count as different.
pub(super) fn begins_with_stable<S: Source>(
    page: &FetchedPage<S>,
    other: [&FetchedPage<S>; 2],
) -> bool {
    let lists = |(fetched, body): &FetchedPage<S>| {
        lists_of(body, fetched.page.items.len() + fetched.page.null_items)
    };
    begin_with(&lists(page), &lists(other[0]), &lists(other[1]))
}

/// The lists of a body with this number of elements, the outermost ones.
fn lists_of(body: &Bytes, count: usize) -> Vec<Vec<Value>> {
    let mut lists = Vec::new();
    if let Ok(body) = serde_json::from_slice(body) {
        collect(body, count, &mut lists);
    }
    lists
}

fn collect(value: Value, count: usize, lists: &mut Vec<Vec<Value>>) {
    match value {
        Value::Array(list) if list.len() == count => lists.push(list),
        Value::Object(members) => {
            for (_, member) in members {
                collect(member, count, lists);
            }
        }
        _ => {}
    }
}

fn begin_with(page: &[Vec<Value>], other: &[Vec<Value>], again: &[Vec<Value>]) -> bool {
    if page.len() != other.len() || other.len() != again.len() {
        return false;
    }
    let mut parts = Vec::new();
    for ((list, other), again) in page.iter().zip(other).zip(again) {
        if list.len() < other.len() {
            return false;
        }
        for ((item, other), again) in list.iter().zip(other).zip(again) {
            let Some(part) = stable_part(other, again) else {
                return false;
            };
            // Equal parts do not tell the items apart.
            if parts.contains(&part) || !has_part(item, &part) {
                return false;
            }
            parts.push(part);
        }
    }
    parts.len() > 1
}

/// What two values share, without nulls and `__typename`; null in a list stands for an element that they do not share.
/// `None` if they share nothing.
fn stable_part(value: &Value, again: &Value) -> Option<Value> {
    match (value, again) {
        (Value::Object(members), Value::Object(again)) => {
            let mut shared = Map::new();
            for (key, member) in members {
                if key != "__typename"
                    && let Some(part) = again.get(key).and_then(|again| stable_part(member, again))
                {
                    shared.insert(key.clone(), part);
                }
            }
            if shared.is_empty() {
                return None;
            }
            Some(Value::Object(shared))
        }
        (Value::Array(list), Value::Array(again)) if list.len() == again.len() => {
            let mut shared = Vec::new();
            for (element, again) in list.iter().zip(again) {
                shared.push(stable_part(element, again).unwrap_or_default());
            }
            if shared.iter().all(Value::is_null) {
                return None;
            }
            Some(Value::Array(shared))
        }
        (Value::Null, _) => None,
        _ if value == again => Some(value.clone()),
        _ => None,
    }
}

/// Whether a value has a part that two other values share.
fn has_part(value: &Value, part: &Value) -> bool {
    match (value, part) {
        (_, Value::Null) => true,
        (Value::Object(members), Value::Object(part)) => part.iter().all(|(key, part)| {
            members
                .get(key)
                .is_some_and(|member| has_part(member, part))
        }),
        (Value::Array(list), Value::Array(part)) => {
            let mut elements = list.iter().zip(part);
            list.len() == part.len() && elements.all(|(element, part)| has_part(element, part))
        }
        _ => value == part,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_values_that_two_responses_share_are_compared() {
        let check = |page: Value, other: Value, again: Value, expected| {
            let lists = |list: &Value| vec![list.as_array().unwrap().clone()];
            let is_same = begin_with(&lists(&page), &lists(&other), &lists(&again));
            assert_eq!(is_same, expected, "{page} {other} {again}");
        };
        let items = |names: [&str; 2], age: u64| {
            let item = |name: &str| json!({ "name": name, "at": { "age": age }, "kind": "photo" });
            json!([item(names[0]), item(names[1])])
        };
        check(
            items(["a", "b"], 3),
            items(["a", "b"], 4),
            items(["a", "b"], 5),
            true,
        );
        check(
            items(["a", "c"], 3),
            items(["a", "b"], 4),
            items(["a", "b"], 5),
            false,
        );
        check(
            items(["a", "b"], 3),
            items(["a", "b"], 4),
            items(["a", "b"], 4),
            false,
        );
        // What the responses share does not tell two items apart.
        let links = |ages: [u64; 2]| json!([{ "kind": "photo", "age": ages[0] }, { "kind": "photo", "age": ages[1] }]);
        check(links([1, 2]), links([3, 4]), links([5, 6]), false);
        let one = |age: u64| json!([{ "name": "a", "age": age }]);
        check(one(1), one(2), one(3), false);
        check(json!([1, 2]), json!([3, 4]), json!([5, 6]), false);
        check(json!([{ "a": 1 }]), json!([]), json!([]), false);
        let tags = |age: u64| json!([{ "tags": ["x", age] }, { "tags": ["y", age] }]);
        check(tags(1), tags(2), tags(3), true);
        check(tags(1), tags(2), tags(2), false);
    }

    #[test]
    fn lists_of_another_length_are_no_items() {
        let body = json!({ "page": 0, "links": [1, 2], "data": { "items": [[7]] } });
        assert_eq!(lists_of(&body.to_string().into(), 1), [[json!([7])]]);
    }
}
