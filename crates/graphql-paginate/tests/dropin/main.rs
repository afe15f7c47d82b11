//! Programs written for `graphql_client`, compiled with this derive, and with that of `graphql_client` if it accepts the
//! program.

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
mod recursion;
mod search;
mod shared;
mod single;
mod structs;
