//! Tests of the command `sandbox`.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use graphql_paginate_sandbox::Sandbox;

use crate::export::PULLS;
use crate::program::{Ran, command, run};

#[test]
fn the_sandbox_prints_its_urls_and_stops_after_a_time() {
    let ran = run(&["sandbox", "github", "--stop-after", "0ms"]).with_code(0);
    assert!(
        ran.stdout.starts_with("github http://127.0.0.1:"),
        "{}",
        ran.stdout
    );
    assert_eq!(ran.stdout.lines().count(), 1);
    assert!(ran.stderr.contains("token"), "{}", ran.stderr);
    assert_eq!(
        run(&["sandbox", "--stop-after", "0", "--quiet"])
            .with_code(0)
            .stderr,
        ""
    );
}

#[test]
fn faults_of_the_sandbox_are_survived_by_an_export() {
    let arguments = ["sandbox", "github", "--items", "60", "--faults", "cut-body"];
    let mut sandbox = command(&arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let stdout = sandbox.stdout.take().unwrap();
    BufReader::new(stdout).read_line(&mut line).unwrap();
    let url = line.trim().strip_prefix("github ").unwrap();
    let more = [
        "--endpoint",
        url,
        "--page-size",
        "5",
        "--log-format",
        "json",
    ];
    let mut export = command(&[&PULLS[..], &more].concat());
    let ran: Ran = export
        .env("GITHUB_TOKEN", Sandbox::TOKEN)
        .output()
        .unwrap()
        .into();
    sandbox.kill().unwrap();
    sandbox.wait().unwrap();
    let ran = ran.with_code(0);
    assert_eq!(ran.stdout.lines().count(), 60);
    let summary = ran.stderr.lines().last().unwrap();
    let summary: serde_json::Value = serde_json::from_str(summary).unwrap();
    assert!(summary["retries"].as_u64().unwrap() > 0, "{summary}");
}
