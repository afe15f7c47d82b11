//! What goes into a database and comes out of it, as plain data.

use crate::value::{DossierRows, Row};

/// One transaction: what a page changes, and how far the walk came with it.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    /// The démarche that all of it belongs to.
    pub(crate) demarche: i64,
    /// Rows that describe the démarche; they replace what was known.
    pub(crate) description: Vec<Row>,
    pub(crate) dossiers: Vec<DossierRows>,
    /// Applied after the dossiers.
    pub(crate) deletions: Vec<Deletion>,
    /// Items that could not be read.
    pub(crate) failures: Vec<Failure>,
    pub(crate) state: Option<State>,
    /// When the batch was made, in UTC.
    pub(crate) now: String,
    /// Whether deleted dossiers are removed rather than marked.
    pub(crate) remove_deleted: bool,
}

/// A dossier that is gone, or about to go.
#[derive(Debug, Clone)]
pub(crate) struct Deletion {
    pub(crate) number: i64,
    pub(crate) state: Option<String>,
    pub(crate) reason: String,
    /// When it was, or will be, deleted, in UTC.
    pub(crate) at: String,
    /// Whether it can still be restored.
    pub(crate) pending: bool,
}

/// An item that could not be read, kept in the table `dead_letter` until it can.
#[derive(Debug, Clone)]
pub(crate) struct Failure {
    /// The dossier's number, where it is known.
    pub(crate) number: Option<i64>,
    /// The path in the response.
    pub(crate) path: String,
    pub(crate) message: String,
}

/// How far a walk has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct State {
    /// The name of the walk, such as `demarche:12:changes`.
    pub(crate) key: String,
    /// The fixed `updatedSince` that the checkpoint belongs to.
    pub(crate) since: String,
    /// The checkpoint as JSON.
    pub(crate) checkpoint: String,
    /// Whether the walk had come to the end of all lists.
    pub(crate) at_end: bool,
}

/// What the mirror holds of a dossier, as far as a census compares it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) number: i64,
    pub(crate) state: String,
    pub(crate) modified: String,
    pub(crate) expiration: Option<String>,
    pub(crate) revision: String,
    /// Sorted ids.
    pub(crate) labels: Vec<String>,
}

/// A finished or interrupted run, as `status` shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RunRow {
    pub(crate) demarche: i64,
    pub(crate) started: String,
    pub(crate) finished: Option<String>,
    pub(crate) outcome: Option<String>,
    pub(crate) certificate: Option<String>,
}

/// A démarche of the database, as `status` shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mirrored {
    pub(crate) demarche: i64,
    pub(crate) title: Option<String>,
    /// Without those that are deleted.
    pub(crate) dossiers: i64,
    /// Failures that are not resolved.
    pub(crate) unread: i64,
    /// When a run last ended well, in UTC.
    pub(crate) last_success: Option<String>,
}

/// A partition of a list, as `status` shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MirroredList {
    pub(crate) list: String,
    pub(crate) part: String,
    /// Without those that are deleted.
    pub(crate) items: i64,
    /// When a run last ended well, in UTC.
    pub(crate) last_success: Option<String>,
    /// How the newest run ended.
    pub(crate) last_outcome: Option<String>,
}

/// A saved state with the time when it was saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SavedState {
    pub(crate) key: String,
    pub(crate) since: String,
    pub(crate) checkpoint: String,
    pub(crate) saved_at: String,
}

/// One transaction of a list's mirror.
#[derive(Debug, Default)]
pub(crate) struct ItemBatch {
    /// The list's name.
    pub(crate) list: String,
    /// The partition's name.
    pub(crate) part: String,
    pub(crate) items: Vec<Item>,
    pub(crate) state: Option<State>,
    /// When the batch was made, in UTC.
    pub(crate) now: String,
}

/// An item of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Item {
    pub(crate) key: String,
    /// The item as JSON.
    pub(crate) raw: String,
    pub(crate) hash: String,
}
