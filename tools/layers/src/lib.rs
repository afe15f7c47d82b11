//! Reads the imports of a crate and finds cycles among its modules.
//!
//! The crate's source is parsed from `src/lib.rs` on, following `mod` declarations. Every path that starts at the crate
//! (`crate::…`, `super::…`, `self::…`, or the name of a child module) is resolved to the module that defines the item,
//! through re-exports. Sibling modules form a *cycle* when the subtree of each imports from the next:
//!
//! ```text
//! src/client/mod.rs   use crate::retry::Policy;   // client -> retry
//! src/retry/wait.rs   use crate::Client;          // retry -> client, because lib.rs re-exports `client::Client`
//! ```
//!
//! This is checked at every level: for the modules of the crate, and for those in each folder. A module and its own
//! children may import from each other. Code under `#[cfg(test)]` does not count.

mod cycles;
mod imports;
mod module;
mod parse;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

pub use cycles::Cycle;
pub use module::ModulePath;

/// Returns the cycles of the crate with the root file `root`, sorted. The root is `src/lib.rs` or `src/main.rs`.
///
/// # Errors
///
/// If a file cannot be read or parsed, or a `mod` declaration has no file.
pub fn cycles(root: &Path) -> anyhow::Result<Vec<Cycle>> {
    let modules = parse::parse_crate(root)?;
    Ok(cycles::cycles(&modules))
}

/// Returns the top-level modules of the crate with the root file `root`, each with the top-level modules that its
/// subtree imports from.
///
/// # Errors
///
/// As for [`cycles`].
pub fn imports(root: &Path) -> anyhow::Result<BTreeMap<String, BTreeSet<String>>> {
    let modules = parse::parse_crate(root)?;
    Ok(cycles::top_level_imports(&modules))
}
