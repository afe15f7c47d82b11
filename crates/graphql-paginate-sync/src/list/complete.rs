//! Completes the items of a page before they are stored: the lists inside them are read to their ends.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::pin::Pin;

use graphql_paginate::{Client, Error};
use serde_json::value::RawValue;

/// Completes the items of each page of a [`List`](super::List), such as by requests for the further pages of the lists
/// inside them.
pub trait CompleteItems: Debug + Send + Sync {
    /// Completes the items of a page.
    ///
    /// # Errors
    ///
    /// Those of the requests. Nothing of the page is stored then, and the run ends. A list that cannot be read to its end is
    /// no error: it is counted in [`PageItem::cut`].
    fn complete<'a>(&'a self, client: &'a Client, items: &'a mut [PageItem]) -> Completing<'a>;

    /// What a user can do about the lists at a path, from an item, that lack elements.
    fn advice(&self, path: &str) -> Option<String> {
        let _ = path;
        None
    }
}

/// The result of [`CompleteItems::complete`].
pub type Completing<'a> = Pin<Box<dyn Future<Output = Result<(), Error>> + Send + 'a>>;

/// An item of a page, and what is known about the lists inside it besides what it shows itself.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct PageItem {
    /// The item, as it is stored.
    pub json: Box<RawValue>,
    /// How many lists inside it lack elements, or may lack some, by their paths from the item.
    pub cut: BTreeMap<String, u64>,
    /// The paths of lists inside it for which the query selects nothing that shows whether they are complete.
    pub without_end: BTreeSet<String>,
    /// Why lists could not be read to their ends, by their paths. The certificate has one reason for each path.
    pub problems: BTreeMap<String, String>,
    /// Whether another run may complete the lists that lack elements. The next run of a list in order of change reads the
    /// item again then.
    pub is_retried: bool,
}

impl PageItem {
    /// An item as it was received.
    pub(super) fn new(json: Box<RawValue>) -> Self {
        Self {
            json,
            cut: BTreeMap::new(),
            without_end: BTreeSet::new(),
            problems: BTreeMap::new(),
            is_retried: false,
        }
    }
}
