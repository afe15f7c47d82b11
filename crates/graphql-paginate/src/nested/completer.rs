//! What completes the items of pages: functions of their type, settings, and reduced page sizes.

use std::collections::BTreeMap;

use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use tracing::warn;

use super::ReducedPageSizes;
use super::completion::Completion;
use super::first_pages::FirstPages;
use super::follow_up::OtherParent;
use super::guard::EndedConnections;
use super::item_lists::ItemLists;
use super::open_connections::OpenState;
use super::unselected_pages::UnselectedPages;
use crate::connection::{Nested, PendingPages, Unfilled};
use crate::error::Misfit;
use crate::page::Truncated;

/// Completes the items of pages: the generated functions for their type, and the caller's settings.
pub(crate) struct Completer<T> {
    pub(crate) nested: &'static [Nested],
    pub(crate) pending: fn(&T, &mut Vec<PendingPages>),
    pub(crate) fill: fn(&mut T, &PendingPages, &RawValue) -> Result<(), Unfilled>,
    /// `None`: truncated connections are counted and not completed.
    pub(crate) completion: Option<Completion>,
    pub(crate) reduced_page_sizes: ReducedPageSizes,
    /// Where the items are in a response.
    pub(crate) items: ItemLists,
}

impl<T: Send> Completer<T> {
    /// All pending pages of one item.
    pub(super) fn pending_pages(
        &self,
        item: &T,
        index: usize,
        unselected: &UnselectedPages,
    ) -> Vec<PendingPages> {
        let mut pending = Vec::new();
        (self.pending)(item, &mut pending);
        for open in unselected.of(index) {
            pending.push(open.pages.clone());
        }
        pending
    }

    /// The pending pages of one item that can be requested, or could be if their parent had an id.
    pub(super) fn requestable_pages(
        &self,
        item: &T,
        index: usize,
        unselected: &UnselectedPages,
    ) -> Vec<PendingPages> {
        let mut pending = Vec::new();
        (self.pending)(item, &mut pending);
        for open in unselected.of(index) {
            if open.state == OpenState::Pending {
                pending.push(open.pages.clone());
            }
        }
        pending.retain(|pages| self.nested[pages.nested].follow_up.is_some());
        pending
    }

    /// Adds the data of one parent to its connection.
    pub(super) fn filled(
        &self,
        item: &mut T,
        pages: &PendingPages,
        data: &RawValue,
    ) -> Result<(), Unfilled> {
        let nested = &self.nested[pages.nested];
        if let Some(follow_up) = &nested.follow_up
            && !follow_up.repeated.is_empty()
            && has_key(data, nested.path.last())
        {
            let identifying = pages.parent.as_deref().unwrap_or_default();
            let checked = follow_up.check_parent(data.get(), identifying);
            checked.map_err(|other| match other {
                OtherParent::Unknown => Unfilled::Null(nested.path),
                OtherParent::Found(Misfit { path, problem }) => Unfilled::Decode { path, problem },
            })?;
        }
        match (self.fill)(item, pages, data) {
            // The key is missing rather than null: the id now refers to an object that is not such a parent.
            Err(Unfilled::Null(path)) if !has_key(data, path.last()) => Err(Unfilled::Gone),
            filled => filled,
        }
    }

    /// The connections whose types have their `pageInfo`, and whose lists are excluded by conditions of the query: they
    /// lack no items, whatever it says. The others are not among the unselected pages.
    pub(super) fn without_lists(
        &self,
        items: &[T],
        first_pages: &FirstPages<'_>,
    ) -> EndedConnections {
        let mut ended = EndedConnections::default();
        for (index, item) in items.iter().enumerate() {
            let mut pending = Vec::new();
            (self.pending)(item, &mut pending);
            for pages in pending {
                if first_pages.is_without_lists(index, &pages) {
                    ended.insert(index, &pages);
                }
            }
        }
        ended
    }

    /// The nested connections that hold fewer items than the server has, by path.
    pub(super) fn truncated(
        &self,
        items: &[T],
        unselected: &UnselectedPages,
        ended: &EndedConnections,
    ) -> Vec<Truncated> {
        let mut places: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (index, item) in items.iter().enumerate() {
            for pages in self.pending_pages(item, index, unselected) {
                if !ended.contains(index, &pages) {
                    places.entry(pages.nested).or_default().push(index);
                }
            }
        }
        let mut truncated = Vec::new();
        for (kind, items) in places {
            let (path, connections) = (self.path(kind), items.len() as u64);
            warn!(path, connections, "nested connections are cut");
            truncated.push(Truncated {
                path,
                connections,
                items,
            });
        }
        truncated
    }

    pub(super) fn path(&self, kind: usize) -> String {
        self.nested[kind].path.join(".")
    }
}

fn has_key(data: &RawValue, key: Option<&&str>) -> bool {
    let keys = serde_json::from_str::<BTreeMap<String, IgnoredAny>>(data.get()).unwrap_or_default();
    key.is_some_and(|key| keys.contains_key(*key))
}
