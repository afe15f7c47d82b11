//! Compares the items of two pages without ids, some of whose values may change with each request.
//!
//! Such values are found by requesting one of the pages twice: `{"name":"a","age":3}` and `{"name":"a","age":4}` have the
//! stable value `name`.

use bytes::Bytes;
use serde_json::Value;

use super::Source;
use super::fetch::FetchedPage;

/// Whether a page begins with the items of another one, which was requested twice. Only values that both responses share
/// are compared; without any, the items are different.
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
    let mut stable = 0;
    for ((list, other), again) in page.iter().zip(other).zip(again) {
        if list.len() < other.len() {
            return false;
        }
        for ((item, other), again) in list.iter().zip(other).zip(again) {
            if !has_stable_values(item, other, again, &mut stable) {
                return false;
            }
        }
    }
    stable > 0
}

/// Whether a value has all values that two others share, which are counted.
fn has_stable_values(value: &Value, other: &Value, again: &Value, stable: &mut usize) -> bool {
    match (value, other, again) {
        (_, Value::Object(other), Value::Object(again)) => {
            for (key, other) in other {
                let Some(again) = again.get(key) else {
                    continue;
                };
                let member = value.get(key).unwrap_or(&Value::Null);
                if !has_stable_values(member, other, again, stable) {
                    return false;
                }
            }
            true
        }
        (Value::Array(list), Value::Array(other), Value::Array(again))
            if list.len() == other.len() && other.len() == again.len() =>
        {
            let mut elements = list.iter().zip(other).zip(again);
            elements
                .all(|((element, other), again)| has_stable_values(element, other, again, stable))
        }
        _ if other != again => true,
        _ => {
            *stable += 1;
            value == other
        }
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
        let item = |name: &str, age: u64| json!([{ "name": name, "at": { "age": age } }]);
        check(item("a", 3), item("a", 4), item("a", 5), true);
        check(item("b", 3), item("a", 4), item("a", 5), false);
        check(item("a", 3), item("a", 4), item("a", 4), false);
        // Nothing is left to compare.
        check(json!([1]), json!([2]), json!([3]), false);
        check(json!([{ "a": 1 }]), json!([]), json!([]), false);
        let tags = |age: u64| json!([{ "tags": ["x", age] }]);
        check(tags(1), tags(2), tags(3), true);
        check(tags(1), tags(2), tags(2), false);
    }

    #[test]
    fn lists_of_another_length_are_no_items() {
        let body = json!({ "page": 0, "links": [1, 2], "data": { "items": [[7]] } });
        assert_eq!(lists_of(&body.to_string().into(), 1), [[json!([7])]]);
    }
}
