//! The binary, end to end.

mod program;

mod check;
mod export;
mod generate;
mod help;
mod sandbox;
mod schema;
mod tap;
