//! Programs in the style of `graphql_client` users, compiled with our derive; where both derives accept the program,
//! with both.

#![cfg(all(feature = "macros", feature = "reqwest"))]

#[macro_use]
mod both;

mod attributes;
mod clashes;
mod defaults;
mod globs;
mod ids;
mod included;
mod introspection;
mod misfits;
mod operations;
mod partly;
mod parts;
mod random;
mod search;
mod shared;
mod single;
mod structs;
