//! Measures a walk with 50 ms of latency and 20 ms of work for each page, beside the theoretical minimum.

use std::time::Duration;

use anyhow::Result;

use super::walking;
use crate::measure::{Contender, Cost};
use crate::peers::{Mode, PEERS, Peer, Script, Task};
use crate::server::{PAGE, Server};
use crate::table;

const PAGES: usize = 100;
const ROUNDS: usize = 3;
const LATENCY: Duration = Duration::from_millis(50);
const WORK: Duration = Duration::from_millis(20);

pub(crate) fn latency(rounds: usize) -> Result<()> {
    let server = Server::start()?;
    let scripts = Script::all();
    let url = server.url();
    let task = Task {
        items: PAGES * PAGE,
        latency: LATENCY,
        work: WORK,
    };
    let modes = [Mode::Sequential, Mode::Prefetch, Mode::BothEnds];
    let mut contenders = Vec::new();
    for mode in modes {
        contenders.push(walking("ours", || Peer::ours(url, mode), task, task.items)?);
    }
    for name in PEERS {
        contenders.push(walking(name, || Peer::new(name, url), task, task.items)?);
    }
    for script in &scripts {
        if script.missing().is_none() {
            contenders.push(Contender::new(script.name, move || script.walk(url, &task)));
        }
    }
    let costs = crate::measure::medians(rounds.min(ROUNDS), &mut contenders)?;
    for (mode, ours) in modes.iter().zip(&costs) {
        let row = row(*mode);
        let limit = limit(*mode);
        let ratio = format!("{:.3}× wall", ours.wall.as_secs_f64() / limit.as_secs_f64());
        let [ours_shown, limit] = [ours.wall, limit].map(table::time);
        table::line(&row, "the arithmetic limit", &ratio, &ours_shown, &limit);
        for (contender, cost) in contenders.iter().zip(&costs).skip(modes.len()) {
            compare(&row, &contender.name, *ours, *cost);
        }
    }
    Ok(())
}

fn row(mode: Mode) -> String {
    let mode = match mode {
        Mode::Sequential => "one page at a time",
        Mode::Prefetch => "prefetch",
        Mode::BothEnds => "both ends with prefetch",
    };
    format!("100 pages, 50 ms latency, 20 ms work, {mode}")
}

/// The shortest time in which the mode can be done by one program that waits for its own work.
fn limit(mode: Mode) -> Duration {
    let pages = PAGES as u32;
    match mode {
        Mode::Sequential => pages * (LATENCY + WORK),
        // The next request is sent before the work on a page.
        Mode::Prefetch => pages * LATENCY.max(WORK) + LATENCY.min(WORK),
        // Two requests are in flight, and the program works on both their pages while it waits for the next ones.
        Mode::BothEnds => (pages / 2) * LATENCY.max(2 * WORK) + 2 * WORK,
    }
}

fn compare(row: &str, peer: &str, ours: Cost, theirs: Cost) {
    table::times(row, peer, ours, theirs);
}
