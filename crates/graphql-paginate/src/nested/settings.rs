//! What users name of nested connections.

use crate::connection::Connection;

/// A connection all of whose nested connections can be read to their end.
#[diagnostic::on_unimplemented(
    message = "the nested connections of `{Self}` cannot be completed",
    label = "a nested connection lacks what its rest is asked for with",
    note = "write `complete_nested` in the `#[graphql(..)]` attribute to be told what is missing, and where"
)]
pub trait CompletesNested: Connection {}

/// Nested connections that hold less than the server has.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Truncated {
    /// Response keys from the item, joined with dots: `reviews.nodes.comments`.
    pub path: String,
    /// How many connections of this kind are cut on the page.
    pub connections: u64,
}
