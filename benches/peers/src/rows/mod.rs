//! Measures the rows of the table, one module for each section.

mod export;
mod instructions;
mod latency;
mod memory;
mod mirror;
mod nested;
mod walk;

pub(crate) use self::export::{EXPORT_CHILD, export, export_child};
pub(crate) use self::instructions::{COUNT_CHILD, count_child, decode_child, instructions};
pub(crate) use self::latency::latency;
pub(crate) use self::memory::{WALK_CHILD, memory, walk_child};
pub(crate) use self::mirror::mirror;
pub(crate) use self::nested::nested;
pub(crate) use self::walk::walk;

use anyhow::{Result, ensure};

use crate::measure::Contender;
use crate::peers::{Peer, Task};

/// A contender that walks a list with a client of its own, on one runtime.
fn walking<'a>(
    name: &str,
    peer: impl FnOnce() -> Result<Peer>,
    task: Task,
    expected: usize,
) -> Result<Contender<'a>> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    // Some clients start tasks when they are built.
    let peer = runtime.block_on(async { peer() })?;
    Ok(Contender::here(name, move || {
        let items = runtime.block_on(peer.walk(&task))?;
        ensure!(items == expected, "{items} items instead of {expected}");
        Ok(())
    }))
}
