//! Checkpoints: positions of a walk that can be stored and resumed later.

mod atomic;
mod file;
mod fingerprint;

use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

pub use self::file::{CheckpointLock, FileCheckpoint};
pub(crate) use self::fingerprint::{Fingerprint, hash_of};
use crate::mark::{Mark, Order};

const VERSION: u32 = 1;

/// The position of a walk between two items: a small value to store and to give to
/// [`Paginator::resume`](crate::Paginator::resume).
///
/// # What a resumed walk yields
///
/// On an unchanged server, a resumed walk repeats nothing and skips nothing, whatever the page size. On a server that
/// changes, it skips nothing that comes after the checkpoint. If the query selects `edges { cursor }`, the position is the
/// cursor of the last item. Otherwise the items of the page where the walk stopped are recognized by their `id`, or, if the
/// query does not select `id`, by all their selected fields. Items that changed may then be yielded again.
///
/// # What a resumed walk does not see
///
/// A checkpoint continues a list. It does not see changes to items that were already passed: an update, a deletion, or an
/// insertion before the position. To mirror data, walk a list that is ordered by modification time and keep its filter
/// fixed (`updatedSince` for demarches-simplifiees, `orderBy: {field: UPDATED_AT, direction: ASC}` for GitHub). A changed
/// item then moves to the end of the list, after the checkpoint, which works as a watermark. Deletions need a list of
/// their own, such as `deletedDossiers`, or a comparison with all ids.
///
/// # What is stored
///
/// Neither credentials nor data: query, variables, endpoint and items are stored as hashes. The cursor is the server's, and
/// so is the name of the list in the body of a REST page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    version: u32,
    fingerprint: Fingerprint,
    #[serde(default)]
    backward: bool,
    #[serde(default)]
    cursor: Option<String>,
    #[serde(default)]
    offset: u64,
    /// Identities of the items after the cursor that were yielded.
    #[serde(default, rename = "handed", skip_serializing_if = "Vec::is_empty")]
    yielded: Vec<String>,
    #[serde(default)]
    page_size: Option<u32>,
    #[serde(default)]
    items: u64,
    /// The number of nulls among the items before the page where the walk resumes; `None` if that is unknown, as after a
    /// start inside the list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nulls: Option<u64>,
    /// The list that was the only one of the first page: see [`Origin::list`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    list: Option<String>,
}

/// What all checkpoints of a walk have in common.
#[derive(Debug, Clone, Default)]
pub(crate) struct Origin {
    pub(crate) fingerprint: Fingerprint,
    /// The number of items that earlier runs yielded.
    pub(crate) items: u64,
    /// The number of nulls that earlier runs skipped; `None` if the first one did not start at the beginning of the list.
    pub(crate) nulls: Option<u64>,
    /// The list that a REST walk found to be the only one of its first page; empty until then, and if the caller said where
    /// the items are.
    pub(crate) list: Arc<OnceLock<String>>,
}

impl Origin {
    /// The origin of a walk that starts at a mark without a checkpoint.
    pub(crate) fn new(fingerprint: Fingerprint, start: &Mark) -> Self {
        let nulls = if *start == Mark::default() {
            Some(0)
        } else {
            None
        };
        Self {
            fingerprint,
            items: 0,
            nulls,
            list: Arc::default(),
        }
    }

    /// The number of items in the list, nulls included, before the page at the mark where the walk starts or resumes.
    /// `None` if that is unknown.
    pub(crate) fn passed(&self, start: &Mark) -> Option<u64> {
        let yielded = self.items.saturating_sub(start.offset);
        Some(yielded.saturating_add(self.nulls?))
    }
}

impl Checkpoint {
    /// The cursor of the page where the walk continues; `None` at the beginning.
    pub fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }

    /// The number of items of that page that were already yielded, without nulls.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// The number of items that were yielded in total, including those of earlier runs.
    pub fn items(&self) -> u64 {
        self.items
    }

    pub(crate) fn new(
        origin: &Origin,
        order: Order,
        mark: &Mark,
        page_size: Option<u32>,
        items: u64,
        nulls: Option<u64>,
    ) -> Self {
        Self {
            version: VERSION,
            fingerprint: origin.fingerprint.clone(),
            backward: order == Order::Reversed,
            cursor: mark.cursor.clone(),
            offset: mark.offset,
            yielded: mark.yielded.iter().map(ToString::to_string).collect(),
            page_size,
            items: origin.items.saturating_add(items),
            nulls: origin
                .nulls
                .zip(nulls)
                .map(|(before, new)| before.saturating_add(new)),
            list: origin.list.get().cloned(),
        }
    }

    /// The position in the list.
    pub(crate) fn mark(&self) -> Mark {
        let identities: Result<Vec<_>, _> = self.yielded.iter().map(|text| text.parse()).collect();
        Mark {
            cursor: self.cursor.clone().filter(|cursor| !cursor.is_empty()),
            offset: self.offset,
            // Without valid identities, the items are counted.
            yielded: identities.unwrap_or_default(),
        }
    }

    /// The page size that the walk ended with.
    pub(crate) fn page_size(&self) -> Option<u32> {
        self.page_size
    }

    pub(crate) fn origin(&self) -> Origin {
        let list = self.list.clone().map(OnceLock::from);
        Origin {
            fingerprint: self.fingerprint.clone(),
            items: self.items,
            nulls: self.nulls,
            list: Arc::new(list.unwrap_or_default()),
        }
    }

    /// Why a walk with this fingerprint and order cannot resume here, with the fix; `None` if it can.
    pub(crate) fn problem(&self, fingerprint: &Fingerprint, order: Order) -> Option<String> {
        if self.version > VERSION {
            return Some(format!(
                "it has version {}, but this library reads versions up to {VERSION}; update the library",
                self.version
            ));
        }
        if let Some(difference) = self.fingerprint.difference(fingerprint) {
            return Some(difference.to_owned());
        }
        let has_identities = !self.yielded.is_empty();
        if self.offset > self.items || (has_identities && self.offset > self.yielded.len() as u64) {
            return Some(format!(
                "its offset {} is larger than the number of items yielded; it was edited or damaged, so start over",
                self.offset
            ));
        }
        if self.backward != (order == Order::Reversed) {
            let problem =
                "it was taken in the other direction; walk in that direction, or start over";
            return Some(problem.to_owned());
        }
        None
    }
}
