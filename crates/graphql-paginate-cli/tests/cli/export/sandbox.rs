//! Tests of what a run says about the sandbox: its data is made up.

use graphql_paginate_sandbox::Sandbox;
use serde_json::Value;

use super::{PULLS, pulls, pulls_from};
use crate::program::{Folder, command};

/// The last line of a file.
fn last(folder: &Folder, name: &str) -> Value {
    let text = folder.read(name);
    serde_json::from_str(text.lines().last().unwrap()).unwrap()
}

#[test]
fn that_data_is_made_up_for_want_of_a_token_is_said_even_with_quiet() {
    let ran = pulls(&["--quiet"]).with_code(0);
    let lines: Vec<&str> = ran.stderr.lines().collect();
    assert_eq!(lines.len(), 1, "{}", ran.stderr);
    ran.says("warning: GITHUB_TOKEN is not set: using the sandbox");
    let json = pulls(&["--quiet", "--log-format", "json"]).with_code(0);
    let message: Value = serde_json::from_str(json.stderr.trim()).unwrap();
    assert_eq!(message["level"], "warning");
    assert_eq!(message["sandbox"], true);

    // Who asks for it knows.
    let asked = pulls(&["--quiet", "--sandbox"]).with_code(0);
    assert_eq!(asked.stderr, "");
}

#[test]
fn summaries_say_whether_the_data_is_made_up() {
    let sandbox = Sandbox::builder().start_blocking().unwrap();
    let folder = Folder::new();
    let file = folder.file("runs.ndjson");
    let more = ["--summary-file", &file, "--log-format", "json"];
    for made_up in [&[][..], &["--sandbox"]] {
        let ran = pulls(&[&more[..], made_up].concat()).with_code(0);
        let summary: Value = serde_json::from_str(ran.stderr.lines().last().unwrap()).unwrap();
        assert_eq!(summary["sandbox"], true);
        assert_eq!(last(&folder, "runs.ndjson")["sandbox"], true);
    }
    let output = pulls_from(sandbox.github(), &more).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(last(&folder, "runs.ndjson")["sandbox"], false);

    // Runs without a walk.
    pulls(&[&more[..], &["-F", "nmae=x"]].concat()).with_code(2);
    assert_eq!(last(&folder, "runs.ndjson")["sandbox"], true);
    let arguments = [&PULLS[..], &more, &["-F", "nmae=x"]].concat();
    let mut refused = command(&arguments);
    refused.env("GITHUB_TOKEN", Sandbox::TOKEN);
    assert_eq!(refused.output().unwrap().status.code(), Some(2));
    assert_eq!(last(&folder, "runs.ndjson")["sandbox"], false);
}
