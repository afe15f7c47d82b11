//! The progress of a walk in order of change.
//!
//! An interrupted walk continues after its last page. A walk that missed something, such as an item that was null, goes
//! back at its end to the page before that, so the next run reads again what this one missed. Until the end both places
//! are saved.

use graphql_paginate::Checkpoint;

use crate::error::SyncError;
use crate::store::State;

/// Where a walk goes back to at its end.
#[derive(Debug, Clone, Default)]
pub(super) struct Progress {
    /// The last place before which nothing was missed; `None` for the start of the list.
    safe: Option<Checkpoint>,
    /// Whether something was missed after it.
    pub(super) has_gaps: bool,
}

impl Progress {
    /// A walk from a checkpoint without gaps, or from the start.
    fn new(safe: Option<Checkpoint>) -> Self {
        Self {
            safe,
            has_gaps: false,
        }
    }

    /// Reads the checkpoint of a saved state, and the progress up to it.
    pub(super) fn read(state: &State) -> Result<(Checkpoint, Self), SyncError> {
        let checkpoint: Checkpoint = decode(&state.key, &state.checkpoint)?;
        if state.since.is_empty() {
            return Ok((checkpoint.clone(), Self::new(Some(checkpoint))));
        }
        let progress = Self {
            safe: decode(&state.key, &state.since)?,
            has_gaps: true,
        };
        Ok((checkpoint, progress))
    }

    /// Counts a page that ends at `checkpoint`.
    pub(super) fn pass(&mut self, checkpoint: Checkpoint, has_gaps: bool) {
        self.has_gaps |= has_gaps;
        if !self.has_gaps {
            self.safe = Some(checkpoint);
        }
    }

    /// The state to save after a page that ends at `checkpoint`.
    pub(super) fn state(&self, key: String, checkpoint: &Checkpoint) -> State {
        let since = match self.has_gaps {
            true => encode(&self.safe),
            false => String::new(),
        };
        State {
            key,
            since,
            checkpoint: encode(checkpoint),
            at_end: false,
        }
    }

    /// The state to save at the end of a walk with gaps; `None` to begin at the start of the list again.
    pub(super) fn end(self, key: String) -> Option<State> {
        let safe = self.safe?;
        Some(Self::default().state(key, &safe))
    }
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
