//! End-to-end tests of the binary.

mod program;

mod check;
mod export;
mod generate;
mod help;
mod plan;
mod sandbox;
mod schema;
mod sync;
mod sync_readme;
mod tap;
mod terminal;
