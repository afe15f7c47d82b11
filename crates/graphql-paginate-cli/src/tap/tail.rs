//! The end of a list in order of change, which the next run reads again.
//!
//! Cursors may hold whole seconds, such as GitHub's, and an item that changes later in the second of the last one may be
//! listed before it. Records have keys, so a target replaces those that it receives again.

use std::collections::VecDeque;

use graphql_paginate::Checkpoint;

/// How many items at the end of a list the next run reads again, if a walk received so many.
const READ_AGAIN: usize = 100;

/// Where the last pages of a walk begin.
pub(crate) struct Tail {
    /// Those with items, the earliest first.
    pages: VecDeque<Begin>,
    /// Where the next page begins; `None` for the start of the list.
    next: Option<Checkpoint>,
}

/// The place where a page begins.
struct Begin {
    checkpoint: Option<Checkpoint>,
    /// The number of items that were received after it.
    items: usize,
}

impl Tail {
    /// The end of a walk from a checkpoint, or from the start of the list.
    pub(crate) fn new(begin: Option<Checkpoint>) -> Self {
        Self {
            pages: VecDeque::new(),
            next: begin,
        }
    }

    /// Counts a page of `items` items that ends at `checkpoint`.
    pub(crate) fn pass(&mut self, checkpoint: Checkpoint, items: usize) {
        let begin = self.next.replace(checkpoint);
        if items == 0 {
            return;
        }
        self.pages.push_back(Begin {
            checkpoint: begin,
            items: 0,
        });
        for page in &mut self.pages {
            page.items += items;
        }
        while self
            .pages
            .get(1)
            .is_some_and(|page| page.items >= READ_AGAIN)
        {
            self.pages.pop_front();
        }
    }

    /// Where the next walk begins, at the end of this one: `Some(None)` for the start of the list, and `None` if this walk
    /// received nothing.
    pub(crate) fn begin(mut self) -> Option<Option<Checkpoint>> {
        Some(self.pages.pop_front()?.checkpoint)
    }
}
