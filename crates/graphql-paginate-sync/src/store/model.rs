//! The data that is written to and read from a database, as plain data.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::certificate::Counts;
use crate::hash;
use crate::settings::With;
use crate::value::{DossierRows, Row};

/// One transaction: the changes of a page, and the state of the walk after it.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    /// The démarche that it belongs to.
    pub(crate) demarche: i64,
    /// Rows that describe the démarche; they replace the earlier ones.
    pub(crate) description: Vec<Row>,
    pub(crate) dossiers: Vec<DossierRows>,
    /// Written after the dossiers.
    pub(crate) deletions: Vec<Deletion>,
    /// Items that could not be read.
    pub(crate) failures: Vec<ItemFailure>,
    pub(crate) state: Option<State>,
    /// When the batch was made, in UTC.
    pub(crate) now: String,
    /// Whether rows of equal dossiers get that time as well.
    pub(crate) confirms: bool,
    /// Whether deleted dossiers are removed instead of marked.
    pub(crate) remove_deleted: bool,
}

/// A dossier that is deleted or will be.
#[derive(Debug, Clone)]
pub(crate) struct Deletion {
    pub(crate) number: i64,
    pub(crate) state: Option<String>,
    pub(crate) reason: String,
    /// The time of the deletion, in UTC; it may be in the future.
    pub(crate) at: String,
    /// Whether the dossier can still be restored.
    pub(crate) pending: bool,
}

/// An item that could not be read, kept in the table `dead_letter` until it can be.
#[derive(Debug, Clone)]
pub(crate) struct ItemFailure {
    /// The dossier's number, if known.
    pub(crate) number: Option<i64>,
    /// The path in the response.
    pub(crate) path: String,
    pub(crate) message: String,
}

/// The saved state of a walk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct State {
    /// The key of the walk, such as `demarche:12:changes`.
    pub(crate) key: String,
    /// The fixed `updatedSince` that the checkpoint belongs to.
    pub(crate) since: String,
    /// The checkpoint as JSON.
    pub(crate) checkpoint: String,
    /// Whether the walk reached the end of all lists.
    pub(crate) at_end: bool,
}

/// The fields of a mirrored dossier that a census compares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) number: i64,
    pub(crate) state: String,
    pub(crate) modified: String,
    pub(crate) expiration: Option<String>,
    pub(crate) revision: String,
    /// The ids of the labels, sorted.
    pub(crate) labels: Vec<String>,
    /// The parts that it was stored with.
    pub(crate) parts: With,
}

/// What a run mirrors. Runs of démarches and of lists have tables of their own.
#[derive(Debug, Clone)]
pub(crate) enum RunSubject {
    Demarche(i64),
    List { list: String, part: String },
}

impl RunSubject {
    /// The table of such runs.
    pub(super) fn table(&self) -> &'static str {
        match self {
            Self::Demarche(_) => "run",
            Self::List { .. } => "list_run",
        }
    }
}

/// The row of a run that has begun.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BegunRun {
    pub(super) table: &'static str,
    pub(super) id: i64,
}

/// The end of a run.
#[derive(Debug)]
pub(crate) struct RunEnd {
    /// When it ended, in UTC.
    pub(crate) finished: String,
    pub(crate) outcome: &'static str,
    /// The certificate as JSON.
    pub(crate) certificate: String,
}

impl RunEnd {
    /// The end of a run with a certificate; the outcome is `complete`, `truncated` or `failed`.
    pub(crate) fn new(finished: &str, outcome: &'static str, certificate: &impl Serialize) -> Self {
        Self {
            finished: finished.to_owned(),
            outcome,
            certificate: serde_json::to_string(certificate).expect("a certificate is JSON"),
        }
    }
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
    /// The number of dossiers, without deleted ones.
    pub(crate) dossiers: i64,
    /// The number of unresolved failures.
    pub(crate) unread: i64,
    /// When a run last succeeded, in UTC.
    pub(crate) last_success: Option<String>,
}

/// A partition of a list, as `status` shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MirroredList {
    pub(crate) list: String,
    pub(crate) part: String,
    /// The number of items, without deleted ones.
    pub(crate) items: i64,
    /// When a run last succeeded, in UTC.
    pub(crate) last_success: Option<String>,
    /// The outcome of the newest run.
    pub(crate) last_outcome: Option<String>,
}

/// A file that should be in the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StoredFile {
    /// The path below the folder.
    pub(crate) path: String,
    /// The size in bytes.
    pub(crate) byte_size: i64,
}

/// A saved state, and when it was saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SavedState {
    pub(crate) key: String,
    pub(crate) since: String,
    pub(crate) checkpoint: String,
    pub(crate) saved_at: String,
}

/// One transaction of the mirror of a list.
#[derive(Debug, Default)]
pub(crate) struct ItemBatch {
    /// The list's name.
    pub(crate) list: String,
    /// The partition's name.
    pub(crate) part: String,
    pub(crate) items: Vec<Item>,
    /// The lists inside the items.
    pub(crate) children: Vec<Children>,
    pub(crate) state: Option<State>,
    /// When the batch was made, in UTC.
    pub(crate) now: String,
    /// Whether deleted items are removed instead of marked.
    pub(crate) remove_deleted: bool,
}

/// The items of one list inside the items of a page.
#[derive(Debug, Default)]
pub(crate) struct Children {
    /// The list's name.
    pub(crate) list: String,
    pub(crate) items: Vec<Item>,
    /// The parents whose lists were read to their ends: their other items are deleted.
    pub(crate) complete: Vec<String>,
    /// How many nulls were in the lists.
    pub(crate) nulls: u64,
    /// How many of the lists do not say where they end.
    pub(crate) open: u64,
}

/// The changes of an [`ItemBatch`].
#[derive(Debug, Default)]
pub(crate) struct Applied {
    pub(crate) items: Counts,
    /// The changes of the lists inside the items, by name.
    pub(crate) children: Vec<(String, Counts)>,
}

impl Item {
    /// An item with its key, that of the item that it is in, and its JSON.
    pub(crate) fn new(key: String, parent: Option<String>, raw: String) -> Self {
        Self {
            key,
            parent,
            hash: hash::of(raw.as_bytes()),
            raw,
            cut: BTreeMap::new(),
        }
    }

    /// The lists inside it that lack elements, as the store keeps them; `None` if there are none.
    pub(super) fn cut_text(&self) -> Option<String> {
        if self.cut.is_empty() {
            return None;
        }
        Some(serde_json::to_string(&self.cut).expect("a map of texts is JSON"))
    }
}

/// An item of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Item {
    pub(crate) key: String,
    /// The key of the item that it is in.
    pub(crate) parent: Option<String>,
    /// The item as JSON.
    pub(crate) raw: String,
    pub(crate) hash: String,
    /// The number of lists inside it that lack elements, by their paths.
    pub(crate) cut: BTreeMap<String, u64>,
}
