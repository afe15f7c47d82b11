//! Page sizes of the rest that the server can manage.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::driver::Sizes;

/// What each kind of connection has come down to, for all parents of a walk: what was too much for one mostly is for the
/// next.
#[derive(Debug, Default)]
pub(crate) struct ReducedPageSizes(Mutex<BTreeMap<usize, Sizes>>);

impl ReducedPageSizes {
    /// The sizes for a request about a kind, where so many items are wanted.
    pub(super) fn of(&self, kind: usize, wanted: Option<u32>) -> Sizes {
        self.lock()
            .entry(kind)
            .or_insert_with(|| Sizes::new(wanted, None, None))
            .clone()
    }

    /// Takes over what a request has come down to until it was answered.
    pub(super) fn learn(&self, kind: usize, sizes: Sizes) {
        if let Some(known) = self.lock().get_mut(&kind) {
            known.learn(sizes);
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<usize, Sizes>> {
        // Nothing inside panics, and plain numbers are as good as they were.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
