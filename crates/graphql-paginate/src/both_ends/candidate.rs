//! Candidates: items as one of the two walks receives them, before it is known whether they are new.

use std::marker::PhantomData;

use serde_json::value::RawValue;

use super::end::End;
use crate::connection::{Connected, Connection, EdgeCursors, NullAt, PendingPages, Unfilled};
use crate::nested::{Completer, Completion, ItemLists, ReducedPageSizes};
use crate::page::Listing;
use crate::siblings;

/// An item that was received. It is yielded unless either walk has seen it before.
#[derive(Debug)]
pub struct Candidate<T> {
    /// The edge's own cursor; `None` if a key identifies items.
    pub(super) cursor: Option<String>,
    /// The end whose walk received it; `None` if it is the end of its page.
    pub(super) end: Option<End>,
    /// `None` for an edge whose node is null but which has a cursor.
    pub(super) node: Option<T>,
}

/// A list whose items are received as candidates.
pub(crate) struct Candidates<L>(PhantomData<fn() -> L>);

impl<L: Listing> Listing for Candidates<L> {
    type Item = Candidate<L::Item>;
    type Data = L::Data;
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
        if C::NESTED.is_empty() {
            return None;
        }
        let mut lists = siblings::item_lists::<C>();
        for list in &mut lists {
            list.has_null_items = has_null_items;
        }
        Some(Completer {
            nested: C::NESTED,
            pending: pending_pages::<C>,
            fill: fill::<C>,
            completion,
            reduced_page_sizes: ReducedPageSizes::default(),
            items: ItemLists::At(lists),
        })
    }
}

fn pending_pages<C: Connection>(candidate: &Candidate<C::Item>, pending: &mut Vec<PendingPages>) {
    if let Some(node) = &candidate.node {
        C::pending(node, pending);
    }
}

fn fill<C: Connection>(
    candidate: &mut Candidate<C::Item>,
    pending: &PendingPages,
    answer: &RawValue,
) -> Result<(), Unfilled> {
    match &mut candidate.node {
        Some(node) => C::fill(node, pending, answer),
        None => Err(Unfilled::Gone),
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
    candidates::<C, _>(data, Some)
}

/// Takes the nodes of the edges, and null for each edge with a null node.
pub(super) fn take_edges<C: EdgeCursors>(
    data: &mut C::Data,
) -> Result<Connected<Candidate<C::Item>>, NullAt> {
    candidates::<C, _>(data, C::into_node)
}

/// Takes what `node` makes of each edge, with the cursor of the edge.
fn candidates<C: EdgeCursors, T>(
    data: &mut C::Data,
    node: impl Fn(C::Edge) -> Option<T>,
) -> Result<Connected<Candidate<T>>, NullAt> {
    let connected = C::take_edges(data)?;
    Ok(connected.map(|edge| Candidate {
        cursor: C::edge_cursor(&edge).map(str::to_owned),
        end: None,
        node: node(edge),
    }))
}
