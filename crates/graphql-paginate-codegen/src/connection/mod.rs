//! Connections: lists that are read page by page.
//!
//! A connection is known by its structure, never by a name that ends in `Connection`: a field that takes `first` and
//! `after` or `last` and `before`, of an object type with a `pageInfo` object and with `nodes` or `edges`.
//! It is walkable if its path crosses no list, its cursor argument is bound to a nullable variable, and the fields
//! of `pageInfo` that the direction needs are selected.
//!
//! See [Cursor Connections](https://relay.dev/graphql/connections.htm).

mod argument;
mod cursor;
mod find;
mod lower;
mod nested;
mod view;
mod walk;
mod wanted;

pub(crate) use argument::Binding;
pub(crate) use find::{Found, find};
pub(crate) use lower::{
    Connection, Edges, Item, Step, Variable, lower, no_pager, not_a_query, unwalkable,
};
pub(crate) use nested::{Nested, Nesting, OwnSize, Rest, incomplete};
pub(crate) use view::FieldView;
pub(crate) use walk::Direction;
