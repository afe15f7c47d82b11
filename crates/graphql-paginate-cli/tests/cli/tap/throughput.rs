//! Measures the throughput of the tap alone and with a target.
#![cfg(unix)]

use std::env;
use std::fs;

use graphql_paginate_sandbox::Sandbox;
use serde_json::json;

use super::Tap;
use crate::program::Ran;

/// The number of records: 10,000, or 100,000 with `GRAPHQL_PAGINATE_FULL_TESTS`.
fn size() -> usize {
    match env::var_os("GRAPHQL_PAGINATE_FULL_TESTS") {
        Some(_) => 100_000,
        None => 10_000,
    }
}

/// Runs a shell command; returns its wall time and processor time in seconds, including its children.
fn timed(script: &str) -> (f64, f64) {
    let script = format!("set -o pipefail; TIMEFORMAT='%R %U %S'; time {{ {script}; }}");
    let output = std::process::Command::new("bash")
        .args(["-c", &script])
        .output()
        .unwrap();
    let ran = Ran::from(output).with_code(0);
    let last = ran.stderr.lines().last().unwrap();
    let seconds: Vec<f64> = last
        .split_whitespace()
        .map(|part| part.parse().unwrap())
        .collect();
    (seconds[0], seconds[1] + seconds[2])
}

/// Prints the figures. Run with `--release` for meaningful ones, and with the path of the program in
/// `GRAPHQL_PAGINATE_TARGET_JSONL` for the whole pipeline.
#[test]
#[ignore = "takes minutes: run it by its name, with `--nocapture`"]
fn throughput_of_the_tap_alone_and_with_target_jsonl() {
    let sandbox = Sandbox::builder()
        .dossiers(size())
        .start_blocking()
        .unwrap();
    let config = json!({
        "api": "demarches-simplifiees", "demarches": [1], "streams": ["dossiers"],
    });
    let tap = Tap::on(sandbox.demarches_simplifiees(), config);
    let command = tap.command(&["--quiet"]);
    let mut line = vec![command.get_program().to_str().unwrap().to_owned()];
    for argument in command.get_args() {
        line.push(format!("'{}'", argument.to_str().unwrap()));
    }
    let line = line.join(" ");
    let file = tap.folder.file("out.ndjson");

    let (wall, processor) = timed(&format!("{line} > {file}"));
    let text = fs::read_to_string(&file).unwrap();
    let records = text.matches(r#""type":"RECORD""#).count();
    assert_eq!(records, size());
    let megabytes = text.len() as f64 / 1e6;
    let rate = |seconds: f64| records as f64 / seconds;
    println!("{records} records, {megabytes:.0} MB");
    println!(
        "tap alone: {wall:.1} s, {:.0} records/s, the sandbox included",
        rate(wall)
    );
    println!(
        "tap, processor time: {processor:.1} s, {:.0} records/s",
        rate(processor)
    );

    let Ok(target) = env::var("GRAPHQL_PAGINATE_TARGET_JSONL") else {
        println!("no target: GRAPHQL_PAGINATE_TARGET_JSONL is not set");
        return;
    };
    let folder = tap.folder.file("");
    let config = json!({ "destination_path": folder }).to_string();
    let config = tap.folder.write("target.json", &config);
    let (both, _) = timed(&format!("{line} | {target} --config {config} > /dev/null"));
    let (target_wall, _) = timed(&format!("{target} --config {config} < {file} > /dev/null"));
    println!(
        "tap | target-jsonl: {both:.1} s, {:.0} records/s",
        rate(both)
    );
    println!(
        "target-jsonl alone: {target_wall:.1} s, {:.0} records/s",
        rate(target_wall)
    );
    let mut lines = 0;
    for entry in fs::read_dir(&tap.folder.0).unwrap() {
        let path = entry.unwrap().path();
        if path
            .extension()
            .is_some_and(|extension| extension == "jsonl")
        {
            lines += fs::read_to_string(path).unwrap().lines().count();
        }
    }
    assert_eq!(lines, 2 * records, "of both runs");
}
