//! The progress of a walk in order of change.
//!
//! An interrupted walk continues after its last page. A walk that missed something, such as an item that was null, goes
//! back at its end to the page before that, so the next run reads again what this one missed. Until the end both places
//! are saved.
//!
//! Any other walk goes back a little, too: cursors may hold whole seconds, such as GitHub's, and an item that changes later in
//! the second of the last one may be listed before it. An edit of many items at once gives them all the same second.

use std::collections::VecDeque;

use graphql_paginate::Checkpoint;

use crate::error::SyncError;
use crate::store::State;

/// How many items at the end of the list the next run reads again, if a walk received so many.
const READ_AGAIN: usize = 100;

/// Where a walk goes back to at its end.
#[derive(Debug, Clone, Default)]
pub(super) struct Progress {
    /// The last place before which nothing was missed.
    safe: Place,
    /// Whether something was missed after it.
    pub(super) has_gaps: bool,
    /// Where the last pages with items begin, the earliest first.
    last: VecDeque<Place>,
    /// Where the next page begins; `None` for the start of the list.
    next: Option<Checkpoint>,
}

/// A place in the list.
#[derive(Debug, Clone, Default)]
struct Place {
    /// `None` for the start of the list.
    checkpoint: Option<Checkpoint>,
    /// The number of items that were received after it.
    items: usize,
}

impl Progress {
    /// A walk from a checkpoint without gaps, or from the start.
    fn new(checkpoint: Checkpoint) -> Self {
        Self {
            safe: Place {
                checkpoint: Some(checkpoint.clone()),
                items: 0,
            },
            next: Some(checkpoint),
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
        let begin = self.next.replace(checkpoint);
        if items == 0 {
            return;
        }
        self.last.push_back(Place {
            checkpoint: begin,
            items: 0,
        });
        for place in &mut self.last {
            place.items += items;
        }
        while self
            .last
            .get(1)
            .is_some_and(|place| place.items >= READ_AGAIN)
        {
            self.last.pop_front();
        }
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

    /// The place of the next walk, at the end of this one; `None` if this one received nothing.
    fn end(mut self) -> Option<Place> {
        if self.has_gaps && (self.safe.items >= READ_AGAIN || self.last.is_empty()) {
            return Some(self.safe);
        }
        self.last.pop_front()
    }

    /// The state to save at the end of a walk.
    pub(super) fn end_state(self, key: String) -> EndState {
        match self.end() {
            None => EndState::Unchanged,
            Some(Place {
                checkpoint: None, ..
            }) => EndState::Start,
            Some(Place {
                checkpoint: Some(checkpoint),
                ..
            }) => EndState::Saved(Self::default().state(key, &checkpoint)),
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
