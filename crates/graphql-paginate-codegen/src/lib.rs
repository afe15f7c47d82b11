//! Code generation of graphql-paginate: GraphQL text in, Rust tokens and diagnostics out.

mod condition;
pub mod diagnostic;
mod parse;
mod resolve;
pub mod schema;
pub mod source;
