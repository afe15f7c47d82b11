//! Candidates: items that either end of a walk from both ends has read, and the functions that identify them.

use std::hash::{BuildHasher, Hash, RandomState};
use std::marker::PhantomData;

use serde_json::value::RawValue;

use super::item_hash::ItemHash;
use super::overlap::End;
use crate::connection::{Connected, Connection, EdgeCursors, NullAt, PendingPages, Unfilled};
use crate::error::ErrorKind;
use crate::nested::{Completer, Completion, ItemLists, ReducedPageSizes};
use crate::page::Listing;
use crate::siblings;

/// An item that one of the two walks has read.
#[derive(Debug)]
pub(crate) struct Candidate<T> {
    /// The edge's own cursor; `None` if a key identifies items.
    pub(super) cursor: Option<String>,
    /// The end that read it; `None` if it is the end that its page came from.
    pub(super) end: Option<End>,
    /// `None` for an edge whose node is null but which has a cursor.
    pub(super) node: Option<T>,
}

/// A list, reduced to the parts of its items that both walks need.
pub(crate) struct Sightings<L>(PhantomData<fn() -> L>);

impl<L: Listing> Listing for Sightings<L> {
    type Item = Candidate<L::Item>;
    type Data = L::Data;
}

/// Returns the identity of an item; `None` for a null item without a cursor.
///
/// Fails if an edge that should identify its item has no cursor.
pub(crate) type Identify<T> =
    Box<dyn FnMut(&Candidate<T>) -> Result<Option<ItemHash>, ErrorKind> + Send>;

/// Computes identities that are valid within one walk.
#[derive(Debug, Default)]
pub(crate) struct Identifier([RandomState; 2]);

impl Identifier {
    pub(super) fn of_cursors<T>(self) -> Identify<T> {
        Box::new(move |candidate| match candidate.cursor.as_deref() {
            None | Some("") => Err(ErrorKind::MissingEdgeCursor),
            Some(cursor) => Ok(Some(self.identity(&cursor))),
        })
    }

    pub(super) fn of_keys<T, K: Hash>(
        self,
        mut key: impl FnMut(&T) -> K + Send + 'static,
    ) -> Identify<T> {
        Box::new(move |candidate| {
            let node = candidate.node.as_ref();
            Ok(node.map(|node| self.identity(&key(node))))
        })
    }

    /// Like `of_keys`, for keys that may be missing.
    pub(crate) fn of_found_keys<T, K: Hash>(
        self,
        key: impl Fn(&T) -> Result<K, ErrorKind> + Send + 'static,
    ) -> Identify<T> {
        Box::new(move |candidate| match &candidate.node {
            Some(node) => Ok(Some(self.identity(&key(node)?))),
            None => Ok(None),
        })
    }

    fn identity(&self, key: &impl Hash) -> ItemHash {
        self.0.each_ref().map(|hasher| hasher.hash_one(key))
    }
}

impl<T> Candidate<T> {
    /// An item that is identified by a key.
    pub(crate) fn of_node(node: T) -> Self {
        Self {
            cursor: None,
            end: None,
            node: Some(node),
        }
    }
}

impl<T: 'static> Candidate<T> {
    /// Completes connections inside the items, or counts those that are truncated. `has_null_items`: edges are taken
    /// with null nodes.
    pub(super) fn completer<C: Connection<Item = T>>(
        completion: Option<Completion>,
        has_null_items: bool,
    ) -> Option<Completer<Self>> {
        let pending = |sighted: &Self, pending: &mut Vec<PendingPages>| {
            sighted
                .node
                .iter()
                .for_each(|node| C::pending(node, pending));
        };
        let fill =
            |sighted: &mut Self, gap: &PendingPages, answer: &RawValue| match &mut sighted.node {
                Some(node) => C::fill(node, gap, answer),
                None => Err(Unfilled::Gone),
            };
        let reduced_page_sizes = ReducedPageSizes::default();
        let mut lists = siblings::item_lists::<C>();
        for list in &mut lists {
            list.has_null_items = has_null_items;
        }
        (!C::NESTED.is_empty()).then_some(Completer {
            nested: C::NESTED,
            pending,
            fill,
            completion,
            reduced_page_sizes,
            items: ItemLists::At(lists),
        })
    }
}

pub(super) fn take_nodes<C: Connection>(
    data: &mut C::Data,
) -> Result<Connected<Candidate<C::Item>>, NullAt> {
    C::take(data).map(|connected| connected.map(Candidate::of_node))
}

/// Takes the edges themselves, including those with null nodes.
pub(super) fn take_whole_edges<C: EdgeCursors>(
    data: &mut C::Data,
) -> Result<Connected<Candidate<C::Edge>>, NullAt> {
    let sighted = |edge| Candidate {
        cursor: C::edge_cursor(&edge).map(str::to_owned),
        end: None,
        node: Some(edge),
    };
    C::take_edges(data).map(|connected| connected.map(sighted))
}

pub(super) fn take_edges<C: EdgeCursors>(
    data: &mut C::Data,
) -> Result<Connected<Candidate<C::Item>>, NullAt> {
    let sighted = |edge| {
        let cursor = C::edge_cursor(&edge).map(str::to_owned);
        Candidate {
            cursor,
            end: None,
            node: C::into_node(edge),
        }
    };
    C::take_edges(data).map(|connected| connected.map(sighted))
}

impl<T> Connected<T> {
    fn map<U>(self, mut f: impl FnMut(T) -> U) -> Connected<U> {
        let items = self
            .items
            .into_iter()
            .map(|item| item.map(&mut f))
            .collect();
        Connected::new(items, self.page_info, self.total_count)
    }
}
