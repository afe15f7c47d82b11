//! Measures a walk without latency: the time that the libraries themselves need.

use anyhow::Result;

use super::walking;
use crate::measure::Contender;
use crate::peers::{PEERS, Peer, Script, Task};
use crate::server::Server;
use crate::table;

const ITEMS: usize = 10_000;
const ROW: &str = "walk of 10,000 items";

pub(crate) fn walk(rounds: usize) -> Result<()> {
    let server = Server::start()?;
    let scripts = Script::all();
    let url = server.url();
    let task = Task::plain(ITEMS);
    let mut contenders = vec![walking("ours", || Peer::new("ours", url), task, ITEMS)?];
    for name in PEERS {
        contenders.push(walking(name, || Peer::new(name, url), task, ITEMS)?);
    }
    for script in &scripts {
        if script.missing().is_none() {
            contenders.push(Contender::new(script.name, move || script.walk(url, &task)));
        }
    }
    table::race(ROW, rounds, contenders)?;
    for script in &scripts {
        if let Some(missing) = script.missing() {
            table::absent(ROW, script.name, &missing);
        }
    }
    Ok(())
}
