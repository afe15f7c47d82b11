//! The command line of graphql-paginate, as a library so that it can be tested.
//!
//! This is not a public API. The stable interface is the binary: its arguments, data on standard output, messages on
//! standard error, and its exit codes.

mod exit;
mod failure;
mod messages;
mod trace;

mod duration;
mod file;
mod fnv;
mod format;
mod plural;
mod runtime;
mod sandbox;
mod shard;
mod signals;
mod stdout;
mod text_input;

mod documents;
mod query_input;
mod schema_input;

mod connections;
mod declared;
mod document;
mod operations;
mod rewrite;
mod typed_value;

mod breakage;

mod output;

mod input_changes;
mod introspection;

mod lists;

mod export;

mod plan;
mod tap;

mod commands;

mod cli;

pub use self::cli::main;
