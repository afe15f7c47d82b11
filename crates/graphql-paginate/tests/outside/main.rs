//! Crates outside the workspace, like those of users: one that works, and some with mistakes that the compiler explains.

#![cfg(all(feature = "macros", feature = "reqwest"))]

mod project;

mod likely;
mod mistakes;
mod user;
