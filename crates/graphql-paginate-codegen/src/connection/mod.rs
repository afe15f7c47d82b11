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

mod accessor;
mod argument;
mod condition;
mod counted;
mod counted_offer;
mod cursor;
mod declare;
mod direction;
mod end;
mod explain;
mod first_page;
mod found;
mod in_list;
mod item_lists;
mod lower;
mod lowered;
mod member_path;
mod model;
mod nested;
mod obstacle;
mod offer;
mod other_style;
mod page_argument;
mod page_info;
mod paged_connection;
mod pager;
mod recursion;
mod relay_offer;
mod search;
mod slot;
mod slots;
mod step;
mod style_choice;
mod token_offer;
mod usual_names;
mod view;
mod walk;
mod walk_obstacle;

pub(crate) use accessor::accessors;
pub(crate) use argument::Binding;
pub(crate) use condition::conditions;
pub use direction::Direction;
pub(crate) use explain::{no_pager, not_a_query, unwalkable};
pub(crate) use found::Found;
pub(crate) use lower::{Documents, lower};
pub(crate) use lowered::{Connection, Edges};
pub use model::{
    Completion, Condition, EachParent, End, FollowUp, InnerEnd, Obstacle, PageArgument,
    PageDefault, Walk,
};
pub(crate) use nested::{
    MoreSign, Nested, NestedPlace, Nesting, OwnSize, TypedFollowUp, Unselected, incomplete,
};
pub(crate) use pager::{Ends, Pager};
pub(crate) use search::{find, find_in_fragments};
pub(crate) use step::{Item, Step};
pub(crate) use walk::with_pager;
