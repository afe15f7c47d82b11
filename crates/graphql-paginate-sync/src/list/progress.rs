//! The progress of a walk in order of change.
//!
//! An interrupted walk continues after its last page. A walk that missed something, such as an item that was null, goes
//! back at its end to the page before that, so the next run reads again what this one missed. Until the end both places
//! are saved, and where the last pages begin.
//!
//! Any other walk goes back to its [last pages](LastPages). One that receives none of their items again as it was
//! starts over, since its cursor may have skipped others.

use graphql_paginate::Checkpoint;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::last_pages::{LastPages, NextWalk, Place, READ_AGAIN};
use super::overlap::Overlap;
use crate::error::SyncError;
use crate::store::{Item, State};

/// The state of a walk, as it is saved with each page.
#[derive(Debug, Serialize, Deserialize)]
struct Saved {
    /// Where the walk continues.
    checkpoint: Checkpoint,
    /// The last place before which nothing was missed; `None` if nothing was missed after it either.
    safe: Option<Place>,
    /// Where the last pages begin; `None` if the walk has not received any.
    front: Option<Place>,
    /// The items that the walk shares with the one before; `None` in the states of earlier versions.
    #[serde(default)]
    overlap: Option<Overlap>,
}

impl Saved {
    /// Reads a state; those of earlier versions have the bare checkpoint, with the safe place in `since`.
    fn read(state: &State) -> Result<Self, SyncError> {
        let Ok(checkpoint) = serde_json::from_str(&state.checkpoint) else {
            return decode(state, &state.checkpoint);
        };
        let safe = match state.since.as_str() {
            "" => None,
            since => Some(Place {
                checkpoint: decode(state, since)?,
                // Received by the interrupted run.
                items: READ_AGAIN,
            }),
        };
        Ok(Self {
            checkpoint,
            safe,
            front: None,
            overlap: None,
        })
    }
}

/// Where a walk goes back to at its end.
#[derive(Debug, Clone, Default)]
pub(super) struct Progress {
    /// The last place before which nothing was missed.
    safe: Place,
    /// Whether something was missed after it.
    pub(super) has_gaps: bool,
    last: LastPages,
    /// The items that the walk shares with the one before.
    overlap: Overlap,
}

impl Progress {
    /// Reads the checkpoint of a saved state, and the progress up to it.
    pub(super) fn read(state: &State) -> Result<(Checkpoint, Self), SyncError> {
        let saved = Saved::read(state)?;
        let checkpoint = saved.checkpoint;
        let has_gaps = saved.safe.is_some();
        let here = Place {
            checkpoint: Some(checkpoint.clone()),
            items: 0,
        };
        let begins = saved.safe.is_none() && saved.front.is_none();
        let overlap = match saved.overlap {
            Some(overlap) => overlap,
            None if begins => Overlap::unknown(&checkpoint),
            None => Overlap::default(),
        };
        let progress = Self {
            safe: saved.safe.unwrap_or(here),
            has_gaps,
            overlap,
            last: LastPages::continued(saved.front, checkpoint.clone()),
        };
        Ok((checkpoint, progress))
    }

    /// The progress of a walk that begins before the last items of this one.
    pub(super) fn of_next_walk(&self) -> Self {
        Self {
            overlap: self.overlap.clone().next(),
            ..Self::default()
        }
    }

    /// Counts the items of a page, before [`pass`](Self::pass).
    pub(super) fn receive(&mut self, items: &[Item]) {
        for item in items {
            let hash = u32::from_str_radix(&item.hash[..8], 16);
            self.overlap.receive(hash.expect("hashes are hexadecimal"));
        }
    }

    /// Whether the walk, which began at this checkpoint, may have skipped items.
    pub(super) fn lost_its_place(&self, begin: Option<&Checkpoint>) -> bool {
        self.overlap.is_missing(begin)
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
        let saved = Saved {
            checkpoint: checkpoint.clone(),
            safe: if self.has_gaps {
                Some(self.safe.clone())
            } else {
                None
            },
            front: self.last.front().cloned(),
            overlap: Some(self.overlap.clone()),
        };
        State {
            key,
            since: String::new(),
            checkpoint: serde_json::to_string(&saved).expect("places are JSON"),
            at_end: false,
        }
    }

    /// Where the next walk begins, at the end of this one.
    pub(super) fn next_walk(&self) -> NextWalk {
        if self.has_gaps && (self.safe.items >= READ_AGAIN || self.last.is_empty()) {
            return NextWalk::at(self.safe.checkpoint.clone());
        }
        self.last.next_walk()
    }
}

/// Decodes a part of a state.
fn decode<T: DeserializeOwned>(state: &State, text: &str) -> Result<T, SyncError> {
    serde_json::from_str(text).map_err(|error| SyncError::State {
        key: state.key.clone(),
        problem: error.to_string(),
    })
}
