//! Tests of `export --summary-file` for runs that fail before their walk.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use graphql_paginate_sandbox::Sandbox;
use serde_json::Value;

use super::{PULLS, pulls_from};
use crate::program::{Folder, Ran, command};

fn check(folder: &Folder, ran: Ran, exit: &str, error: &str) {
    let text = folder.read("runs.ndjson");
    let summary: Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    assert_eq!(
        summary["exit_code"].as_i64(),
        ran.code.map(i64::from),
        "{text}"
    );
    assert_eq!(summary["exit"], exit, "{text}");
    assert!(summary["error"].as_str().unwrap().contains(error), "{text}");
    assert!(summary["seconds"].is_number(), "{text}");
    ran.says(error);
}

#[test]
fn runs_that_fail_before_or_during_the_walk_have_a_line() {
    let sandbox = Sandbox::builder().start_blocking().unwrap();
    let folder = Folder::new();
    let file = folder.file("runs.ndjson");
    let typo = folder.write(
        "q.graphql",
        "{ viewer { repositories { nodes { nmae } } } }",
    );
    let empty = folder.write("token", "\n");
    let summary = ["--summary-file", &file];
    let ran = |arguments: &[&str]| -> Ran {
        let mut command = command(&[arguments, &summary].concat());
        command.env("GRAPHQL_TOKEN", Sandbox::TOKEN);
        command.output().unwrap().into()
    };
    let github = ["export", "--api", "github", "--query"];
    let nowhere = format!("{}/nowhere", sandbox.github().origin());
    let unknown = ["export", "--endpoint", &nowhere, "--query", &typo];
    let cases = [
        (
            ran(&[&PULLS[..], &["-F", "nmae=x"]].concat()),
            "usage",
            "no variable `nmae`",
        ),
        (ran(&[&github[..], &[&typo]].concat()), "usage", "`nmae`"),
        (ran(&unknown), "failed", "404"),
        (
            ran(&[&PULLS[..], &["--token-file", &empty]].concat()),
            "token",
            "has no token in it",
        ),
        (
            ran(&[&PULLS[..], &["-o", "/no/such/folder/x.ndjson"]].concat()),
            "configuration",
            "cannot write",
        ),
    ];
    let count = cases.len();
    for (number, (ran, ..)) in cases.iter().enumerate() {
        assert_ne!(ran.code, Some(0), "{number}");
    }
    let text = folder.read("runs.ndjson");
    for ((ran, exit, error), line) in cases.into_iter().zip(text.lines()) {
        folder.write("runs.ndjson", &format!("{line}\n"));
        check(&folder, ran, exit, error);
    }
    assert_eq!(text.lines().count(), count);

    let mut refused = pulls_from(sandbox.github(), &summary);
    refused.env("GITHUB_TOKEN", Sandbox::UNKNOWN_TOKEN);
    check(&folder, refused.output().unwrap().into(), "token", "401");
}

#[test]
fn a_run_whose_reader_closed_is_not_complete() {
    let sandbox = Sandbox::builder()
        .pull_requests(5_000)
        .start_blocking()
        .unwrap();
    let folder = Folder::new();
    let file = folder.file("runs.ndjson");
    let mut export = pulls_from(sandbox.github(), &["--summary-file", &file]);
    let mut child = export.stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    let mut reader = BufReader::new(child.stdout.take().unwrap());
    reader.read_line(&mut line).unwrap();
    drop(reader);
    assert_eq!(child.wait().unwrap().code(), Some(0));
    let text = folder.read("runs.ndjson");
    let summary: Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    assert_eq!(summary["exit_code"], 0, "{text}");
    assert_eq!(summary["exit"], "reader-closed", "{text}");
    assert_eq!(summary["complete"], false, "{text}");

    let whole = pulls_from(sandbox.github(), &["--summary-file", &file]).output();
    assert_eq!(whole.unwrap().status.code(), Some(0));
    let text = folder.read("runs.ndjson");
    let summary: Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    assert_eq!(summary["exit"], "complete", "{text}");
    assert_eq!(summary["complete"], true, "{text}");
}

#[test]
fn a_summary_that_cannot_be_opened_ends_the_run_before_it_begins() {
    let sandbox = Sandbox::builder().start_blocking().unwrap();
    let mut export = pulls_from(sandbox.github(), &["--summary-file", "/no/such/folder/x"]);
    let ran = Ran::from(export.output().unwrap()).with_code(78);
    ran.says("error: cannot write `/no/such/folder/x`");
    assert!(sandbox.github().requests().is_empty());
}

/// The device can be opened, and is always full.
#[cfg(target_os = "linux")]
#[test]
fn a_summary_that_cannot_be_written_is_said_and_hides_no_error() {
    let arguments = [&PULLS[..], &["-F", "nmae=x", "--summary-file", "/dev/full"]].concat();
    let ran = Ran::from(command(&arguments).output().unwrap()).with_code(2);
    ran.says("no variable `nmae`");
    ran.says("warning: cannot write `/dev/full`");
}
