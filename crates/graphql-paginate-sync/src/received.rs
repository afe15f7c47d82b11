//! What runs have received so far, for a display.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The pages and items that the runs of a mirror have received and stored. Clones share the counts.
///
/// ```no_run
/// use graphql_paginate_sync::{Mirror, ReceivedCounts, SyncError};
///
/// # async fn run(mirror: Mirror) -> Result<(), SyncError> {
/// let counts = ReceivedCounts::default();
/// let mirror = mirror.received(counts.clone());
/// // Another task shows `counts.items()` meanwhile.
/// mirror.sync(12345).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Default)]
pub struct ReceivedCounts {
    pages: Arc<AtomicU64>,
    items: Arc<AtomicU64>,
}

impl ReceivedCounts {
    /// The number of pages.
    pub fn pages(&self) -> u64 {
        self.pages.load(Ordering::Relaxed)
    }

    /// The number of items or dossiers on these pages, and of entries in the lists of deletions.
    pub fn items(&self) -> u64 {
        self.items.load(Ordering::Relaxed)
    }

    /// Adds a page.
    pub(crate) fn add_page(&self, items: usize) {
        self.pages.fetch_add(1, Ordering::Relaxed);
        self.items.fetch_add(items as u64, Ordering::Relaxed);
    }
}
