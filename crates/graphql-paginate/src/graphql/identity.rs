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
        let items = lists(data, path).into_iter().find(|list| list.len() == count)?;
        return Some(items.into_iter().map(identity).collect());
    }
    // A connection that was not asked for has no items.
    let all = paths.iter().filter_map(|path| lists(data, path).into_iter().next());
    let identities: Vec<Identity> = all.flatten().map(identity).collect();
    (identities.len() == count).then_some(identities)
}

/// The lists of a connection that may be its items, the likely ones first.
fn lists<'v>(data: &'v Value, path: &[&str]) -> Vec<Vec<&'v Value>> {
    let connection = path.iter().try_fold(data, |value, key| value.get(key)).and_then(Value::as_object);
    let Some(connection) = connection else { return Vec::new() };
    let known = [connection.get("nodes"), connection.get("edges")].into_iter().flatten();
    known.chain(connection.values()).filter_map(Value::as_array).map(|list| present(list)).collect()
}

fn present(list: &[Value]) -> Vec<&Value> {
    list.iter().filter(|item| !item.is_null()).collect()
}

fn identity(item: &Value) -> Identity {
    let id = item.get("id").or_else(|| item.get("node")?.get("id"));
    hash_of(&id.unwrap_or(item).to_string())
}
