//! Several connections of one document.
//!
//! Codegen writes such a document a second time, with an `@include` for each of its walkable connections. A request
//! names those that it asks for ([`Choice`]), so that the walk of one connection does not download the others, and a walk
//! of [all of them](Together) asks for those alone that have not ended. Where that walk stands is told by one cursor,
//! which holds the places of all ([`Places`]).

mod choice;
mod places;
mod source;
mod together;

pub use self::choice::Choice;
pub(crate) use self::places::Places;
pub(crate) use self::source::SiblingsSource;
pub(crate) use self::together::Part;
use self::together::settle;
pub use self::together::{Sibling, Together};
