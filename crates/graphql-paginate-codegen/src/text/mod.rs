//! Texts, and what is read from them: positions, tokens, syntax trees.
//!
//! A schema's text is what the user wrote, or what `introspection` writes from JSON; `extension` moves its parts to where
//! the parser wants them. `parse` makes trees, and says in our words what the parser could not read.

mod built_in;
mod extension;
mod introspection;
mod json;
pub(crate) mod parse;
mod piece;
mod repair;
mod source;
mod token;
mod unexpected;

pub(crate) use extension::Folded;
pub use introspection::schema_from_introspection;
pub(crate) use repair::{NO_QUERY, Undefined};
pub use source::Source;
pub(crate) use token::tokens;
