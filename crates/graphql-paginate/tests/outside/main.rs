//! Crates outside the workspace, as users have them: one that works, and the mistakes that the compiler explains.

#![cfg(all(feature = "macros", feature = "reqwest"))]

mod project;

mod likely;
mod mistakes;
mod user;
