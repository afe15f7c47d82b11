//! Connections as lists that a stream walks: by their nodes, or by their edges.

use std::fmt;
use std::marker::PhantomData;

use super::{Connection, HasEdges};
use crate::page::Listing;
use crate::stream::Items;

/// The edges of a walk, one by one, in the order of the walk.
pub type Edges<C> = Items<EdgesOf<C, <C as HasEdges>::Edge>>;

/// A listing of a connection's edges instead of its nodes.
// The type of the edges is a parameter, so that for a connection without edges the only unmet bound is `HasEdges`,
// which the compiler then reports once.
pub struct EdgesOf<C, E>(PhantomData<fn() -> (C, E)>);

impl<C: Connection> Listing for C {
    type Item = C::Item;
    type Data = C::Data;
}

impl<C: Connection, E: Send + Unpin + 'static> Listing for EdgesOf<C, E> {
    type Item = E;
    type Data = C::Data;
}

impl<C, E> fmt::Debug for EdgesOf<C, E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("EdgesOf")
    }
}
