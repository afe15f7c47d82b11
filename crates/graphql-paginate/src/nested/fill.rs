//! The interface between generated code and the completion of nested connections.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::connection::{PendingPages, Unfilled};
use crate::error::Misfit;

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

/// Decodes the data of one parent.
pub fn rest<T: DeserializeOwned>(answer: &RawValue) -> Result<T, Unfilled> {
    let rest = serde_json::from_str::<Option<T>>(answer.get());
    rest.map_err(|error| misfit::<T>(answer, &error))?
        .ok_or(Unfilled::Gone)
}

/// Converts a decoding error. Its line and column would be those of a part of the response, so they are left out.
#[cold]
fn misfit<T: DeserializeOwned>(answer: &RawValue, error: &serde_json::Error) -> Unfilled {
    let value: Option<Value> = serde_json::from_str(answer.get()).ok();
    match value.and_then(Misfit::find::<Option<T>>) {
        Some(Misfit { path, problem }) => Unfilled::Decode { path, problem },
        None => Unfilled::Decode {
            path: String::new(),
            problem: error.to_string(),
        },
    }
}

/// A value that identifies a parent, as JSON; `None` if there is none.
pub fn value<T: Serialize>(value: Option<T>) -> Option<Value> {
    serde_json::to_value(value?).ok()
}

/// Adds the items of another page: before the existing ones if `is_front`, otherwise after them.
pub fn extend<T>(items: &mut Vec<T>, mut more: Vec<T>, is_front: bool) {
    if is_front {
        std::mem::swap(items, &mut more);
    }
    items.append(&mut more);
}

/// The same as `extend` for nullable lists, if neither is null.
pub fn extend_nullable<T>(items: &mut Option<Vec<T>>, more: Option<Vec<T>>, is_front: bool) {
    if let (Some(items), Some(more)) = (items, more) {
        extend(items, more, is_front);
    }
}
