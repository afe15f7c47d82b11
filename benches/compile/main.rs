//! Measures the time to check crates with 1, 10 and 30 GitHub queries, with our derive, `graphql_client`'s, `cynic`'s, and
//! hand-written structs.
//!
//! `cargo run -p compile-bench` writes the crates to a temporary folder, builds their dependencies, and then checks each
//! crate several times after touching its source, as an editor does. It prints the medians and their ratios to
//! `graphql_client`, and the processor time of a cold build of both macro crates. `--peers ours,graphql_client` leaves out
//! `cynic`, which takes most of the time. Other options are `--queries`, `--rounds`, `--no-check` and `--no-cold`.
//! `--memory 500` also measures the peak memory of the compiler for 500 queries in one crate, without `cynic`.
//!
//! All crates depend on the same HTTP client, as programs do, so every row includes the time to load it.

mod by_hand;
mod crates;
mod options;
mod peak;
mod time;

use anyhow::Result;
use crates::{Bench, PEERS};
use options::Options;
use std::process::ExitCode;
use time::{median, processor_seconds};

/// A cold build takes half a minute, and its processor time varies less than that of a check.
const COLD_ROUNDS: usize = 3;

fn main() -> Result<ExitCode> {
    if let Some(compiled) = peak::in_place_of_rustc() {
        return compiled;
    }
    let options = Options::from_arguments()?;
    let bench = Bench::write(&options)?;
    if options.check {
        check(&bench, &options)?;
    }
    if options.cold {
        cold_build(&bench)?;
    }
    if let Some(queries) = options.memory {
        memory(&bench, &options, queries)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn check(bench: &Bench, options: &Options) -> Result<()> {
    let rounds = options.rounds;
    println!(
        "check of a leaf crate, source touched, dependencies built; median of {rounds}, processor seconds\n"
    );
    let ratios: Vec<_> = options.peers[1..]
        .iter()
        .map(|peer| format!("ours to {peer}"))
        .collect();
    println!(
        "| queries | {} | {} |",
        ratios.join(" | "),
        options.peers.join(" | ")
    );
    println!("|---|{}", "---|".repeat(2 * options.peers.len() - 1));
    for &queries in &options.queries {
        let mut seconds = vec![Vec::new(); options.peers.len()];
        for peer in &options.peers {
            bench.check(peer, queries)?;
        }
        // In turns, so that other load on the machine affects all of them equally.
        for _ in 0..rounds {
            for (seconds, peer) in seconds.iter_mut().zip(&options.peers) {
                bench.touch(peer, queries)?;
                seconds.push(processor_seconds(&mut bench.check_command(peer, queries))?);
            }
        }
        let seconds: Vec<f64> = seconds.into_iter().map(median).collect();
        let columns: Vec<_> = seconds
            .iter()
            .map(|seconds| format!("{seconds:.2} s"))
            .collect();
        let ratios: Vec<_> = seconds[1..]
            .iter()
            .map(|peer| format!("{:.2}×", seconds[0] / peer))
            .collect();
        println!(
            "| {queries} | {} | {} |",
            ratios.join(" | "),
            columns.join(" | ")
        );
    }
    println!();
    Ok(())
}

fn memory(bench: &Bench, options: &Options, queries: usize) -> Result<()> {
    println!("\npeak memory of the compiler, {queries} queries in one crate\n");
    for peer in options.peers.iter().filter(|peer| **peer != "cynic") {
        let bytes = bench.peak_memory(peer, queries)?;
        println!("{peer}: {:.2} GB", bytes as f64 / 1e9);
    }
    Ok(())
}

fn cold_build(bench: &Bench) -> Result<()> {
    println!(
        "cold build of the macro crates with all that they pull in; median of {COLD_ROUNDS}, processor seconds\n"
    );
    let mut seconds = [const { Vec::new() }; 2];
    for _ in 0..COLD_ROUNDS {
        for (seconds, peer) in seconds.iter_mut().zip(PEERS) {
            seconds.push(bench.cold_build(peer)?);
        }
    }
    let [ours, theirs] = seconds.map(median);
    println!(
        "graphql-paginate-macros {ours:.1} s, graphql_query_derive {theirs:.1} s: {:.2}×",
        ours / theirs
    );
    Ok(())
}
