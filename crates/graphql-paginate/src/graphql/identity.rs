//! What tells the items of a connection apart.

use bytes::Bytes;
use serde_json::Value;

use crate::checkpoint::hash_of;
use crate::driver::Identity;

/// One for each item that is not null, in the order of the page: its `id` where that is selected, else all of it.
///
/// `None` when the page does not hold so many items in a place that can be found: an alias may hide the list.
pub(crate) fn identities(body: &Bytes, path: &[&str], count: usize) -> Option<Vec<Identity>> {
    let response: Value = serde_json::from_slice(body).ok()?;
    let connection = path.iter().try_fold(response.get("data")?, |value, key| value.get(key))?.as_object()?;
    let lists =
        [connection.get("nodes"), connection.get("edges")].into_iter().flatten().chain(connection.values());
    let mut lists = lists.filter_map(|list| Some(present(list.as_array()?)));
    let items = lists.find(|list| list.len() == count)?;
    Some(items.into_iter().map(identity).collect())
}

fn present(list: &[Value]) -> Vec<&Value> {
    list.iter().filter(|item| !item.is_null()).collect()
}

fn identity(item: &Value) -> Identity {
    let id = item.get("id").or_else(|| item.get("node")?.get("id"));
    hash_of(&id.unwrap_or(item).to_string())
}
