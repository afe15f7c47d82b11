//! Measures the peak memory of a process that walks 100 and 10,000 pages.

use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::peers::{PEERS, Peer, Task};
use crate::server::{PAGE, Server};
use crate::table;

/// The argument that makes this program a process that walks once.
pub(crate) const WALK_CHILD: &str = "walk-once";

pub(crate) fn memory() -> Result<()> {
    let server = Server::start()?;
    for pages in [100, 10_000] {
        let ours = peak("ours", server.url(), pages)?;
        for peer in PEERS {
            let theirs = peak(peer, server.url(), pages)?;
            let row = format!("peak memory, {pages} pages");
            table::amounts(&row, peer, [ours, theirs], |bytes| {
                format!("{:.1} MB", bytes / 1e6)
            });
        }
    }
    Ok(())
}

fn peak(peer: &str, url: &str, pages: usize) -> Result<f64> {
    let output = Command::new(std::env::current_exe()?)
        .args([WALK_CHILD, peer, url, &(pages * PAGE).to_string()])
        .output()?;
    ensure!(
        output.status.success(),
        "{peer}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let bytes = String::from_utf8(output.stdout)?;
    bytes.trim().parse().context("the peak memory")
}

/// Walks once and prints the peak memory of this process in bytes.
pub(crate) async fn walk_child(peer: &str, url: &str, items: &str) -> Result<()> {
    let task = Task::plain(items.parse()?);
    let walked = Peer::new(peer, url)?.walk(&task).await?;
    ensure!(walked == task.items, "{walked} items");
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB"));
    let kilobytes: u64 = kilobytes.context("VmHWM in kB")?.parse()?;
    println!("{}", kilobytes * 1024);
    Ok(())
}
