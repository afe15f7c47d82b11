//! Iterating over a list inside a response type, through nulls.

use std::slice::Iter;

/// The elements of a list; none if the closure finds a null on the way to the list.
///
/// Generated code calls it in `issue.labels()` with `|| Some(self.labels.as_ref()?.nodes.as_ref()?)`.
pub fn elements<'a, T>(list: impl FnOnce() -> Option<&'a Vec<T>>) -> Iter<'a, T> {
    match list() {
        Some(list) => list.iter(),
        None => [].iter(),
    }
}
