//! The progress of a walk in order of change.
//!
//! An interrupted walk continues after its last page. A walk that missed something, such as an item that was null, goes
//! back at its end to the page before that, so the next run reads again what this one missed. Until the end both places
//! are saved.
//!
//! Any other walk goes back to its [last pages](LastPages).

use graphql_paginate::Checkpoint;

use super::last_pages::{LastPages, NextWalk, Place, READ_AGAIN};
use crate::error::SyncError;
use crate::store::State;

/// Where a walk goes back to at its end.
#[derive(Debug, Clone, Default)]
pub(super) struct Progress {
    /// The last place before which nothing was missed.
    safe: Place,
    /// Whether something was missed after it.
    pub(super) has_gaps: bool,
    last: LastPages,
}

impl Progress {
    /// A walk from a checkpoint without gaps, or from the start.
    fn new(checkpoint: Checkpoint) -> Self {
        Self {
            safe: Place {
                checkpoint: Some(checkpoint.clone()),
                items: 0,
            },
            last: LastPages::new(Some(checkpoint)),
            ..Self::default()
        }
    }

    /// Reads the checkpoint of a saved state, and the progress up to it.
    pub(super) fn read(state: &State) -> Result<(Checkpoint, Self), SyncError> {
        let checkpoint: Checkpoint = decode(&state.key, &state.checkpoint)?;
        if state.since.is_empty() {
            return Ok((checkpoint.clone(), Self::new(checkpoint)));
        }
        let progress = Self {
            safe: Place {
                checkpoint: decode(&state.key, &state.since)?,
                // Received by the interrupted run.
                items: READ_AGAIN,
            },
            has_gaps: true,
            ..Self::new(checkpoint.clone())
        };
        Ok((checkpoint, progress))
    }

    /// Counts a page of `items` items that ends at `checkpoint`.
    pub(super) fn pass(&mut self, checkpoint: Checkpoint, items: usize, has_gaps: bool) {
        self.has_gaps |= has_gaps;
        self.safe.items += items;
        if !self.has_gaps {
            self.safe = Place {
                checkpoint: Some(checkpoint.clone()),
                items: 0,
            };
        }
        self.last.pass(checkpoint, items);
    }

    /// The state to save after a page that ends at `checkpoint`.
    pub(super) fn state(&self, key: String, checkpoint: &Checkpoint) -> State {
        let since = match self.has_gaps {
            true => encode(&self.safe.checkpoint),
            false => String::new(),
        };
        State {
            key,
            since,
            checkpoint: encode(checkpoint),
            at_end: false,
        }
    }

    /// Where the next walk begins, at the end of this one.
    fn next_walk(self) -> NextWalk {
        if self.has_gaps && (self.safe.items >= READ_AGAIN || self.last.is_empty()) {
            return NextWalk::at(self.safe.checkpoint);
        }
        self.last.next_walk()
    }

    /// The state to save at the end of a walk.
    pub(super) fn end_state(self, key: String) -> EndState {
        match self.next_walk() {
            NextWalk::Unchanged => EndState::Unchanged,
            NextWalk::Start => EndState::Start,
            NextWalk::At(checkpoint) => EndState::Saved(Self::default().state(key, &checkpoint)),
        }
    }
}

/// What is saved at the end of a walk.
#[derive(Debug)]
pub(super) enum EndState {
    /// The state of the last page.
    Unchanged,
    /// Nothing: the next walk begins at the start of the list.
    Start,
    Saved(State),
}

fn encode<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("a checkpoint is JSON")
}

fn decode<T: serde::de::DeserializeOwned>(key: &str, text: &str) -> Result<T, SyncError> {
    serde_json::from_str(text).map_err(|error| SyncError::State {
        key: key.to_owned(),
        problem: error.to_string(),
    })
}
