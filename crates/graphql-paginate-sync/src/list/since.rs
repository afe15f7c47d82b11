//! The watermark of a list that shows what was created or modified since the item with an identifier.
//!
//! The new watermark is the highest identifier received. It counts only once the walk has reached its end; until then the
//! old one is kept with the checkpoint, so an interrupted run continues with the same request.

use graphql_paginate::Checkpoint;
use serde::{Deserialize, Serialize};

use super::source::Start;
use crate::error::SyncError;
use crate::store::{Item, State};

/// The watermark of one walk.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Watermark {
    /// The watermark that the walk was requested with; `None` for the whole list.
    since: Option<u64>,
    /// The highest identifier received; it is not below `since`.
    highest: u64,
    /// Where an interrupted walk continues; `None` at the end of a walk.
    walk: Option<Checkpoint>,
}

impl Watermark {
    /// The watermark of a walk that starts here.
    pub(super) fn at(start: &Start) -> Self {
        Self {
            since: start.since,
            highest: start.highest.max(start.since.unwrap_or(0)),
            walk: None,
        }
    }

    /// Reads a saved watermark.
    pub(super) fn read(state: State) -> Result<Self, SyncError> {
        serde_json::from_str(&state.checkpoint).map_err(|error| SyncError::State {
            key: state.key,
            problem: error.to_string(),
        })
    }

    /// The start of the next walk: where the last one was interrupted, or at the new watermark.
    pub(super) fn start(self) -> Start {
        if self.walk.is_some() {
            return Start {
                checkpoint: self.walk,
                since: self.since,
                highest: self.highest,
            };
        }
        let since = match self.highest {
            0 => None,
            highest => Some(highest),
        };
        Start {
            since,
            ..Start::default()
        }
    }

    /// Raises the watermark to the identifiers of items, which are their keys.
    pub(super) fn raise(&mut self, items: &[Item]) {
        for item in items {
            if let Ok(identifier) = item.key.parse() {
                self.highest = self.highest.max(identifier);
            }
        }
    }

    /// The state to save: in the middle of a walk with its checkpoint, at its end without.
    pub(super) fn state(&self, key: String, walk: Option<Checkpoint>) -> State {
        let at_end = walk.is_none();
        let watermark = Self {
            walk,
            ..self.clone()
        };
        State {
            key,
            since: self
                .since
                .map(|since| since.to_string())
                .unwrap_or_default(),
            checkpoint: serde_json::to_string(&watermark).expect("a watermark is JSON"),
            at_end,
        }
    }
}
