//! Tests of runs that are interrupted and resumed.
#![cfg(unix)]

use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use graphql_paginate_sandbox::{Endpoint, Sandbox};

use super::{pulls_from, values};
use crate::program::{Folder, Ran};

const ITEMS: usize = 1_500;

pub(super) fn export(api: &Endpoint, file: &str) -> Command {
    let mut command = pulls_from(api, &["-o", file, "--page-size", "10"]);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Waits until the API has received `count` requests.
pub(super) fn requests_come(api: &Endpoint, count: usize) {
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
fn interrupted_130_received_items_are_saved_and_the_next_run_continues() {
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
        ran.says("interrupted; what was received is saved");
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
    second.says("another run writes to");
}
