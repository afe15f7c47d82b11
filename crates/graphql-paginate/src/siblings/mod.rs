//! Several connections of one document.
//!
//! Codegen writes such a document with an `@include` for each of its connections, so that the walk of one connection does
//! not download the others, and a walk of [all of them](Together) asks for those alone that have not ended. The position
//! of that walk is one cursor, which holds the positions of all ([`Places`]).

mod places;
mod source;
mod together;

pub(crate) use self::places::Places;
pub(crate) use self::source::SiblingsSource;
pub use self::together::Together;
pub(crate) use self::together::{cursor, item_lists, leave_out, left_out, settle, size};
use self::together::{read_page_info, variables};
