//! How long crates with 1, 10 and 30 GitHub queries take to check, with our derive, `graphql_client`'s and `cynic`'s.
//!
//! `cargo run -p compile-bench` writes the crates below the target directory, builds their dependencies, and then
//! checks each crate several times with its source touched, as an editor does. It prints the medians and their ratios
//! to `graphql_client`, and the processor time of a cold build of both macro stacks.
//!
//! All crates depend on the same HTTP client, as programs do: the time to load it is in every row.

mod crates;
mod time;

use anyhow::Result;
use crates::{Bench, PEERS};
use time::{median, processor_seconds};

const QUERIES: [usize; 3] = [1, 10, 30];
const ROUNDS: usize = 7;

fn main() -> Result<()> {
    let bench = Bench::write(&QUERIES)?;
    println!(
        "check of a leaf crate, source touched, dependencies built; median of {ROUNDS}, processor seconds\n"
    );
    println!("| queries | graphql-paginate | graphql_client 0.16 | cynic 3 | ours to graphql_client |");
    println!("|---|---|---|---|---|");
    for queries in QUERIES {
        let mut seconds = Vec::new();
        for peer in PEERS {
            bench.check(peer, queries)?;
            let rounds = (0..ROUNDS).map(|_| {
                bench.touch(peer, queries)?;
                processor_seconds(&mut bench.check_command(peer, queries))
            });
            seconds.push(median(rounds.collect::<Result<_>>()?));
        }
        let [ours, theirs, cynic] = seconds[..] else { unreachable!("there are three peers") };
        println!("| {queries} | {ours:.2} s | {theirs:.2} s | {cynic:.2} s | {:.2}× |", ours / theirs);
    }
    println!("\ncold build of the macro crates with all that they pull in, processor seconds\n");
    let ours = bench.cold_build("graphql-paginate-macros")?;
    let theirs = bench.cold_build("graphql_query_derive")?;
    println!(
        "graphql-paginate-macros {ours:.1} s, graphql_query_derive {theirs:.1} s: {:.2}×",
        ours / theirs
    );
    Ok(())
}
