//! Tests of runs that are interrupted and resumed.
#![cfg(unix)]

use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use graphql_paginate_sandbox::{Endpoint, Fault, Faults, Sandbox};
use serde_json::json;

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

#[test]
fn the_numbers_of_pages_continue_those_of_earlier_runs() {
    let faults = Faults::new().on_request(4, Fault::status(503).header("retry-after", "7200"));
    let sandbox = Sandbox::builder()
        .github_faults(faults)
        .start_blocking()
        .unwrap();
    let folder = Folder::new();
    let file = folder.file("pulls.ndjson");
    let arguments = ["-o", &file, "--format", "pages", "--page-size", "50"];
    let export = |more: &[&str]| -> Ran {
        let mut export = pulls_from(sandbox.github(), &[&arguments[..], more].concat());
        export.output().unwrap().into()
    };
    export(&["--max-wait", "1s"]).with_code(4);
    let null = Fault::rewrite(|body| body["errors"] = json!([{ "message": "half" }]));
    sandbox.github().script(Faults::new().on_request(1, null));
    let ran = export(&["--on-partial-error", "keep"]).with_code(3);
    ran.says("page 4 has errors beside its data");
    let pages = values(&folder.read("pulls.ndjson"), "/page");
    assert_eq!(pages, [1, 2, 3, 4, 5]);
    let restarted = export(&["--restart"]).with_code(0);
    assert_eq!(restarted.stdout, "");
    let pages = values(&folder.read("pulls.ndjson"), "/page");
    assert_eq!(pages, [1, 2, 3, 4, 5]);
}
