//! Connections: lists that are read page by page.
//!
//! A connection is recognized by its structure, never by a name that ends in `Connection`: a field that takes `first`
//! and `after` or `last` and `before`, of a type with a `pageInfo` object and a list of items: `nodes`, `edges` or
//! another list. Lists that are paged by tokens, offsets or page numbers are also recognized by their structure and
//! treated as connections; [`Style`](crate::style::Style) distinguishes them. A connection can be walked if its items
//! are selected; one inside a list is walked for each element of the list. Paging arguments in the query are the
//! defaults of the walk.
//!
//! See [Cursor Connections](https://relay.dev/graphql/connections.htm).

mod detect;
mod direction;
mod explain;
mod model;
mod nested;
mod obstacle;
mod relations;
mod rust;
mod rust_step;
mod search;
mod selected_connection;
mod view;
mod walk;

pub(crate) use detect::Binding;
pub use direction::Direction;
pub use model::{
    Completion, EachParent, End, FollowUp, InnerEnd, Obstacle, PageArgument, PageDefault,
    RequiredVariable, Walk,
};
pub(crate) use nested::{
    ConnectionCopy, MoreSign, Nested, Nesting, OwnSize, TypedFollowUp, Unselected, incomplete,
};
pub(crate) use obstacle::{no_pager, not_a_query, unwalkable};
pub(crate) use rust::{Connection, Documents, Edges, accessors, lower};
pub(crate) use rust_step::{Multiplicity, RustStep};
pub(crate) use search::{find, find_in_fragments};
pub(crate) use selected_connection::SelectedConnection;
pub(crate) use walk::{BothEndsDocument, Pager, conditions, with_pager};
