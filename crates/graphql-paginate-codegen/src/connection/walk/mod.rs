//! How a connection is walked: the directions, the walk documents, and the fields that these add.

mod condition;
mod control_field;
mod cursor;
mod page_argument;
mod page_info;
mod paged_connection;
mod pager;
mod walkable;

pub(crate) use condition::{conditions, typed_conditions};
pub(crate) use control_field::ControlField;
pub(crate) use page_info::PageInfoPaths;
pub(crate) use pager::{BothEndsDocument, Pager};
pub(crate) use walkable::with_pager;
