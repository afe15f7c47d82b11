//! Measures the completion of a nested list in each of 1,000 parents.

use anyhow::Result;

use super::walking;
use crate::peers::{Peer, Task};
use crate::server::{REVIEWS, Server};
use crate::table;

const PARENTS: usize = 1_000;

pub(crate) fn nested(rounds: usize) -> Result<()> {
    let server = Server::start()?;
    let task = Task::plain(PARENTS);
    let row = "1,000 parents with nested lists, 5 ms latency";
    let url = server.url();
    let nested = PARENTS * REVIEWS;
    let contenders = vec![
        walking("ours", || Peer::nested(url, None), task, nested)?,
        walking(
            "by hand, 4 requests in flight",
            || Peer::nested(url, Some(4)),
            task,
            nested,
        )?,
        walking(
            "by hand, one after the other",
            || Peer::nested(url, Some(1)),
            task,
            nested,
        )?,
    ];
    table::race(row, rounds.min(5), contenders)?;
    Ok(())
}
