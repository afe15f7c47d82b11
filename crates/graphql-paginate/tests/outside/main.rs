//! Crates outside the workspace, like those of users: two that work, and some with mistakes that the compiler explains.

#![cfg(all(feature = "macros", feature = "reqwest"))]

mod project;

mod likely;
mod mistakes;
mod shared;
mod user;
