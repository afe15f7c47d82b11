//! Finds pairs of modules in a crate that import each other.
//!
//! The crate's source is parsed from `src/lib.rs` on, following `mod` declarations. Every path that starts at the crate
//! (`crate::…`, `super::…`, `self::…`, or the name of a child module) is resolved to the module that defines the item,
//! through re-exports. Two sibling modules are a *mutual pair* when the subtree of each imports from the other's:
//!
//! ```text
//! src/client/mod.rs   use crate::retry::Policy;   // client -> retry
//! src/retry/wait.rs   use crate::Client;          // retry -> client, because lib.rs re-exports `client::Client`
//! ```
//!
//! This is checked at every level: for the modules of the crate, and for those in each folder. A module and its own
//! children may import from each other. Code under `#[cfg(test)]` does not count.

mod imports;
mod module;
mod pairs;
mod parse;

use std::path::Path;

pub use module::ModulePath;
pub use pairs::Pair;

/// Returns the mutual pairs of the crate with the root file `root`, sorted. The root is `src/lib.rs` or `src/main.rs`.
///
/// # Errors
///
/// If a file cannot be read or parsed, or a `mod` declaration has no file.
pub fn mutual_pairs(root: &Path) -> anyhow::Result<Vec<Pair>> {
    let modules = parse::parse_crate(root)?;
    Ok(pairs::mutual_pairs(&modules))
}
