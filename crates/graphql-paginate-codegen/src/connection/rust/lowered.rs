//! A connection in the form that code generation needs: response keys, types and steps.

use super::super::direction::Direction;
use super::super::model::{RequiredVariable, Walk};
use super::super::nested::Nested;
use super::super::rust_step::RustStep;
use super::super::walk::BothEndsDocument;
use crate::rust_type::RustType;

/// A connection that has a pager.
pub(crate) struct Connection {
    /// Response keys from the root.
    pub(crate) path: Vec<String>,
    /// The path, with possible types inserted if another connection has the same path.
    pub(crate) name: Vec<String>,
    /// Conditions on variables under which it and its items are in the response.
    pub(crate) conditions: Vec<RequiredVariable>,
    /// The associated functions that create its pager.
    pub(crate) methods: Vec<String>,
    /// The unit struct that represents it; `None` for the struct with the derive.
    pub(crate) marker: Option<String>,
    pub(crate) forward: Option<Walk>,
    pub(crate) backward: Option<Walk>,
    pub(crate) default_direction: Direction,
    pub(crate) item: RustType,
    /// Its list of items, usually `nodes`.
    pub(crate) nodes: Option<Vec<RustStep>>,
    pub(crate) edges: Option<Edges>,
    /// Whether cursors are a custom scalar of the user, from which the text can be read.
    pub(crate) has_scalar_cursor: bool,
    /// Steps to `hasNextPage`, `hasPreviousPage`, `startCursor` and `endCursor`, if the query selects them.
    pub(crate) page_info: [Option<Vec<RustStep>>; 4],
    pub(crate) total_count: Option<Vec<RustStep>>,
    /// Response keys from `data` to the total, if it is read from JSON.
    pub(crate) total_path: Option<Vec<String>>,
    /// Response keys from the connection to its list, if that is neither `nodes` nor `edges`.
    pub(crate) item_path: Vec<String>,
    /// The document that requests a page from each end, if it can be walked in both directions.
    pub(crate) both_ends: Option<BothEndsDocument>,
    /// Connections inside its items.
    pub(crate) nested: Vec<Nested>,
    /// Whether there are others, which can neither be completed nor reported.
    pub(crate) has_unreported: bool,
    /// Variables of the query that hold the page size of nested connections.
    pub(crate) nested_sizes: Vec<String>,
    /// Response keys from the connection to its list of items, and from an element of the list to the item.
    pub(crate) items_at: (Vec<String>, Vec<String>),
}

pub(crate) struct Edges {
    pub(crate) ty: RustType,
    pub(crate) steps: Vec<RustStep>,
    /// From an edge to its cursor, if it is selected directly in the edge.
    pub(crate) cursor: Option<RustStep>,
    /// From an edge to its node, if it is selected.
    pub(crate) node: Option<Vec<RustStep>>,
}

impl Connection {
    /// Its walk in a direction, if the schema offers it.
    pub(crate) fn walk(&self, direction: Direction) -> Option<&Walk> {
        match direction {
            Direction::Forward => self.forward.as_ref(),
            Direction::Backward => self.backward.as_ref(),
        }
    }

    /// Whether it is inside a list, and walked for each element of the list.
    pub(crate) fn has_several_parents(&self) -> bool {
        let mut walks = self.forward.iter().chain(&self.backward);
        walks.any(|walk| walk.each_parent.is_some())
    }

    /// The types of its items and edges, and of the connections nested in them.
    pub(crate) fn own_types(&self) -> impl Iterator<Item = &RustType> {
        let edges = self.edges.iter().map(|edges| &edges.ty);
        let nested = self.nested.iter().flat_map(|nested| &nested.copies);
        edges
            .chain(nested.map(|place| &place.ty))
            .chain([&self.item])
    }
}
