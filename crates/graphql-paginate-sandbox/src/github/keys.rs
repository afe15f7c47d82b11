//! Reads the repository and the pull request of an object from its key.

use crate::graphql::Object;

/// The repository of an object; `None` if its key has none.
pub(super) fn repository_key(object: &Object) -> Option<&str> {
    let key = &*object.key;
    let slash = key.find('/').filter(|_| !key.starts_with('~'))?;
    let end = key[slash + 1..]
        .find('/')
        .map_or(key.len(), |more| slash + 1 + more);
    Some(&key[..end])
}

/// The pull request above an object; `None` if its key has none.
pub(super) fn pull_request_key(object: &Object) -> Option<&str> {
    let list = "/pullRequests/";
    let number = object.key.rfind(list)? + list.len();
    let end = object.key[number..]
        .find('/')
        .map_or(object.key.len(), |more| number + more);
    Some(&object.key[..end])
}
