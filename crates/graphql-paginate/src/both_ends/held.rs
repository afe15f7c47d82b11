//! The items of the tail in an ordered walk, held until those of the head were passed on.

use crate::page::{Listing, Page};

/// The new items of a page, and the page that they came with.
pub(super) struct Batch<L: Listing> {
    /// In the order in which the walk yields them.
    pub(super) items: Vec<L::Item>,
    /// `None` if the page was passed on with other items of it, or is not kept.
    pub(super) page: Option<Page<(), L::Data>>,
}

/// The batches of the tail, the last one of the list first.
pub(super) struct Held<L: Listing> {
    batches: Vec<Batch<L>>,
    /// Whether only the items of held pages are kept.
    pub(super) drops_pages: bool,
    /// Whether a batch was passed on.
    pub(super) has_released: bool,
}

impl<L: Listing> Held<L> {
    /// Holds items in the order in which the tail reads them, last item first.
    pub(super) fn push(&mut self, items: Vec<L::Item>, page: Option<Page<(), L::Data>>) {
        let page = page.filter(|_| !self.drops_pages);
        self.batches.push(Batch { items, page });
    }

    /// The next batch, in the order of the list.
    pub(super) fn pop(&mut self) -> Option<Batch<L>> {
        let mut batch = self.batches.pop()?;
        self.has_released = true;
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

impl<L: Listing> Default for Held<L> {
    fn default() -> Self {
        Self {
            batches: Vec::new(),
            drops_pages: false,
            has_released: false,
        }
    }
}
