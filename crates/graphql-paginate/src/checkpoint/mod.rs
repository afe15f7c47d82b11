//! Checkpoints: where a walk stands, to be stored and resumed later.

mod file;
mod fingerprint;

use serde::{Deserialize, Serialize};

pub use self::file::{CheckpointLock, FileCheckpoint};
pub(crate) use self::fingerprint::{Fingerprint, hash_of};
use crate::driver::{Mark, Order, Start};
use crate::error::ErrorKind;

const VERSION: u32 = 1;

/// Where a walk stands, between two items; a small value to be stored and given to
/// [`Paginator::resume`](crate::Paginator::resume).
///
/// # What it sees
///
/// A walk resumed on an unchanged server repeats nothing and skips nothing, whatever the page size. On a server that
/// changes, it skips nothing that lies behind the checkpoint: where the query selects `edges { cursor }`, the item's own
/// cursor is the place; else the items of the page where it stopped are recognized by their `id` where that is selected,
/// else by all that is selected of them. Items that changed may then come again.
///
/// # What it does not see
///
/// A checkpoint continues a list. It does not see what happens to items that were already passed: an update, a deletion,
/// or an insertion in front of it. A mirror therefore walks a list that is ordered by time of change and keeps its filter
/// fixed (`updatedSince` for demarches-simplifiees, `orderBy: {field: UPDATED_AT, direction: ASC}` for GitHub). A changed
/// item then moves to the end of the list, behind the checkpoint, which works as a watermark. Deletions need a list of
/// their own, such as `deletedDossiers`, or a comparison with all ids.
///
/// # What it holds
///
/// Neither credentials nor data: query, variables, endpoint and items are hashes. The cursor is the server's.
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
    /// Identities of the items handed out behind the cursor.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    handed: Vec<String>,
    #[serde(default)]
    page_size: Option<u32>,
    #[serde(default)]
    items: u64,
}

/// What the checkpoints of a walk have in common.
#[derive(Debug, Clone, Default)]
pub(crate) struct Origin {
    pub(crate) fingerprint: Fingerprint,
    /// Items of earlier runs.
    pub(crate) items: u64,
}

impl Checkpoint {
    /// The cursor of the page where the walk goes on; `None` at the beginning.
    pub fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }

    /// How many items of that page were handed out already, nulls not counted.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// How many items were handed out in all, those of earlier runs included.
    pub fn items(&self) -> u64 {
        self.items
    }

    pub(crate) fn new(
        origin: &Origin,
        order: Order,
        mark: &Mark,
        page_size: Option<u32>,
        items: u64,
    ) -> Self {
        Self {
            version: VERSION,
            fingerprint: origin.fingerprint.clone(),
            backward: order == Order::Reversed,
            cursor: mark.cursor.clone(),
            offset: mark.offset,
            handed: mark.handed.iter().map(ToString::to_string).collect(),
            page_size,
            items: origin.items.saturating_add(items),
        }
    }

    /// The start of a walk that continues here.
    pub(crate) fn start(&self, size: Option<u32>) -> Start {
        let handed = self.handed.iter().map(|identity| identity.parse());
        let mark = Mark {
            cursor: self.cursor.clone().filter(|cursor| !cursor.is_empty()),
            offset: self.offset,
            // Counting is what remains where the identities are damaged.
            handed: handed.collect::<Result<_, _>>().unwrap_or_default(),
        };
        Start {
            mark,
            size,
            size_now: self.page_size,
            nested_size: None,
            origin: Origin {
                fingerprint: self.fingerprint.clone(),
                items: self.items,
            },
        }
    }

    /// Refuses a checkpoint that does not belong to the walk, or that was edited.
    pub(crate) fn check(&self, fingerprint: &Fingerprint, order: Order) -> Result<(), ErrorKind> {
        let problem = if self.version > VERSION {
            format!(
                "it is of version {}, and this library reads up to {VERSION}; update it",
                self.version
            )
        } else if let Some(difference) = self.fingerprint.difference(fingerprint) {
            difference.to_owned()
        } else if self.offset > self.items
            || (!self.handed.is_empty() && self.offset > self.handed.len() as u64)
        {
            format!(
                "its offset of {} items is larger than the number of items handed out; it was edited or damaged, so start anew",
                self.offset
            )
        } else if self.backward != (order == Order::Reversed) {
            "it belongs to a walk in the other direction; walk as the one that it was taken from"
                .to_owned()
        } else {
            return Ok(());
        };
        Err(ErrorKind::Checkpoint { problem })
    }
}
