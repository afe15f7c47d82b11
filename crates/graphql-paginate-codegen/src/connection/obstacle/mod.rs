//! Why a connection cannot be walked, and why an operation has no pager.

mod in_list;
mod no_pager;
mod other_style;
mod walk_obstacle;

pub(crate) use in_list::note_list_obstacles;
pub(crate) use no_pager::{no_pager, not_a_query, unwalkable};
