//! The STATE of the tap: how far each partition of each stream was read.
//!
//! Objects are keyed by stream and partition, and the state of a partition is one flat object whose members are always
//! all present. So merging two states member by member gives a valid state, which is how engines merge those of several
//! workers.

use std::collections::BTreeMap;
use std::fmt;
use std::time::SystemTime;

use graphql_paginate::Checkpoint;
use graphql_paginate_sync::{LastPages, NextWalk};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::failure::Failure;

/// The state of all streams.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct State {
    /// By stream, then by [partition](partition_key).
    #[serde(default)]
    bookmarks: BTreeMap<String, BTreeMap<String, Bookmark>>,
}

/// The state of a partition.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Bookmark {
    /// The checkpoint of the walk in progress, as JSON text; null if the next run starts a new walk.
    #[serde(default)]
    pub(crate) checkpoint: Option<String>,
    /// Where the last items of the walk in progress begin, which the next walk reads again: a checkpoint as JSON text, or
    /// `null` as such for the start of the list. Null before the first page.
    #[serde(default)]
    pub(crate) last_items: Option<String>,
    /// The filter of the walk in progress or, without one, of the next walk: only changes since this time.
    #[serde(default)]
    pub(crate) since: Option<String>,
    /// The newest time in the records of the walk in progress; the next `since` is this time minus the lookback.
    #[serde(default)]
    pub(crate) newest: Option<String>,
    /// When the walk in progress began: it may lack any change after that, whatever the times in its records are.
    #[serde(default)]
    pub(crate) begun: Option<String>,
    /// Whether the walk in progress lacks an item, in the list, in a child stream or in a list inside an item.
    #[serde(default)]
    pub(crate) has_gaps: bool,
    /// If the walk in progress is one in order of change and has gaps, the last place before which it has none: a
    /// checkpoint as JSON text, or null for the start of the list.
    #[serde(default)]
    pub(crate) complete_until: Option<String>,
    /// The items that the walk in progress shares with the one before, if it is one in order of change: an
    /// [`Overlap`](graphql_paginate_sync::Overlap) as JSON text.
    #[serde(default)]
    pub(crate) overlap: Option<String>,
    /// The version of the rows, if every walk reads the whole list.
    #[serde(default)]
    pub(crate) version: Option<i64>,
    /// Whether the walk of the partition with that version is complete.
    #[serde(default)]
    pub(crate) done: bool,
    /// Whether that walk has been through all partitions of the stream.
    #[serde(default)]
    pub(crate) finished: bool,
    /// Whether the target has no rows of the partition; null if that is unknown, as in the states of earlier versions of
    /// the tap.
    #[serde(default)]
    pub(crate) is_empty: Option<bool>,
    /// What was read: a [`Scope`](super::scope::Scope) as JSON text, since engines merge objects. Null in the states of
    /// earlier versions of the tap.
    #[serde(default)]
    pub(crate) scope: Option<String>,
}

/// Whether a target has rows of a partition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rows {
    None,
    Some,
    /// The state of an earlier version of the tap does not say it.
    Unknown,
}

impl Rows {
    fn is_empty(self) -> Option<bool> {
        match self {
            Self::None => Some(true),
            Self::Some => Some(false),
            Self::Unknown => None,
        }
    }
}

impl Bookmark {
    /// Whether the target has rows of the partition, as far as is known.
    pub(crate) fn rows(&self) -> Rows {
        match self.is_empty {
            Some(true) => Rows::None,
            Some(false) => Rows::Some,
            None if *self == Self::default() => Rows::None,
            None => Rows::Unknown,
        }
    }

    /// Counts the items of a page; none at the begin of a walk.
    pub(crate) fn count_rows(&mut self, items: usize) {
        self.is_empty = match self.rows() {
            _ if items > 0 => Some(false),
            rows => rows.is_empty(),
        };
    }

    /// The state at the start of a walk of the whole list: only what is known about the rows is kept.
    pub(crate) fn with_version(&self, version: Option<i64>) -> Self {
        Self {
            version,
            is_empty: self.rows().is_empty(),
            ..Self::default()
        }
    }

    /// The state at the start of the same walk.
    pub(crate) fn started_over(&self) -> Self {
        Self {
            scope: self.scope.clone(),
            ..self.with_version(self.version)
        }
    }

    /// Whether the next walk leaves out something that was read before.
    pub(crate) fn has_progress(&self) -> bool {
        self.checkpoint.is_some() || self.since.is_some() || self.done
    }

    /// The checkpoint; `None` if there is none or it is damaged.
    pub(crate) fn resume(&self) -> Option<Checkpoint> {
        serde_json::from_str(self.checkpoint.as_ref()?).ok()
    }

