//! The settings for completing nested connections.

use crate::client::Profile;
use crate::driver::{Limits, OnRepeat, clamp_page_size};

/// The default limit on pages of one nested connection.
const MAX_NESTED_PAGES: u64 = 10_000;

/// How nested connections are read to their end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Completion {
    pub(crate) concurrency: usize,
    /// Parents per request; `None` uses the profile's value.
    pub(crate) batch: Option<usize>,
    pub(crate) page_size: Option<u32>,
    /// The most pages read of one nested connection.
    pub(crate) max_pages: u64,
    /// The most empty pages in a row.
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
    /// Combines the settings with those of the walk and of the API's profile.
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
