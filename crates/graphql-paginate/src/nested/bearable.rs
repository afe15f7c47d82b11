//! Page sizes of the rest that the server can manage.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// How many good answers it takes to ask for more again.
const GOOD: u32 = 8;

/// The size that each kind of connection has come down to, for all parents of a walk: what was too much for one mostly is
/// for the next. Where it was that one alone, doubling soon makes up for it.
#[derive(Debug, Default)]
pub(crate) struct Bearable(Mutex<BTreeMap<usize, Size>>);

#[derive(Debug, Clone, Copy)]
struct Size {
    now: u32,
    good: u32,
}

impl Bearable {
    /// How many items to ask for, where so many are wanted.
    pub(super) fn within(&self, kind: usize, wanted: Option<u32>) -> Option<u32> {
        let now = self.with(|sizes| sizes.get(&kind).map(|size| size.now));
        wanted.map(|wanted| now.map_or(wanted, |now| now.min(wanted)))
    }

    /// So many were too much.
    pub(super) fn shrink(&self, kind: usize, sent: u32) {
        let less = (sent / 2).max(1);
        self.with(|sizes| {
            // A request that was sent before another one failed may have been larger.
            let now = sizes.get(&kind).map_or(less, |size| size.now.min(less));
            sizes.insert(kind, Size { now, good: 0 });
        });
    }

    pub(super) fn worked(&self, kind: usize) {
        self.with(|sizes| {
            let Some(size) = sizes.get_mut(&kind) else { return };
            size.good += 1;
            if size.good >= GOOD {
                *size = Size { now: size.now.saturating_mul(2), good: 0 };
            }
        });
    }

    fn with<T>(&self, act: impl FnOnce(&mut BTreeMap<usize, Size>) -> T) -> T {
        // Nothing inside panics, and plain numbers are as good as they were.
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
