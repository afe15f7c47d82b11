//! Reads GraphQL text: tokens, syntax trees, and schemas from introspection results.
//!
//! A schema's text is prepared before it is parsed: [`fold_extensions`] merges `extend` definitions into the
//! definitions they extend, and [`repaired`] rewrites a schema that has mistakes. A [`SourceMap`] leads from the prepared
//! text back to the user's. [`parse`] turns syntax errors into diagnostics.

mod built_in;
mod definition;
mod definition_start;
mod depth;
mod extension;
mod introspection;
mod json;
pub(crate) mod parse;
mod prepared;
mod repair;
mod source_map;
mod token;
mod unexpected;

pub(crate) use depth::{MAX_DEPTH, too_deep};
pub(crate) use extension::fold_extensions;
pub use introspection::schema_from_introspection;
pub(crate) use prepared::{PreparedText, Undefined};
pub(crate) use repair::{NO_QUERY, repaired};
pub(crate) use source_map::SourceMap;
pub(crate) use token::{Token, tokens};
