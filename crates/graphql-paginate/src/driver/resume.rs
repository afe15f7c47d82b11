//! Starts a walk at a checkpoint.

use super::{Mark, Order};
use crate::checkpoint::{Checkpoint, Fingerprint, Origin};
use crate::error::ErrorKind;

/// Where a walk begins, and with which page sizes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Start {
    pub(crate) mark: Mark,
    /// The page size that the caller wants; `None` leaves it to the server.
    pub(crate) size: Option<u32>,
    /// The page size that an earlier run ended with, which may be smaller.
    pub(crate) size_now: Option<u32>,
    /// The largest nested page size of the request; `None` if it sets none.
    pub(crate) nested_size: Option<u32>,
    /// What the checkpoints of the walk have in common.
    pub(crate) origin: Origin,
}

impl Checkpoint {
    /// The start of a walk that continues at this checkpoint.
    pub(crate) fn start(&self, size: Option<u32>) -> Start {
        Start {
            mark: self.mark(),
            size,
            size_now: self.page_size(),
            nested_size: None,
            origin: self.origin(),
        }
    }

    /// Refuses a checkpoint that belongs to another walk or was edited.
    pub(crate) fn check(&self, fingerprint: &Fingerprint, order: Order) -> Result<(), ErrorKind> {
        match self.problem(fingerprint, order) {
            Some(problem) => Err(ErrorKind::Checkpoint { problem }),
            None => Ok(()),
        }
    }
}
