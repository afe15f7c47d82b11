//! Walks of documents with several connections.
//!
//! Codegen adds an `@include` to each connection of such a document. So the walk of one connection does not download
//! the others, and a walk of [all of them](CombinedConnections) requests only those that have not ended. The position of
//! that walk is one cursor, which holds a position for each connection ([`SiblingPositions`]).

mod positions;
mod source;
mod together;

pub(crate) use self::positions::SiblingPositions;
pub(crate) use self::source::SiblingsSource;
pub use self::together::CombinedConnections;
pub(crate) use self::together::{
    cursor, exclusion_error, find_next_page, item_lists, remove_unsent, size,
};
use self::together::{read_page_info, variables};