    /// The last pages of the walk, which continues at `resume`.
    pub(crate) fn last_pages(&self, resume: Option<Checkpoint>) -> LastPages {
        let (Some(text), Some(resume)) = (&self.last_items, &resume) else {
            return LastPages::new(resume);
        };
        let Ok(begin) = serde_json::from_str(text) else {
            return LastPages::new(Some(resume.clone()));
        };
        // How many items were read from there on does not matter: what follows is counted from here.
        let mut last = LastPages::new(begin);
        last.pass(resume.clone(), 1);
        last
    }

    /// The last place before which the walk, which continues at `resume`, lacks nothing; `None` for the start of the list.
    pub(crate) fn safe_place(&self, resume: Option<Checkpoint>) -> Option<Checkpoint> {
        if self.has_gaps {
            serde_json::from_str(self.complete_until.as_ref()?).ok()
        } else {
            resume
        }
    }

    /// Keeps that the walk has gaps, none of them before `place`.
    pub(crate) fn set_gap_after(&mut self, place: Option<&Checkpoint>) {
        self.has_gaps = true;
        self.complete_until = place.map(text_of);
    }

    /// Ends a walk in order of change that was continued at `end`: the next one begins at its last pages, or before them
    /// at the place before which nothing is missing. Returns whether the walk has gaps.
    pub(crate) fn end_in_order(&mut self, last: &LastPages, end: &Checkpoint) -> bool {
        let place = match last.next_walk() {
            NextWalk::Start => None,
            NextWalk::At(place) => Some(place),
            NextWalk::Unchanged => Some(end.clone()),
        };
        let has_gaps = self.has_gaps;
        let safe = self.safe_place(place.clone());
        let place = if items_before(safe.as_ref()) <= items_before(place.as_ref()) {
            safe
        } else {
            place
        };
        self.forget_gaps();
        self.checkpoint = place.as_ref().map(text_of);
        has_gaps
    }

    /// Keeps where the last pages begin.
    pub(crate) fn set_last_pages(&mut self, last: &LastPages) {
        let begin = match last.next_walk() {
            NextWalk::Unchanged => return,
            NextWalk::Start => None,
            NextWalk::At(checkpoint) => Some(checkpoint),
        };
        let text = serde_json::to_string(&begin).expect("a checkpoint is JSON");
        self.last_items = Some(text);
    }

    /// Updates the newest time with that of a record.
    pub(crate) fn see(&mut self, time: Option<Timestamp>) {
        let known = self.newest.as_ref().and_then(|text| text.parse().ok());
        self.newest = known.max(time).map(|time| time.to_string());
    }

    /// Begins a walk of changes.
    pub(crate) fn begin(&mut self, now: Timestamp) {
        self.newest = None;
        self.begun = Some(now.to_string());
        self.forget_gaps();
    }

    /// Sets the begin of the walk by the server's clock, which the times in the records are by, if that is earlier.
    pub(crate) fn begin_by_server(&mut self, time: Option<SystemTime>) {
        let time = time.and_then(|time| Timestamp::try_from(time).ok());
        let begun: Option<Timestamp> = self.begun.as_ref().and_then(|text| text.parse().ok());
        if let (Some(time), Some(begun)) = (time, begun) {
            self.begun = Some(begun.min(time).to_string());
        }
    }

    /// Begins to record gaps anew.
    pub(crate) fn forget_gaps(&mut self) {
        self.has_gaps = false;
        self.complete_until = None;
    }

    /// Ends a walk of changes; returns the time up to which nothing is missing, which is at most that at which the walk
    /// began. `None` if the walk lacks an item, or received none.
    pub(crate) fn end(&mut self) -> Option<Timestamp> {
        let newest: Option<Timestamp> = self.newest.take()?.parse().ok();
        let begun: Option<Timestamp> = self.begun.take()?.parse().ok();
        if std::mem::take(&mut self.has_gaps) {
            return None;
        }
        Some(newest?.min(begun?))
    }

    pub(crate) fn set_checkpoint(&mut self, checkpoint: &Checkpoint) {
        self.checkpoint = Some(text_of(checkpoint));
    }
}

fn text_of(checkpoint: &Checkpoint) -> String {
    serde_json::to_string(checkpoint).expect("a checkpoint is JSON")
}

/// How many items of the list come before a place.
fn items_before(place: Option<&Checkpoint>) -> u64 {
    match place {
        Some(place) => place.items(),
        None => 0,
    }
}

impl State {
    /// Parses a state: an object with `bookmarks`, or an empty one.
    pub(crate) fn parse(text: &str, name: &str) -> Result<Self, Failure> {
        if text.trim().is_empty() {
            return Ok(Self::default());
        }
        // Some engines pass a whole STATE message.
        let mut value: Value = serde_json::from_str(text).map_err(|error| invalid(name, error))?;
        if value.get("type").is_some_and(|kind| kind == "STATE") {
            value = value["value"].take();
        }
        if !value.is_object() {
            return Err(invalid(name, "it is not an object"));
        }
        serde_json::from_value(value).map_err(|error| invalid(name, error))
    }

