//! The items of an ordered walk that come after those which its checkpoint covers, buffered until both ends have met.

use std::collections::VecDeque;

use crate::page::{Listing, Page};

/// The new items of a page, and the page without them.
pub(super) struct Batch<L: Listing> {
    /// In the order in which the walk yields them.
    pub(super) items: Vec<L::Item>,
    /// `None` if another batch has the page, or if pages are not kept.
    pub(super) page: Option<Page<(), L::Data>>,
}

/// The batches of the backward walk, the last one of the list first, and before them those of the forward walk that came
/// late.
pub(super) struct BackBuffer<L: Listing> {
    /// New items that the forward walk read after an item of the backward walk, in the order of the list.
    late: VecDeque<Batch<L>>,
    batches: Vec<Batch<L>>,
    /// Whether only the items of buffered pages are kept.
    pub(super) is_without_pages: bool,
    /// Whether a batch was taken out.
    pub(super) has_yielded: bool,
}

impl<L: Listing> BackBuffer<L> {
    /// Adds items in the order in which the backward walk reads them, last item first.
    pub(super) fn push(&mut self, items: Vec<L::Item>, page: Option<Page<(), L::Data>>) {
        let page = page.filter(|_| !self.is_without_pages);
        self.batches.push(Batch { items, page });
    }

    /// Adds items that the forward walk read after an item of the backward walk.
    pub(super) fn push_late(&mut self, items: Vec<L::Item>, page: Option<Page<(), L::Data>>) {
        self.late.push_back(Batch { items, page });
    }

    /// Takes out the next batch, in the order of the list.
    pub(super) fn pop(&mut self) -> Option<Batch<L>> {
        if let Some(batch) = self.late.pop_front() {
            self.has_yielded = true;
            return Some(batch);
        }
        let mut batch = self.batches.pop()?;
        self.has_yielded = true;
        batch.items.reverse();
        Some(batch)
    }

    /// The number of items that the forward walk read late.
    pub(super) fn late_items(&self) -> u64 {
        let items = self.late.iter().map(|batch| batch.items.len() as u64);
        items.sum()
    }

    pub(super) fn clear(&mut self) {
        self.late.clear();
        self.batches.clear();
    }

    pub(super) fn is_empty(&self) -> bool {
        self.late.is_empty() && self.batches.is_empty()
    }

    /// The number of batches.
    pub(super) fn len(&self) -> usize {
        self.late.len() + self.batches.len()
    }
}

impl<L: Listing> Default for BackBuffer<L> {
    fn default() -> Self {
        Self {
            late: VecDeque::new(),
            batches: Vec::new(),
            is_without_pages: false,
            has_yielded: false,
        }
    }
}
