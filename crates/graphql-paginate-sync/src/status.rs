//! The status of the mirrors in a database.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::certificate::Certificate;

/// One run of a mirror.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct RunSummary {
    /// The démarche's number.
    pub demarche: i64,
    /// When the run began, in UTC.
    pub started: String,
    /// When the run ended, in UTC; `None` while it runs, or if it was killed.
    pub finished: Option<String>,
    /// `complete` or `failed`.
    pub outcome: Option<String>,
    /// The certificate of the run, if it completed.
    pub certificate: Option<Certificate>,
}

/// The mirror of one démarche.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct DemarcheStatus {
    /// The démarche's number.
    pub demarche: i64,
    /// Its title; `None` if it was never read.
    pub title: Option<String>,
    /// The number of dossiers in the mirror, without deleted ones.
    pub dossiers: i64,
    /// The number of items that could not be read.
    pub unread: i64,
    /// When a run last reached the end of all lists, in UTC.
    pub last_success: Option<String>,
    /// The newest run.
    pub last_run: Option<RunSummary>,
}

/// The mirror of one partition of a list.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct ListStatus {
    /// The list's name.
    pub list: String,
    /// The partition's name; empty for a list without partitions.
    pub part: String,
    /// The number of items in the mirror, without deleted ones.
    pub items: i64,
    /// When a run last reached the end of the list, in UTC.
    pub last_success: Option<String>,
    /// The outcome of the newest run: `complete`, `truncated` if the list ended before its announced total, or `failed`; `None` while it runs, or if it was killed.
    pub last_outcome: Option<String>,
}

impl DemarcheStatus {
    /// Whether the last success is more than `age` ago, or there was none.
    pub fn is_older_than(&self, age: Duration) -> bool {
        is_older(self.last_success.as_deref(), age)
    }
}

impl ListStatus {
    /// Whether the last success is more than `age` ago, or there was none.
    pub fn is_older_than(&self, age: Duration) -> bool {
        is_older(self.last_success.as_deref(), age)
    }
}

fn is_older(moment: Option<&str>, age: Duration) -> bool {
    let Some(Ok(moment)) = moment.map(DateTime::parse_from_rfc3339) else {
        return true;
    };
    // The duration is negative if the clock was set back.
    let passed = (Utc::now() - moment.with_timezone(&Utc)).to_std();
    passed.unwrap_or_default() > age
}

/// The saved state of a démarche's walk.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct WalkState {
    /// Its key, such as `demarche:12345:changes`.
    pub key: String,
    /// The fixed start date of the lists.
    pub since: String,
    /// When it was last saved, in UTC.
    pub saved_at: String,
    /// The checkpoint as JSON text.
    pub checkpoint: String,
}
