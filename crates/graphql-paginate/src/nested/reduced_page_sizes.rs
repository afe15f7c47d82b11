//! Page sizes of follow-up requests, reduced to what the server can handle.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::driver::Sizes;

/// The reduced sizes of each kind of connection, shared by all parents of a walk: a size that failed for one parent
/// mostly fails for the next.
#[derive(Debug, Default)]
pub(crate) struct ReducedPageSizes(Mutex<BTreeMap<usize, Sizes>>);

impl ReducedPageSizes {
    /// The sizes for a request for a kind, if `wanted` items are asked for.
    pub(super) fn of(&self, kind: usize, wanted: Option<u32>) -> Sizes {
        self.lock()
            .entry(kind)
            .or_insert_with(|| Sizes::new(wanted, None, None))
            .clone()
    }

    /// Stores the sizes with which a request succeeded.
    pub(super) fn learn(&self, kind: usize, sizes: Sizes) {
        if let Some(known) = self.lock().get_mut(&kind) {
            known.learn(sizes);
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<usize, Sizes>> {
        // Code under the lock does not panic, and a poisoned lock would still hold valid numbers.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
