//! Code generation of graphql-paginate: GraphQL text in, Rust tokens and diagnostics out.

mod condition;
mod connection;
pub mod diagnostic;
mod document;
mod lower;
mod module;
mod name;
pub mod options;
mod parse;
mod resolve;
pub mod schema;
pub mod source;
mod validate;
