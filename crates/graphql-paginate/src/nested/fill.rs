//! What generated code and the completion say to each other.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;

use super::Rest;
use super::unselected::Unselected;
use crate::error::Misfit;

/// A kind of connection inside the items of another.
#[derive(Debug, Clone, Copy)]
pub struct Nested {
    /// Response keys from the item, e.g. `["reviews", "nodes", "comments"]`.
    pub path: &'static [&'static str],
    /// The field of its `pageInfo` that holds the cursor: `endCursor`, or `startCursor` where it is read from its end.
    pub cursor: &'static str,
    /// Where JSON has what generated types lack; `None` if they have all.
    pub unselected: Option<Unselected>,
    /// How its rest is asked for; `None` if it cannot be.
    pub rest: Option<Rest>,
}

/// A nested connection of an item that has more pages than the item holds.
#[derive(Debug, Clone)]
pub struct PendingPages {
    /// Its kind, an index of [`Connection::NESTED`](crate::Connection::NESTED).
    pub nested: usize,
    /// The indices in the lists on the way to it.
    pub at: Vec<usize>,
    /// The same places, but counted from the end in lists that grow at their beginning: these never move.
    pub seat: Vec<usize>,
    /// The values that find its parent again; `None` where the kind has no rest.
    pub parent: Option<Vec<Value>>,
    /// Where its rest begins.
    pub cursor: Option<String>,
}

/// Why a gap could not be filled.
#[derive(Debug)]
pub enum Unfilled {
    /// The parent is no longer there.
    Gone,
    /// The connection or its list of items is null in the answer; the response keys from the item.
    Null(&'static [&'static str]),
    /// The list of items that the item came with is null, so that something is missing before the rest.
    Unlisted(&'static [&'static str]),
    /// The answer does not fit the types.
    Decode {
        /// Where in the answer; empty for the whole of it.
        path: String,
        /// What was expected and what came.
        problem: String,
    },
}

impl PendingPages {
    /// The gap as an item's own connection counts its kinds, where those of others come before them.
    #[must_use]
    pub fn counted_from(&self, start: usize) -> Self {
        Self {
            nested: self.nested - start,
            ..self.clone()
        }
    }

    /// The values that find its parent again, to be read.
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

/// Notes the pending of one connection's item where the kinds of others come before its own.
pub fn pending_from(
    start: usize,
    pending: &mut Vec<PendingPages>,
    note: impl FnOnce(&mut Vec<PendingPages>),
) {
    let before = pending.len();
    note(pending);
    pending[before..]
        .iter_mut()
        .for_each(|gap| gap.nested += start);
}

/// Decodes an answer about one parent.
pub fn rest<T: DeserializeOwned>(answer: &RawValue) -> Result<T, Unfilled> {
    let rest = serde_json::from_str::<Option<T>>(answer.get());
    rest.map_err(|error| misfit::<T>(answer, &error))?
        .ok_or(Unfilled::Gone)
}

/// Where an answer does not fit. A place in its text would not be one in the response, so it is no longer read as text.
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

/// A value that finds a parent, as JSON.
pub fn value<T: Serialize>(value: &T) -> Option<Value> {
    serde_json::to_value(value).ok()
}

/// Adds the items of another page behind, or before, those that are there.
pub fn extend<T>(items: &mut Vec<T>, mut more: Vec<T>, is_front: bool) {
    if is_front {
        std::mem::swap(items, &mut more);
    }
    items.append(&mut more);
}

/// The same for lists that may be null, none of which is.
pub fn extend_nullable<T>(items: &mut Option<Vec<T>>, more: Option<Vec<T>>, is_front: bool) {
    if let (Some(items), Some(more)) = (items, more) {
        extend(items, more, is_front);
    }
}
