//! The interface between generated code and the completion of nested connections.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::connection::{PendingPages, Unfilled};
use crate::error::Misfit;
use crate::generated::required;

impl PendingPages {
    /// The same pending pages with the kind's index relative to `start`, where a connection's own kinds begin.
    #[must_use]
    pub fn counted_from(&self, start: usize) -> Self {
        Self {
            nested: self.nested - start,
            ..self.clone()
        }
    }

    /// The values that identify the parent, as text for messages.
    pub(super) fn found_by(&self) -> String {
        let text = |value: &Value| {
            value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned)
        };
        let values: Vec<String> = self.parent.iter().flatten().map(text).collect();
        values.join(", ")
    }
}

/// Collects the pending pages of one connection's item, with the kinds numbered from `start`.
pub fn pending_from(
    start: usize,
    pending: &mut Vec<PendingPages>,
    note: impl FnOnce(&mut Vec<PendingPages>),
) {
    let before = pending.len();
    note(pending);
    for pages in &mut pending[before..] {
        pages.nested += start;
    }
}

/// Decodes the answer of a follow-up request for one parent.
pub fn decode_answer<T: DeserializeOwned>(answer: &RawValue) -> Result<T, Unfilled> {
    let data: Option<T> = decode(answer)?;
    data.ok_or(Unfilled::Gone)
}

/// Decodes the connection in the answer of a follow-up request for one parent. `key` is its response key.
pub fn decode_connection<T: DeserializeOwned>(
    answer: &RawValue,
    key: &'static str,
) -> Result<T, Unfilled> {
    let parent: Option<BTreeMap<String, &RawValue>> = decode(answer)?;
    let parent = parent.ok_or(Unfilled::Gone)?;
    match parent.get(key) {
        Some(connection) => decode(connection).map_err(|misfit| misfit.below(key).into()),
        None => required(None, key)
            .map_err(|error: serde_json::Error| Misfit::at_root(error.to_string()).into()),
    }
}

fn decode<'de, T: Deserialize<'de>>(json: &'de RawValue) -> Result<T, Misfit> {
    serde_json::from_str(json.get()).map_err(|error| misfit::<T>(json, &error))
}

/// Converts a decoding error. Its line and column would be those of a part of the response, so they are left out.
#[cold]
fn misfit<'de, T: Deserialize<'de>>(json: &'de RawValue, error: &serde_json::Error) -> Misfit {
    let value: Option<Value> = serde_json::from_str(json.get()).ok();
    value
        .and_then(Misfit::find::<T>)
        .unwrap_or_else(|| Misfit::at_root(error.to_string()))
}

impl From<Misfit> for Unfilled {
    fn from(Misfit { path, problem }: Misfit) -> Self {
        Self::Decode { path, problem }
    }
}

/// A value that identifies a parent, as JSON; `None` if there is none.
pub fn value<T: Serialize>(value: Option<T>) -> Option<Value> {
    serde_json::to_value(value?).ok()
}

/// Whether the flag of a connection says that there are more pages.
pub fn has_more(flag: impl Into<Option<bool>>) -> bool {
    flag.into() == Some(true)
}

/// The list of items of a nested connection, to which those of another page are added.
pub trait PageList: Sized {
    /// Whether the list is null.
    fn is_null(&self) -> bool;

    /// Adds the items of another page: before the existing ones if `is_front`, otherwise after them.
    fn extend(&mut self, more: Self, is_front: bool);
}

impl<T> PageList for Vec<T> {
    fn is_null(&self) -> bool {
        false
    }

    fn extend(&mut self, mut more: Self, is_front: bool) {
        if is_front {
            std::mem::swap(self, &mut more);
        }
        self.append(&mut more);
    }
}

impl<T> PageList for Option<Vec<T>> {
    fn is_null(&self) -> bool {
        self.is_none()
    }

    fn extend(&mut self, more: Self, is_front: bool) {
        if let (Some(items), Some(more)) = (self, more) {
            PageList::extend(items, more, is_front);
        }
    }
}

/// Checks that no list has items on only one of two pages, and that one of the lists has items on both. A list that
/// neither page has is excluded by a condition.
///
/// `are_null` says for each list of the connection whether it is null on the first page, and on the next one. `path` has
/// the response keys from the item to the connection.
///
/// # Errors
///
/// [`Unfilled::Unlisted`] and [`Unfilled::Null`].
pub fn check_lists(
    are_null: &[(bool, bool)],
    path: &'static [&'static str],
) -> Result<(), Unfilled> {
    let mut has_items = are_null.is_empty();
    for list in are_null {
        match list {
            (false, false) => has_items = true,
            (false, true) => return Err(Unfilled::Null(path)),
            (true, false) => return Err(Unfilled::Unlisted(path)),
            (true, true) => {}
        }
    }
    if has_items {
        Ok(())
    } else {
        Err(Unfilled::Unlisted(path))
    }
}
