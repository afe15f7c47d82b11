//! A walk's place, to be written down and come back to.

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
/// A walk resumed on an unchanged server repeats nothing and skips nothing, whatever the page size. On a server that
/// changes, it skips nothing either: the items of the page where it stopped are known again by their `id` where that is
/// selected, else by all that is selected of them. What changed there may then be seen again.
///
/// It holds neither credentials nor data: query, variables, endpoint and items are there as hashes alone.
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
    /// The items handed out behind the cursor.
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

    /// The start of a walk that goes on here.
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

    /// Whether this is a place in that walk.
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
