//! The command line of graphql-paginate: the binary's parts, made to be tested.
//!
//! This is no published interface. What other programs call is the binary: its arguments, standard output as data,
//! standard error as messages, and its exit codes.

mod duration;
mod exit;
mod failure;
mod messages;
mod signals;
mod stdout;
mod text_input;

mod connections;
mod operations;
mod schema_input;

mod commands;

mod cli;

pub use self::cli::main;
