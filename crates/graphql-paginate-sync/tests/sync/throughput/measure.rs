//! Runs one way in a process of its own, and measures it.

use std::process::{Command, Stdio};
use std::time::Instant;

use serde_json::{Value, json};

use crate::support::Database;

/// The measurements of a process.
pub(super) struct Run {
    pub(super) rows: u64,
    seconds: f64,
    /// User and system time of all threads, in seconds.
    processor: f64,
    pub(super) peak_kilobytes: u64,
}

/// The medians of wall time and processor time, in seconds.
pub(super) fn cost(runs: &[Run]) -> (f64, f64) {
    let seconds = runs.iter().map(|run| run.seconds);
    let processor = runs.iter().map(|run| run.processor);
    (median(seconds.collect()), median(processor.collect()))
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Runs a separate process, so that its memory does not include the sandbox.
pub(super) async fn child(endpoint: &str, way: &str, database: &str) -> Run {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args([
            "--exact",
            "throughput::measure::the_measured_process",
            "--nocapture",
        ])
        .env("BENCH_WAY", way)
        .env("BENCH_ENDPOINT", endpoint)
        .env("BENCH_DATABASE", database)
        .stderr(Stdio::inherit());
    let output = tokio::task::spawn_blocking(move || command.output().unwrap());
    let output = String::from_utf8(output.await.unwrap().stdout).unwrap();
    let line = output.lines().find_map(|line| line.split_once("measured "));
    let (_, line) = line.unwrap_or_else(|| panic!("{output}"));
    let run: Value = serde_json::from_str(line).unwrap();
    Run {
        rows: run["rows"].as_u64().unwrap(),
        seconds: run["seconds"].as_f64().unwrap(),
        processor: run["processor"].as_f64().unwrap(),
        peak_kilobytes: run["peak"].as_u64().unwrap(),
    }
}

/// The measured process; does nothing in an ordinary test run.
#[tokio::test]
async fn the_measured_process() {
    let (Ok(way), Ok(endpoint), Ok(database)) = (
        std::env::var("BENCH_WAY"),
        std::env::var("BENCH_ENDPOINT"),
        std::env::var("BENCH_DATABASE"),
    ) else {
        return;
    };
    let database = if database.starts_with("postgres://") {
        Database::Postgres(database)
    } else {
        Database::Sqlite(database.into())
    };
    let started = Instant::now();
    let rows = match way.as_str() {
        "mirror" => super::mirror(&endpoint, &database).await,
        _ => super::by_hand(&endpoint, &database).await,
    };
    let seconds = started.elapsed().as_secs_f64();
    let run = json!({
        "rows": rows, "seconds": seconds, "processor": processor_seconds(), "peak": peak_kilobytes(),
    });
    println!("measured {run}");
}

/// Processor time of this process, if the system reports it.
fn processor_seconds() -> f64 {
    // Fields 14 and 15, in hundredths of a second; the second one, which may contain spaces, ends with `)`.
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let times = fields.split_whitespace().skip(11).take(2);
    times
        .filter_map(|time| time.parse::<f64>().ok())
        .sum::<f64>()
        / 100.0
}

/// Peak resident memory, if the system reports it.
fn peak_kilobytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().nth(1));
    number.and_then(|number| number.parse().ok()).unwrap_or(0)
}
