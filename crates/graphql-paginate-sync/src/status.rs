//! What a database tells of its mirrors.

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
    /// When it began, in UTC.
    pub started: String,
    /// When it ended; `None` while it runs, and for ever if it was killed.
    pub finished: Option<String>,
    /// `complete` or `failed`.
    pub outcome: Option<String>,
    /// What it did.
    pub certificate: Option<Certificate>,
}

/// The mirror of one démarche.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct DemarcheStatus {
    /// The démarche's number.
    pub demarche: i64,
    /// Its title; `None` before it was first read.
    pub title: Option<String>,
    /// Dossiers in the mirror, without those that are deleted.
    pub dossiers: i64,
    /// Items that could not be read so far.
    pub unread: i64,
    /// When a run last walked all lists to their ends, in UTC.
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
    /// The partition's name; empty for a list that has one part.
    pub part: String,
    /// Items in the mirror, without those that are deleted.
    pub items: i64,
    /// When a run last walked the list to its end, in UTC.
    pub last_success: Option<String>,
    /// How the newest run ended: `complete` or `failed`; `None` while it runs, and for ever if it was killed.
    pub last_outcome: Option<String>,
}

impl DemarcheStatus {
    /// Whether the last success is longer ago than `age`, or there was none.
    pub fn is_older_than(&self, age: Duration) -> bool {
        is_older(self.last_success.as_deref(), age)
    }
}

impl ListStatus {
    /// Whether the last success is longer ago than `age`, or there was none.
    pub fn is_older_than(&self, age: Duration) -> bool {
        is_older(self.last_success.as_deref(), age)
    }
}

fn is_older(moment: Option<&str>, age: Duration) -> bool {
    let Some(Ok(moment)) = moment.map(DateTime::parse_from_rfc3339) else {
        return true;
    };
    // Negative when the clock was set back.
    let passed = (Utc::now() - moment.with_timezone(&Utc)).to_std();
    passed.unwrap_or_default() > age
}

/// How far the walk of a démarche has come.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct WalkState {
    /// Its name, such as `demarche:12345:changes`.
    pub key: String,
    /// The fixed date that the walk began with.
    pub since: String,
    /// When it was last saved, in UTC.
    pub saved_at: String,
    /// The checkpoint as JSON text.
    pub checkpoint: String,
}
