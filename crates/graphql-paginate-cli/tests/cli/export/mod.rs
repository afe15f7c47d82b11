//! Tests of the command `export` against the sandbox.

mod arguments;
mod both_ends;
mod csv_lists;
mod declared;
mod document;
mod exit_codes;
mod flags;
mod formats;
mod inner_ends;
mod kept_output;
mod kill;
mod large;
mod leaf_lists;
mod named_files;
mod names;
mod nested;
mod nested_repeats;
mod nested_types;
mod null_items;
mod own_schema;
mod parents;
mod plain_lists;
mod preview;
mod progress;
mod queries;
mod rest;
mod resume;
mod sandbox;
mod skip;
mod summary;
mod table_files;
mod usage_errors;

use std::process::Command;

use graphql_paginate_sandbox::{Endpoint, Sandbox};

use crate::program::{Ran, command, run};

/// The arguments of an export of pull requests from the sandbox that the binary starts.
pub(crate) const PULLS: [&str; 9] = [
    "export",
    "--api",
    "github",
    "--query",
    "pull_requests",
    "-F",
    "owner=rust-lang",
    "-F",
    "name=rust",
];

/// Runs [`PULLS`] with more arguments.
pub(crate) fn pulls(more: &[&str]) -> Ran {
    run(&[&PULLS[..], more].concat())
}

/// The command for [`PULLS`] with more arguments, on a sandbox of the test.
pub(crate) fn pulls_from(api: &Endpoint, more: &[&str]) -> Command {
    let arguments = [&PULLS[..], &["--endpoint", api.url()], more].concat();
    let mut command = command(&arguments);
    command.env("GITHUB_TOKEN", Sandbox::TOKEN);
    command
}

/// The value of a field in each line.
pub(crate) fn values(ndjson: &str, pointer: &str) -> Vec<i64> {
    let mut values = Vec::new();
    for line in ndjson.lines() {
        let item: serde_json::Value = serde_json::from_str(line).unwrap();
        values.push(item.pointer(pointer).unwrap().as_i64().unwrap());
    }
    values
}
