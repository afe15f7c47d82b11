//! The command line of graphql-paginate: the binary's parts, made to be tested.
//!
//! This is no published interface. What other programs call is the binary: its arguments, standard output as data,
//! standard error as messages, and its exit codes.

mod exit;
mod failure;
mod messages;
mod trace;

mod duration;
mod sandbox;
mod signals;
mod stdout;
mod text_input;

mod schema_input;

mod connections;
mod document;
mod operations;
mod typed_value;

mod output;

mod export;

mod tap;

mod commands;

mod cli;

pub use self::cli::main;