    /// Whether an earlier run has read something.
    pub(crate) fn has_bookmarks(&self) -> bool {
        self.bookmarks.values().any(|stream| !stream.is_empty())
    }

    /// The state of a partition.
    pub(crate) fn bookmark(&self, stream: &str, partition: &str) -> Bookmark {
        let partitions = self.bookmarks.get(stream);
        let bookmark = partitions.and_then(|partitions| partitions.get(partition));
        bookmark.cloned().unwrap_or_default()
    }

    /// The partitions of a stream of which the target may have rows.
    pub(crate) fn partitions_with_rows(&self, stream: &str) -> Vec<String> {
        let mut keys = Vec::new();
        for (key, bookmark) in self.bookmarks.get(stream).into_iter().flatten() {
            if bookmark.rows() != Rows::None {
                keys.push(key.clone());
            }
        }
        keys
    }

    pub(crate) fn set(&mut self, stream: &str, partition: &str, bookmark: Bookmark) {
        let partitions = self.bookmarks.entry(stream.to_owned()).or_default();
        partitions.insert(partition.to_owned(), bookmark);
    }
}

fn invalid(name: &str, error: impl fmt::Display) -> Failure {
    Failure::configuration(format!("`{name}` is not a state of this tap: {error}"))
        .help("without `--state`, the tap starts over")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(entries: &[(&str, &str, &str)]) -> State {
        let mut state = State::default();
        for (stream, partition, checkpoint) in entries {
            let bookmark = Bookmark {
                checkpoint: Some((*checkpoint).to_owned()),
                ..Bookmark::default()
            };
            state.set(stream, partition, bookmark);
        }
        state
    }

    /// Merges two states as engines do: objects are merged, scalars of the second state win.
    fn merge(first: &mut Value, second: &Value) {
        match (first, second) {
            (Value::Object(first), Value::Object(second)) => {
                for (key, value) in second {
                    merge(first.entry(key.as_str()).or_insert(Value::Null), value);
                }
            }
            (first, second) => *first = second.clone(),
        }
    }

    #[test]
    fn the_end_of_a_walk_is_no_later_than_its_begin() {
        let walk = |begun: Option<&str>, newest: &str, has_gaps: bool| {
            let mut bookmark = Bookmark {
                begun: begun.map(str::to_owned),
                has_gaps,
                ..Bookmark::default()
            };
            bookmark.see(newest.parse().ok());
            let end = bookmark.end().map(|time| time.to_string());
            // What is left does not change the next walk.
            bookmark.begin(Timestamp::UNIX_EPOCH);
            assert_eq!((bookmark.newest, bookmark.has_gaps), (None, false));
            end
        };
        let begun = Some("2026-02-01T00:00:00Z");
        let before = Some("2026-01-31T00:00:00Z".to_owned());
        assert_eq!(walk(begun, "2026-01-31T00:00:00Z", false), before);
        assert_eq!(walk(begun, "2099-01-01T00:00:00Z", false).as_deref(), begun);
        assert_eq!(walk(begun, "2026-01-31T00:00:00Z", true), None);
        // The state of an earlier version does not say when the walk began.
        assert_eq!(walk(None, "2026-01-31T00:00:00Z", false), None);
        assert_eq!(walk(begun, "", false), None);
    }

    #[test]
    fn merging_two_states_is_a_union_of_their_partitions() {
        let first = state(&[("a", "n=1", "x"), ("a", "n=2", "old"), ("b", "all", "z")]);
        let mut second = state(&[("a", "n=3", "w")]);
        // A null in the later state replaces the earlier value.
        second.set("a", "n=2", Bookmark::default());
        let mut merged = serde_json::to_value(&first).unwrap();
        merge(&mut merged, &serde_json::to_value(&second).unwrap());
        let mut expected = state(&[("a", "n=1", "x"), ("a", "n=3", "w"), ("b", "all", "z")]);
        expected.set("a", "n=2", Bookmark::default());
        assert_eq!(serde_json::from_value::<State>(merged).unwrap(), expected);
    }

    #[test]
    fn empty_states_and_whole_messages_are_read_and_others_refused() {
        for text in ["", "{}", r#"{"type":"STATE","value":{"bookmarks":{}}}"#] {
            assert_eq!(State::parse(text, "s").unwrap(), State::default(), "{text}");
        }
        for text in ["[]", "{", r#"{"bookmarks":{"a":{"b":7}}}"#] {
            assert!(State::parse(text, "s").is_err(), "{text}");
        }
    }
}
