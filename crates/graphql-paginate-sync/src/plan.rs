//! What a run will take, told before it.

use std::time::Duration;

use serde::Serialize;

/// An estimate of the next run of a démarche.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Plan {
    /// The démarche's number.
    pub demarche: i64,
    /// Its title, if the server shows it.
    pub title: Option<String>,
    /// Dossiers on the server, as it counts them.
    pub on_server: u64,
    /// Dossiers in the mirror, without those that are deleted.
    pub in_mirror: u64,
    /// Whether the run continues an earlier one, and so reads only what changed since.
    pub continues: bool,
    /// Dossiers per page.
    pub page_size: u32,
    /// Requests of the run, without a census. Of a run that continues, the fewest: one more for each page of changes.
    pub requests: u64,
    /// Requests of a census in addition, without repairs.
    pub census_requests: u64,
    /// How long the first page took.
    pub page_time: Duration,
}

impl Plan {
    /// How long the run takes at least, if every request takes as long as the first page.
    pub fn time(&self) -> Duration {
        let requests = u32::try_from(self.requests).unwrap_or(u32::MAX);
        self.page_time.saturating_mul(requests)
    }
}
