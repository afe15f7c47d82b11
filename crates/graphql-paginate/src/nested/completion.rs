//! The settings of a nested completion.

use crate::client::Profile;
use crate::driver::{Limits, OnRepeat, clamp_page_size};

/// How many pages of one nested connection are read by default.
const MAX_NESTED_PAGES: u64 = 10_000;

/// How nested connections are read to their end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Completion {
    pub(crate) concurrency: usize,
    /// Parents to a request; `None`: what the profile says.
    pub(crate) batch: Option<usize>,
    pub(crate) page_size: Option<u32>,
    /// How many pages of one nested connection may be read.
    pub(crate) max_pages: u64,
    /// How many of them in a row may be empty.
    pub(crate) max_empty_pages: u64,
    pub(crate) on_repeat: OnRepeat,
}

impl Default for Completion {
    fn default() -> Self {
        Self {
            concurrency: 4,
            batch: None,
            page_size: None,
            max_pages: MAX_NESTED_PAGES,
            max_empty_pages: 0,
            on_repeat: OnRepeat::Fail,
        }
    }
}

impl Completion {
    /// The settings with what the walk and the API's profile add to them.
    pub(crate) fn within(self, profile: &Profile, limits: &Limits) -> Self {
        let in_flight = usize::try_from(profile.max_concurrency).unwrap_or(usize::MAX);
        let batch = usize::try_from(profile.nested_batch).unwrap_or(usize::MAX);
        Self {
            concurrency: self.concurrency.min(in_flight).max(1),
            batch: Some(self.batch.unwrap_or(batch).max(1)),
            page_size: clamp_page_size(self.page_size, profile.max_page_size),
            max_empty_pages: limits.empty_pages,
            on_repeat: limits.on_repeat,
            ..self
        }
    }
}
