//! Runs that are killed or interrupted, and continued.
#![cfg(unix)]

use std::fs::OpenOptions;
use std::hash::{BuildHasher, RandomState};
use std::io::Write;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use graphql_paginate_sandbox::{Endpoint, Sandbox};

use super::{pulls_from, values};
use crate::program::{Folder, Ran};

const ITEMS: usize = 1_500;

/// How often a run is killed: 20 times, or as often as the variable says.
fn kills() -> usize {
    match std::env::var("GRAPHQL_PAGINATE_TEST_KILLS") {
        Ok(kills) => kills.parse().unwrap(),
        Err(_) => 20,
    }
}

fn export(api: &Endpoint, file: &str) -> Command {
    let mut command = pulls_from(api, &["-o", file, "--page-size", "10"]);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// A number below `bound`.
fn random(bound: u64) -> u64 {
    // Every `RandomState` has keys of its own.
    RandomState::new().hash_one(()) % bound
}

/// Waits until the API has had more requests than before, or the run ends by itself.
fn requests_come(api: &Endpoint, count: usize) {
    let started = Instant::now();
    while api.requests().len() < count {
        assert!(
            started.elapsed() < Duration::from_secs(60),
            "no request comes"
        );
        sleep(Duration::from_micros(200));
    }
}

#[test]
fn killed_at_random_points_the_file_has_every_item_once_in_each_format() {
    for (format, kills) in [
        ("ndjson", kills()),
        ("csv", kills() / 4),
        ("json", kills() / 4),
    ] {
        let sandbox = Sandbox::builder()
            .pull_requests(ITEMS)
            .latency(Duration::from_millis(4))
            .start_blocking()
            .unwrap();
        let api = sandbox.github();
        let folder = Folder::new();
        let name = format!("pulls.{format}");
        let file = folder.file(&name);
        for kill in 0..kills {
            api.clear_requests();
            let mut child = export(api, &file).spawn().unwrap();
            requests_come(api, 1 + random(4) as usize);
            sleep(Duration::from_micros(random(6_000)));
            child.kill().unwrap();
            let status = child.wait().unwrap();
            assert_eq!(
                status.code(),
                None,
                "ended by itself after {kill} kills: {status}"
            );
            if kill % 3 == 0 {
                let mut torn = OpenOptions::new()
                    .append(true)
                    .create(true)
                    .open(&file)
                    .unwrap();
                torn.write_all(b"{\"number\":12").unwrap();
            }
        }
        assert!(export(api, &file).status().unwrap().success());
        let whole = folder.file(&format!("whole.{format}"));
        assert!(export(api, &whole).status().unwrap().success());
        assert!(
            folder.read(&name) == folder.read(&format!("whole.{format}")),
            "not the same bytes: {file}"
        );
        assert!(!folder.0.join(format!("{name}.checkpoint")).exists());
        if format == "ndjson" {
            assert_eq!(
                values(&folder.read(&name), "/number"),
                Vec::from_iter(1..=ITEMS as i64)
            );
        }
    }
}

#[test]
fn interrupted_130_what_was_received_is_saved_and_the_next_run_continues() {
    let sandbox = Sandbox::builder()
        .pull_requests(ITEMS)
        .latency(Duration::from_millis(20))
        .start_blocking()
        .unwrap();
    let folder = Folder::new();
    let file = folder.file("pulls.ndjson");
    for signal in ["-INT", "-TERM"] {
        sandbox.github().clear_requests();
        let child = export(sandbox.github(), &file)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        requests_come(sandbox.github(), 4);
        let killed = Command::new("kill")
            .args([signal, &child.id().to_string()])
            .status()
            .unwrap();
        assert!(killed.success());
        let ran: Ran = child.wait_with_output().unwrap().into();
        let ran = ran.with_code(130);
        assert!(
            ran.stderr
                .contains("interrupted; what was received is saved"),
            "{}",
            ran.stderr
        );
        let lines = folder.read("pulls.ndjson");
        assert!(
            lines.ends_with('\n') && lines.lines().count() >= 30,
            "{} lines",
            lines.lines().count()
        );
    }
    assert!(export(sandbox.github(), &file).status().unwrap().success());
    assert_eq!(
        values(&folder.read("pulls.ndjson"), "/number"),
        Vec::from_iter(1..=ITEMS as i64)
    );
}

#[test]
fn two_runs_do_not_write_to_one_file() {
    let sandbox = Sandbox::builder()
        .pull_requests(ITEMS)
        .latency(Duration::from_millis(20))
        .start_blocking()
        .unwrap();
    let folder = Folder::new();
    let file = folder.file("pulls.ndjson");
    let mut first = export(sandbox.github(), &file).spawn().unwrap();
    requests_come(sandbox.github(), 2);
    let second = export(sandbox.github(), &file)
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    first.kill().unwrap();
    first.wait().unwrap();
    let second = Ran::from(second).with_code(78);
    assert!(
        second.stderr.contains("another run writes to"),
        "{}",
        second.stderr
    );
}
