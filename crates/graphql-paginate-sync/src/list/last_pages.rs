//! The last pages of a walk in order of change, which the next walk reads again.

use std::collections::VecDeque;

use graphql_paginate::Checkpoint;
use serde::{Deserialize, Serialize};

/// How many items at the end of the list the next walk reads again, if a walk received so many.
pub(super) const READ_AGAIN: usize = 100;

/// Where the last pages of a walk in order of change begin.
///
/// The next walk begins there and not at the end, since cursors may hold whole seconds, such as GitHub's: an item that
/// changes later in the second of the last one may be listed before it. An edit of many items at once gives them all the
/// same second, so about a hundred items are read again.
#[derive(Debug, Clone, Default)]
pub struct LastPages {
    /// Those with items, the earliest first.
    begins: VecDeque<Place>,
    /// Where the next page begins; `None` for the start of the list.
    next: Option<Checkpoint>,
}

/// A place in a list.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Place {
    /// `None` for the start of the list.
    pub(super) checkpoint: Option<Checkpoint>,
    /// The number of items that were received after it.
    pub(super) items: usize,
}

/// Where the next walk begins.
#[derive(Debug, Clone, PartialEq)]
#[allow(
    clippy::large_enum_variant,
    reason = "there is one value for each walk"
)]
pub enum NextWalk {
    /// Where this walk began, since it received nothing.
    Unchanged,
    /// At the start of the list.
    Start,
    /// At a place in the list.
    At(Checkpoint),
}

impl LastPages {
    /// Those of a walk that begins at a checkpoint, or at the start of the list.
    pub fn new(begin: Option<Checkpoint>) -> Self {
        Self {
            begins: VecDeque::new(),
            next: begin,
        }
    }

    /// Those of a walk that continues at a checkpoint, with the place at which they begin.
    pub(super) fn continued(front: Option<Place>, next: Checkpoint) -> Self {
        Self {
            begins: front.into_iter().collect(),
            next: Some(next),
        }
    }

    /// The place at which they begin; `None` before the first page.
    pub(super) fn front(&self) -> Option<&Place> {
        self.begins.front()
    }

    /// Counts a page of `items` items that ends at `checkpoint`.
    pub fn pass(&mut self, checkpoint: Checkpoint, items: usize) {
        let begin = self.next.replace(checkpoint);
        if items == 0 {
            return;
        }
        self.begins.push_back(Place {
            checkpoint: begin,
            items: 0,
        });
        for place in &mut self.begins {
            place.items += items;
        }
        while self
            .begins
            .get(1)
            .is_some_and(|place| place.items >= READ_AGAIN)
        {
            self.begins.pop_front();
        }
    }

    /// Whether the walk received nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.begins.is_empty()
    }

    /// Where the next walk begins, at the end of this one.
    pub fn next_walk(&self) -> NextWalk {
        match self.front() {
            None => NextWalk::Unchanged,
            Some(place) => NextWalk::at(place.checkpoint.clone()),
        }
    }
}

impl NextWalk {
    pub(super) fn at(checkpoint: Option<Checkpoint>) -> Self {
        match checkpoint {
            None => Self::Start,
            Some(checkpoint) => Self::At(checkpoint),
        }
    }
}
