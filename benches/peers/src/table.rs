//! Prints the table: one line for each comparison, as soon as it is measured.

use std::time::Duration;

use crate::measure::{Contender, Cost, medians};

/// Prints the head of the table.
pub(crate) fn head() {
    println!("| row | compared with | ours relative to it | ours | the other |");
    println!("|---|---|---|---|---|");
}

/// Prints a line.
pub(crate) fn line(row: &str, peer: &str, ratio: &str, ours: &str, theirs: &str) {
    println!("| {row} | {peer} | {ratio} | {ours} | {theirs} |");
}

/// Prints that a peer is not measured.
pub(crate) fn absent(row: &str, peer: &str, why: &str) {
    line(row, peer, "", "", why);
}

/// Prints a comparison of amounts, such as bytes or instructions.
pub(crate) fn amounts(
    row: &str,
    peer: &str,
    [ours, theirs]: [f64; 2],
    show: impl Fn(f64) -> String,
) {
    let ratio = format!("{:.2}×", ours / theirs);
    line(row, peer, &ratio, &show(ours), &show(theirs));
}

/// Measures the contenders, of which ours is the first, and prints a line for each of the others.
pub(crate) fn race(
    row: &str,
    rounds: usize,
    mut contenders: Vec<Contender<'_>>,
) -> anyhow::Result<Vec<Cost>> {
    let costs = medians(rounds, &mut contenders)?;
    for (contender, cost) in contenders.iter().zip(&costs).skip(1) {
        times(row, &contender.name, costs[0], *cost);
    }
    Ok(costs)
}

/// Prints a comparison of times.
pub(crate) fn times(row: &str, peer: &str, ours: Cost, theirs: Cost) {
    let ratio = format!(
        "{:.2}× wall, {:.2}× CPU",
        ours.wall.as_secs_f64() / theirs.wall.as_secs_f64(),
        ours.cpu.as_secs_f64() / theirs.cpu.as_secs_f64()
    );
    line(row, peer, &ratio, &shown(ours), &shown(theirs));
}

fn shown(cost: Cost) -> String {
    format!("{}, CPU {}", time(cost.wall), time(cost.cpu))
}

/// A duration with three digits.
pub(crate) fn time(time: Duration) -> String {
    let micros = time.as_secs_f64() * 1e6;
    if micros < 10_000.0 {
        format!("{micros:.0} µs")
    } else {
        format!("{:.0} ms", micros / 1e3)
    }
}
