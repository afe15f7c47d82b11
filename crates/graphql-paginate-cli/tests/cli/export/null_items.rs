//! Tests of lists that have nulls in place of items.

use graphql_paginate_sandbox::{Fault, Faults, Sandbox};
use serde_json::{Value, json};

use super::{pulls_from, values};
use crate::program::{Folder, Ran};

/// A page whose item at this index is null, with these errors beside it.
fn null_at(index: usize, errors: Value) -> Fault {
    Fault::rewrite(move |body| {
        body["data"]["repository"]["pullRequests"]["nodes"][index] = Value::Null;
        if errors != json!([]) {
            body["errors"] = errors.clone();
        }
    })
}

/// Runs an export and returns the last line of its summary file, too.
fn exported(sandbox: &Sandbox, folder: &Folder, more: &[&str]) -> (Ran, Value) {
    let file = folder.file("runs.ndjson");
    let more = [&["--summary-file", &file], more].concat();
    let ran = Ran::from(pulls_from(sandbox.github(), &more).output().unwrap());
    let runs = folder.read("runs.ndjson");
    (
        ran,
        serde_json::from_str(runs.lines().last().unwrap()).unwrap(),
    )
}

#[test]
fn null_items_without_errors_are_counted_in_one_warning_and_the_run_ends_with_3() {
    let faults = Faults::new()
        .on_request(1, null_at(2, json!([])))
        .on_request(3, null_at(0, json!([])));
    let sandbox = Sandbox::builder()
        .github_faults(faults)
        .start_blocking()
        .unwrap();
    let (ran, summary) = exported(&sandbox, &Folder::new(), &[]);
    let ran = ran.with_code(3);
    assert_eq!(ran.stdout.lines().count(), 248);
    assert_eq!(summary["null_items"], 2);
    let warning = "warning: 2 items of the list are null and not in the output";
    assert_eq!(ran.stderr.matches(warning).count(), 1, "{}", ran.stderr);
}

#[test]
fn null_items_with_errors_are_counted_and_the_run_ends_with_3() {
    let errors = json!([{
        "message": "no access",
        "path": ["repository", "pullRequests", "nodes", 2]
    }]);
    let faults = Faults::new().on_request(2, null_at(2, errors));
    for (policy, nulls) in [("keep", 1), ("skip", 0)] {
        let sandbox = Sandbox::builder()
            .github_faults(faults.clone())
            .start_blocking()
            .unwrap();
        let (ran, summary) = exported(&sandbox, &Folder::new(), &["--on-partial-error", policy]);
        let ran = ran.with_code(3);
        assert_eq!(ran.stdout.lines().count(), 249, "{policy}");
        assert_eq!(summary["null_items"], nulls, "{policy}");
        assert_eq!(
            ran.stderr.contains("1 item of the list is null"),
            nulls == 1,
            "{}",
            ran.stderr
        );
    }
}

#[test]
fn a_resumed_run_counts_the_null_items_of_earlier_ones() {
    let faults = Faults::new()
        .on_request(1, null_at(0, json!([])))
        .on_request(2, Fault::status(503).header("retry-after", "7200"));
    let sandbox = Sandbox::builder()
        .github_faults(faults)
        .start_blocking()
        .unwrap();
    let folder = Folder::new();
    let file = folder.file("pulls.ndjson");
    let (stopped, _) = exported(&sandbox, &folder, &["-o", &file, "--max-wait", "1s"]);
    stopped.with_code(4);
    sandbox.github().script(Faults::new());
    let (ran, summary) = exported(&sandbox, &folder, &["-o", &file]);
    ran.with_code(3);
    assert_eq!(summary["null_items"], 1);
    assert_eq!(
        values(&folder.read("pulls.ndjson"), "/number"),
        Vec::from_iter(2..=250)
    );
}
