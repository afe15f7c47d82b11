//! The counts of an export that add up over the runs that continue it.

use serde::{Deserialize, Serialize};

/// What an export has written, left out or received incompletely, in this run and in those before it.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(crate) struct Counts {
    /// Pages written.
    #[serde(default)]
    pub(crate) pages: u64,
    /// Pages kept although they came with errors.
    pub(crate) partial_pages: u64,
    /// Items left out because of errors.
    #[serde(default)]
    pub(crate) skipped_items: u64,
    /// Those of them that the walk counts as received.
    #[serde(default)]
    pub(crate) dropped: u64,
    /// Items that are null in the list itself, without those that were left out because of errors.
    #[serde(default)]
    pub(crate) null_items: u64,
    /// Nested lists with missing items.
    #[serde(default)]
    pub(crate) cut_lists: u64,
    /// Those of them that `--nested` does not choose are counted here instead.
    #[serde(default)]
    pub(crate) lists_not_chosen: u64,
}
