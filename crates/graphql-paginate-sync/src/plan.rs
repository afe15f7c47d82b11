//! The estimate of a run.

use std::time::Duration;

use serde::Serialize;

/// An estimate of the next run of a démarche.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct MirrorPlan {
    /// The démarche's number.
    pub demarche: i64,
    /// Its title, if the server shows it.
    pub title: Option<String>,
    /// The number of dossiers that the server reports.
    pub on_server: u64,
    /// The number of dossiers in the mirror, without deleted ones.
    pub in_mirror: u64,
    /// Whether the run resumes from an earlier one, so that it reads only what changed.
    pub continues: bool,
    /// Dossiers per page.
    pub page_size: u32,
    /// Requests of the run without a census. For a run that resumes, the minimum: each page of changes adds one.
    pub requests: u64,
    /// Additional requests of a census, without repairs.
    pub census_requests: u64,
    /// The time that the first page took.
    pub page_time: Duration,
}

impl MirrorPlan {
    /// The estimated minimum time, if every request takes as long as the first page.
    pub fn time(&self) -> Duration {
        let requests = u32::try_from(self.requests).unwrap_or(u32::MAX);
        self.page_time.saturating_mul(requests)
    }
}
