//! The items of the backward walk in an ordered walk, buffered until those of the forward walk were yielded.

use crate::page::{Listing, Page};

/// The new items of a page, and the page without them.
pub(super) struct Batch<L: Listing> {
    /// In the order in which the walk yields them.
    pub(super) items: Vec<L::Item>,
    /// `None` if another batch has the page, or if pages are not kept.
    pub(super) page: Option<Page<(), L::Data>>,
}

/// The batches of the backward walk, the last one of the list first.
pub(super) struct BackBuffer<L: Listing> {
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

    /// Takes out the next batch, in the order of the list.
    pub(super) fn pop(&mut self) -> Option<Batch<L>> {
        let mut batch = self.batches.pop()?;
        self.has_yielded = true;
        batch.items.reverse();
        Some(batch)
    }

    pub(super) fn clear(&mut self) {
        self.batches.clear();
    }

    pub(super) fn is_empty(&self) -> bool {
        self.batches.is_empty()
    }

    /// The number of batches.
    pub(super) fn len(&self) -> usize {
        self.batches.len()
    }
}

impl<L: Listing> Default for BackBuffer<L> {
    fn default() -> Self {
        Self {
            batches: Vec::new(),
            is_without_pages: false,
            has_yielded: false,
        }
    }
}
