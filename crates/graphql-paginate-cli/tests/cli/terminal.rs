//! Tests of runs whose standard streams are a pseudo-terminal.
#![cfg(unix)]

use std::process::Command;
use std::time::Duration;

use graphql_paginate_sandbox::{Endpoint, Fault, Faults, Sandbox};
use rexpect::process::WaitStatus;
use rexpect::session::{PtySession, spawn_command};

use crate::export::pulls_from;
use crate::program::{Folder, root};

/// An export on a terminal with 100 columns. Expected output must appear within a minute.
fn on_terminal(api: &Endpoint, more: &[&str]) -> PtySession {
    let export = pulls_from(api, more);
    let mut shell = Command::new("sh");
    shell
        .args(["-c", r#"stty cols 100 rows 40; exec "$@""#, "sh"])
        .arg(export.get_program())
        .args(export.get_args())
        .current_dir(root())
        .env("TERM", "xterm")
        .env("GITHUB_TOKEN", Sandbox::TOKEN);
    spawn_command(shell, Some(60_000)).unwrap()
}

#[track_caller]
fn ends_with(session: &PtySession, code: i32) {
    let status = session.process().wait().unwrap();
    assert!(
        matches!(status, WaitStatus::Exited(_, ended) if ended == code),
        "{status:?}"
    );
}

#[test]
fn a_terminal_gets_a_preview() {
    let sandbox = Sandbox::builder()
        .pull_requests(250)
        .start_blocking()
        .unwrap();
    let mut session = on_terminal(sandbox.github(), &[]);
    session.exp_string("number  title").unwrap();
    session.exp_string("Pull request 20 ").unwrap();
    session
        .exp_string("230 more; `-o FILE` or a pipe gets all 250")
        .unwrap();
    session.exp_eof().unwrap();
    ends_with(&session, 0);
}

#[test]
fn progress_shows_items_quota_and_waits() {
    let busy = Fault::status(503).header("retry-after", "1");
    let sandbox = Sandbox::builder()
        .pull_requests(250)
        .github_faults(Faults::new().on_request(2, busy))
        .start_blocking()
        .unwrap();
    let folder = Folder::new();
    let file = folder.file("pulls.ndjson");
    let mut session = on_terminal(sandbox.github(), &["-o", &file]);
    session.exp_string("100 of 250 items, 1 page").unwrap();
    session.exp_string("pages of 100, quota 4").unwrap();
    session
        .exp_regex(r"waiting \d s \((rate limit|retry)\)")
        .unwrap();
    session
        .exp_string("250 items in 3 pages and 4 requests")
        .unwrap();
    session.exp_eof().unwrap();
    ends_with(&session, 0);
    assert_eq!(folder.read("pulls.ndjson").lines().count(), 250);
}

#[test]
fn rows_and_progress_do_not_share_lines() {
    let sandbox = Sandbox::builder()
        .pull_requests(60)
        .latency(Duration::from_millis(20))
        .start_blocking()
        .unwrap();
    let arguments = [
        "--format",
        "ndjson",
        "--select",
        "number",
        "--page-size",
        "10",
    ];
    let mut session = on_terminal(sandbox.github(), &arguments);
    let screen = session.exp_eof().unwrap();
    ends_with(&session, 0);
    let mut rows = Vec::new();
    for line in screen.lines() {
        // The text after the last erasure of the line.
        let text = line.rsplit("\u{1b}[2K").next().unwrap().trim_matches('\r');
        if text.contains("number") {
            rows.push(text.to_owned());
        }
    }
    let expected: Vec<String> = (1..=60)
        .map(|number| format!("{{\"number\":{number}}}"))
        .collect();
    assert_eq!(rows, expected);
}

#[test]
fn control_c_ends_with_130_and_keeps_the_checkpoint() {
    let sandbox = Sandbox::builder()
        .pull_requests(1_500)
        .latency(Duration::from_millis(20))
        .start_blocking()
        .unwrap();
    let folder = Folder::new();
    let file = folder.file("pulls.ndjson");
    let mut session = on_terminal(sandbox.github(), &["-o", &file, "--page-size", "10"]);
    session.exp_regex(r"\d0 of 1500 items, \d+ page").unwrap();
    session.send_control('c').unwrap();
    session
        .exp_string("interrupted; what was received is saved")
        .unwrap();
    session.exp_eof().unwrap();
    ends_with(&session, 130);
    assert!(folder.read("pulls.ndjson.checkpoint").contains("rows"));
}
