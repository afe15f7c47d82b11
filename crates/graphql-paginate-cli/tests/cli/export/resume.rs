//! Tests of runs that are interrupted and resumed.
#![cfg(unix)]

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use graphql_paginate_sandbox::{Endpoint, Fault, Faults, Sandbox};
use serde_json::{Value, json};

use super::{pulls_from, values};
use crate::program::{Folder, Ran, send_signal};

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
        send_signal(&child, signal);
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

/// The outcome of a run that begins while another one waits for a page.
fn beside_another(sandbox: &Sandbox, run: impl Fn() -> Command) -> Ran {
    let mut first = run().spawn().unwrap();
    requests_come(sandbox.github(), 2);
    let second = run().stderr(Stdio::piped()).output().unwrap();
    first.kill().unwrap();
    first.wait().unwrap();
    second.into()
}

/// A sandbox whose answers take so long that a run is still going on when another one begins.
fn slow() -> Sandbox {
    let sandbox = Sandbox::builder()
        .pull_requests(ITEMS)
        .latency(Duration::from_millis(20));
    sandbox.start_blocking().unwrap()
}

#[test]
fn two_runs_do_not_write_to_one_file() {
    let (sandbox, folder) = (slow(), Folder::new());
    let file = folder.file("pulls.ndjson");
    let second = beside_another(&sandbox, || export(sandbox.github(), &file));
    second.with_code(78).says("another run writes to");
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

/// An export to standard output that keeps its place in a file.
fn to_stdout(api: &Endpoint, checkpoint: &str) -> Command {
    let more = ["--page-size", "10", "--format", "ndjson"];
    let mut command = pulls_from(api, &[&more[..], &["--checkpoint", checkpoint]].concat());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

#[test]
fn a_killed_run_repeats_at_most_one_page_on_standard_output() {
    let sandbox = Sandbox::builder()
        .pull_requests(200)
        .latency(Duration::from_millis(1))
        .start_blocking()
        .unwrap();
    let folder = Folder::new();
    let place = folder.file("place");
    let mut run = to_stdout(sandbox.github(), &place).spawn().unwrap();
    let mut reader = BufReader::new(run.stdout.take().unwrap());
    let mut lines = String::new();
    for _ in 0..100 {
        assert!(reader.read_line(&mut lines).unwrap() > 0);
    }
    run.kill().unwrap();
    run.wait().unwrap();
    reader.read_to_string(&mut lines).unwrap();
    // A line that was not written whole is not an item.
    let end = lines.rfind('\n').unwrap() + 1;
    let mut numbers = values(&lines[..end], "/number");
    let rest: Ran = to_stdout(sandbox.github(), &place).output().unwrap().into();
    numbers.extend(values(&rest.with_code(0).stdout, "/number"));
    let written = numbers.len();
    numbers.sort();
    numbers.dedup();
    assert_eq!(numbers, Vec::from_iter(1..=200));
    assert!(written <= 210, "{written}");
}

#[test]
fn a_file_that_the_shell_has_emptied_is_not_continued() {
    let sandbox = Sandbox::builder()
        .pull_requests(30)
        .start_blocking()
        .unwrap();
    let folder = Folder::new();
    let (place, output) = (folder.file("place"), folder.file("pulls.ndjson"));
    let run = |file: File| -> Ran {
        let mut export = to_stdout(sandbox.github(), &place);
        export.stdout(file).output().unwrap().into()
    };
    // A status that is not retried ends the first run after its first page.
    let refused = Faults::new().on_request(2, Fault::status(400));
    sandbox.github().script(refused);
    run(File::create(&output).unwrap());
    assert_eq!(folder.read("pulls.ndjson").lines().count(), 10);

    let other = run(File::create(folder.file("other.ndjson")).unwrap());
    other.with_code(78).says("earlier runs have written");
    let appended = OpenOptions::new().append(true).open(&output).unwrap();
    run(appended).with_code(0);
    let numbers = values(&folder.read("pulls.ndjson"), "/number");
    assert_eq!(numbers, Vec::from_iter(1..=30));
}

#[test]
fn two_runs_do_not_continue_from_one_checkpoint_on_standard_output() {
    let (sandbox, folder) = (slow(), Folder::new());
    let place = folder.file("place");
    let second = beside_another(&sandbox, || to_stdout(sandbox.github(), &place));
    let second = second.with_code(78);
    second.says("another run continues from");
    assert_eq!(second.stdout, "");
}

#[test]
fn an_interruption_ends_a_run_whose_reader_does_not_read() {
    let long = |body: &mut Value| {
        let item = "/data/repository/pullRequests/nodes/0/title";
        *body.pointer_mut(item).unwrap() = "x".repeat(1_000_000).into();
    };
    let sandbox = Sandbox::builder().start_blocking().unwrap();
    sandbox
        .github()
        .script(Faults::new().always(Fault::rewrite(long)));
    let mut export = pulls_from(sandbox.github(), &[]);
    export.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut run = export.spawn().unwrap();
    // The first page has begun, and is longer than any pipe.
    let mut reader = run.stdout.take().unwrap();
    reader.read_exact(&mut [0]).unwrap();
    send_signal(&run, "-TERM");
    let ran: Ran = run.wait_with_output().unwrap().into();
    ran.with_code(130)
        .says("interrupted during a write that its reader does not take");
    drop(reader);
}
