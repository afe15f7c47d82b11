//! Connections: lists that are read page by page.
//!
//! A connection is known by its structure, never by a name that ends in `Connection`: a field that takes `first` and
//! `after` or `last` and `before`, of a type with a `pageInfo` object and with a list of items: `nodes`, `edges` or
//! another list of objects. It can be walked if its path crosses no list and its items are selected; what the query
//! says about the paging arguments is the default of the walk.
//!
//! See [Cursor Connections](https://relay.dev/graphql/connections.htm).

mod argument;
mod condition;
mod cursor;
mod direction;
mod find;
mod lower;
mod model;
mod nested;
mod obstacle;
mod pager;
mod view;
mod walk;

pub(crate) use argument::Binding;
pub(crate) use condition::conditions;
pub use direction::Direction;
pub(crate) use find::{Found, find};
pub(crate) use lower::{Connection, Edges, Item, Step, lower, no_pager, not_a_query, unwalkable};
pub use model::{Completion, Condition, Obstacle, PageArgument, PageDefault, Walk};
pub(crate) use nested::{Nested, Nesting, OwnSize, Rest, Unselected, incomplete};
pub(crate) use pager::{Ends, Pager};
pub(crate) use view::FieldView;
pub(crate) use walk::with_pager;
