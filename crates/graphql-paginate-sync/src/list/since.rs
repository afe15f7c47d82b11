//! The watermark of a list that shows what was created or modified since the item with an identifier.
//!
//! A walk takes time, and the server counts from the creation of the item. If the next walk began at the highest
//! identifier received, it would miss a change that was made behind the cursor before that item was created. So it begins
//! at the highest identifier of the walk's first page, or that was known before the walk: such an item was created
//! before the first page was sent, and every change after that is listed. It counts only once the walk has reached its
//! end; until then the old one is kept with the checkpoint, so an interrupted run continues with the same request. A walk
//! with gaps leaves it as it is.

use graphql_paginate::Checkpoint;
use serde::{Deserialize, Serialize};

use super::source::{ListPage, Start};
use crate::error::SyncError;
use crate::store::{Item, State};

/// The watermark of one walk.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Watermark {
    /// The watermark that the walk was requested with; `None` for the whole list.
    since: Option<u64>,
    /// The watermark of the next walk if this one has no gaps; 0 for the whole list.
    #[serde(default)]
    next: u64,
    /// The highest identifier received in this walk and those before it.
    highest: u64,
    /// Whether the first page was received.
    #[serde(default)]
    has_begun: bool,
    /// Whether the walk missed something, such as an item that was null.
    #[serde(default)]
    has_gaps: bool,
    /// Where an interrupted walk continues; `None` at the end of a walk.
    walk: Option<Checkpoint>,
}

impl Watermark {
    /// Reads a saved watermark.
    pub(super) fn read(state: State) -> Result<Self, SyncError> {
        serde_json::from_str(&state.checkpoint).map_err(|error| SyncError::State {
            key: state.key,
            problem: error.to_string(),
        })
    }

    /// A walk of the whole list.
    pub(super) fn whole(self) -> Self {
        Self {
            next: self.highest,
            highest: self.highest,
            ..Self::default()
        }
    }

    /// The next walk: the last one if it was interrupted, or what was created or modified since it began.
    pub(super) fn next(self) -> Self {
        if self.walk.is_some() {
            return self;
        }
        let since = match (self.has_gaps, self.next) {
            (true, _) => self.since,
            (false, 0) => None,
            (false, next) => Some(next),
        };
        Self {
            since,
            ..self.whole()
        }
    }

    /// Whether the walk, so far, missed something: it was interrupted after that.
    pub(super) fn has_gaps(&self) -> bool {
        self.has_gaps
    }

    /// Where the walk starts.
    pub(super) fn start(&self) -> Start {
        Start {
            checkpoint: self.walk.clone(),
            since: self.since,
            ..Start::default()
        }
    }

    /// Raises the watermark to the identifiers of a page's items, which are their keys.
    pub(super) fn raise(&mut self, page: &ListPage, items: &[Item]) {
        for item in items {
            if let Ok(identifier) = item.key.parse() {
                self.highest = self.highest.max(identifier);
            }
        }
        if !self.has_begun {
            self.next = self.highest;
            self.has_begun = true;
        }
        self.has_gaps |= page.null_items > 0;
    }

    /// Ends the walk; `is_incomplete` if it ended before its announced total, or may have passed over items.
    pub(super) fn end(&mut self, is_incomplete: bool) {
        self.has_gaps |= is_incomplete;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_watermark_that_does_not_say_where_it_is_safe_starts_a_walk_of_the_whole_list() {
        let state = State {
            key: "list:candidates:".to_owned(),
            since: "20".to_owned(),
            checkpoint: r#"{"since":20,"highest":50,"walk":null}"#.to_owned(),
            at_end: true,
        };
        let next = Watermark::read(state).unwrap().next();
        assert_eq!(
            (next.start().since, next.next, next.highest),
            (None, 50, 50)
        );
    }
}
