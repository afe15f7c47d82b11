//! Certificates: what a run did, what it saw, and what it could not see.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The record of one run, stored with it and printed by the command line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Certificate {
    /// The démarche's number.
    pub demarche: i64,
    /// When the run began, in UTC.
    pub started: String,
    /// When it ended, in UTC.
    pub finished: String,
    /// Whether the three lists were walked to the end.
    pub complete: bool,
    /// Whether one request showed that the lists had not changed since the last run, so that nothing else was read.
    #[serde(default)]
    pub unchanged: bool,
    /// The fixed `updatedSince` of the lists.
    pub since: String,
    /// Why the lists were walked from the start although there was a checkpoint.
    #[serde(default)]
    pub restarted: Option<String>,
    /// Pages of the three lists.
    pub pages: u64,
    /// The changes found by the lists.
    pub changes: Counts,
    /// Dossiers without an entry in any list, requested one by one.
    pub asked: u64,
    /// The census, if this run took one.
    pub census: Option<Census>,
    /// What happened to the files, if they are mirrored.
    #[serde(default)]
    pub files: Option<FileCounts>,
    /// Items that could not be read and are in `dead_letter`, including those of earlier runs.
    pub unread: u64,
    /// What this run could not see, in words; empty after a census that compared every dossier.
    pub unseen: Vec<String>,
    /// Views that still have the columns of an earlier form, since views of others depend on them: drop those, and create
    /// them again after the next run.
    #[serde(default)]
    pub kept_views: Vec<String>,
}

/// How many dossiers or items a transaction, or a run, changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Counts {
    /// New in the mirror.
    pub inserted: u64,
    /// Different from the row in the mirror.
    pub updated: u64,
    /// Received, and equal to the row in the mirror.
    pub unchanged: u64,
    /// Marked as deleted, or removed.
    pub deleted: u64,
    /// Marked as about to be deleted.
    pub pending: u64,
    /// Could not be read.
    pub failed: u64,
}

/// What a run did with files.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FileCounts {
    /// Downloaded and verified.
    pub downloaded: u64,
    /// The size of these together, in bytes.
    pub bytes: u64,
    /// Found in the folder with the right content, without a row that says so.
    pub kept: u64,
    /// Could not be downloaded; they are in `dead_letter`, and the next run tries again.
    pub failed: u64,
    /// Erased, since no dossier of the mirror has them any more.
    pub erased: u64,
}

/// The result of comparing the mirror with the server, dossier by dossier.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Census {
    /// Dossiers that the server listed.
    pub walked: u64,
    /// Nulls in the list: dossiers that the server could not show.
    pub nulls: u64,
    /// On the server, not in the mirror.
    pub missing: Vec<i64>,
    /// In the mirror, not on the server.
    pub extra: Vec<i64>,
    /// Different in state, modification date, expiry date, labels or revision, or stored with other parts than the mirror
    /// has.
    pub stale: Vec<i64>,
    /// How many of these were repaired.
    pub repaired: u64,
    /// How many dossiers of the mirror were not asked for, and so not deleted, since the server listed none at all: that is
    /// more often a token without rights than an empty démarche. See [`Mirror::allow_empty`](crate::Mirror::allow_empty).
    #[serde(default)]
    pub withheld: u64,
}

/// The record of one run of a list's partition.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ListCertificate {
    /// The list's name.
    pub list: String,
    /// The partition's name; empty for a list without partitions.
    pub part: String,
    /// When the run began, in UTC.
    pub started: String,
    /// When it ended, in UTC.
    pub finished: String,
    /// Whether the list was walked to the end and did not end before its announced total, that total did not fall, no list inside the items of
    /// the mirror lacks elements, and no deletion was withheld.
    pub complete: bool,
    /// Whether the list ended before as many items as the server announces, counted over all runs that continued the
    /// walk.
    #[serde(default)]
    pub ended_short: bool,
    /// Whether a list with offsets or page numbers announced fewer items than before: some were deleted during the walk, and it
    /// may have passed over others.
    #[serde(default)]
    pub total_fell: bool,
    /// Whether it was walked from the first item to the last without interruption, and passed over none.
    pub whole: bool,
    /// Why it was walked from the start although there was a checkpoint.
    pub restarted: Option<String>,
    /// Pages of the list.
    pub pages: u64,
    /// What the walk changed; `failed` counts nulls in the list. If the run walked the list twice, `unchanged` is that of the
    /// second walk.
    pub changes: Counts,
    /// What the walk changed in the lists inside the items, such as `github_reviews`, by name.
    #[serde(default)]
    pub nested: BTreeMap<String, Counts>,
    /// How many lists inside the items of the mirror lack elements, by their paths from an item, such as `labels`: the
    /// server has further pages of them, or does not say that it has none. They are stored as they were received, by this
    /// run or an earlier one.
    #[serde(default)]
    pub cut: BTreeMap<String, u64>,
    /// Why such lists could not be read to their ends, by their paths: the last error of each path in this run.
    #[serde(default)]
    pub problems: BTreeMap<String, String>,
    /// Items of a whole walk that others with the same key replaced: they changed during the walk, or the key does not
    /// identify items, and the mirror lacks them.
    #[serde(default)]
    pub replaced: u64,
    /// Items of the mirror that were not deleted, since a walk of the whole list listed none at all: that is more often a
    /// token without rights or a changed filter than an empty list. See
    /// [`Mirror::allow_empty`](crate::Mirror::allow_empty).
    #[serde(default)]
    pub withheld: u64,
    /// Items of the mirror that a whole walk did not list, although the server still has them.
    pub unlisted: Vec<String>,
    /// What this run could not see, in words.
    pub unseen: Vec<String>,
    /// Views that still have the columns of an earlier definition, since views of others depend on them: drop those, and create
    /// them again after the next run.
    #[serde(default)]
    pub kept_views: Vec<String>,
}

impl Counts {
    /// Adds the counts of another transaction.
    pub(crate) fn add(&mut self, other: Self) {
        self.inserted += other.inserted;
        self.updated += other.updated;
        self.unchanged += other.unchanged;
        self.deleted += other.deleted;
        self.pending += other.pending;
        self.failed += other.failed;
    }
}

impl Census {
    /// Whether mirror and server were equal before the repair.
    pub fn agrees(&self) -> bool {
        self.missing.is_empty() && self.extra.is_empty() && self.stale.is_empty()
    }

    /// The number of differences that were not repaired.
    pub fn unrepaired(&self) -> u64 {
        let differences = self.missing.len() + self.extra.len() + self.stale.len();
        (differences as u64).saturating_sub(self.repaired)
    }
}

/// What only a walk of a whole list shows.
pub(crate) const DELETED: &str = "items that were deleted";

impl ListCertificate {
    /// Forgets what the walk before received unchanged: the next one receives it again.
    pub(crate) fn begin_another_walk(&mut self) {
        self.changes.unchanged = 0;
        for counts in self.nested.values_mut() {
            counts.unchanged = 0;
        }
    }

    /// What this run could not see and a census would not have seen either: what the server did not list, or listed as
    /// null.
    pub fn unseen_by_census(&self) -> Vec<&str> {
        let mut unseen = Vec::new();
        for text in &self.unseen {
            if text != DELETED {
                unseen.push(text.as_str());
            }
        }
        unseen
    }
}
