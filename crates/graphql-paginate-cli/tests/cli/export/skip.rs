//! Tests of `export --on-partial-error skip`.

use graphql_paginate_sandbox::{Endpoint, Fault, Faults, Sandbox};
use serde_json::{Value, json};

use super::{pulls_from, values};
use crate::program::{Folder, Ran, command, run};

fn skipping(api: &Endpoint, more: &[&str]) -> Ran {
    let more = [&["--on-partial-error", "skip"], more].concat();
    pulls_from(api, &more).output().unwrap().into()
}

/// An error beside the data of a page, at this path.
fn error_at(path: Value) -> Fault {
    Fault::rewrite(move |body| {
        body["errors"] = json!([{ "message": "no access", "type": "FORBIDDEN", "path": path }]);
    })
}

#[test]
fn items_that_errors_point_at_are_left_out_and_reported() {
    let path = json!(["repository", "pullRequests", "nodes", 7, "author"]);
    let faults = Faults::new()
        .on_request(2, error_at(path))
        .on_request(3, Fault::forbidden_node(0));
    let sandbox = Sandbox::builder()
        .github_faults(faults.clone())
        .start_blocking()
        .unwrap();
    let folder = Folder::new();
    let file = folder.file("runs.ndjson");
    let ran = skipping(sandbox.github(), &["--summary-file", &file]).with_code(3);
    let mut expected = Vec::from_iter(1..=250);
    expected.retain(|number| ![108, 201].contains(number));
    assert_eq!(values(&ran.stdout, "/number"), expected);
    assert!(
        ran.stderr.contains(
            "warning: an item of page 2 is left out: no access (FORBIDDEN) at \
             `repository.pullRequests.nodes[7].author`"
        ),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stderr.contains("an item of page 3 is left out"),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stderr.contains("2 items left out because of errors"),
        "{}",
        ran.stderr
    );
    let summary: Value = serde_json::from_str(&folder.read("runs.ndjson")).unwrap();
    assert_eq!(
        (
            &summary["items"],
            &summary["skipped_items"],
            &summary["exit_code"]
        ),
        (&json!(248), &json!(2), &json!(3))
    );

    sandbox.github().script(faults);
    let both = skipping(sandbox.github(), &["--both-ends", "--page-size", "100"]);
    assert_eq!(both.code, Some(3), "{}", both.stderr);
    assert!(
        both.stderr.contains("left out because of errors"),
        "{}",
        both.stderr
    );
}

#[test]
fn an_error_that_points_at_no_item_stops_the_run() {
    for path in [
        json!([]),
        json!(["repository"]),
        json!(["repository", "pullRequests"]),
    ] {
        let sandbox = Sandbox::builder()
            .github_faults(Faults::new().on_request(2, error_at(path)))
            .start_blocking()
            .unwrap();
        let ran = skipping(sandbox.github(), &[]);
        assert_eq!(ran.stdout.lines().count(), 100, "{}", ran.stderr);
        assert_ne!(ran.code, Some(3));
        assert!(ran.stderr.contains("no access"), "{}", ran.stderr);
    }
}

#[test]
fn a_resumed_run_counts_the_items_skipped_before() {
    let path = json!(["repository", "pullRequests", "nodes", 0, "title"]);
    let faults = Faults::new()
        .on_request(1, error_at(path))
        .on_request(2, Fault::status(503).header("retry-after", "7200"));
    let sandbox = Sandbox::builder()
        .github_faults(faults)
        .start_blocking()
        .unwrap();
    let folder = Folder::new();
    let file = folder.file("pulls.ndjson");
    skipping(sandbox.github(), &["-o", &file, "--max-wait", "1s"]).with_code(4);
    sandbox.github().script(Faults::new());
    let ran = skipping(sandbox.github(), &["-o", &file]).with_code(3);
    assert!(
        ran.stderr.contains("1 item left out because of errors"),
        "{}",
        ran.stderr
    );
    assert_eq!(
        values(&folder.read("pulls.ndjson"), "/number"),
        Vec::from_iter(2..=250)
    );
}

#[test]
fn an_item_whose_nested_list_cannot_be_read_is_left_out() {
    let folder = Folder::new();
    let query = folder.write(
        "q.graphql",
        "query($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { pullRequests {
            nodes { number reviews(first: 1) { nodes { state } } } } } }",
    );
    let exported = |fault: Fault| -> Ran {
        // The first request is for the page, the second for the rest of a list inside it.
        let sandbox = Sandbox::builder()
            .pull_requests(20)
            .github_faults(Faults::new().on_request(2, fault))
            .start_blocking()
            .unwrap();
        let fixed = [
            "export",
            "--api",
            "github",
            "--endpoint",
            sandbox.github().url(),
        ];
        let more = [
            "--query",
            &query,
            "-F",
            "owner=a",
            "-F",
            "name=b",
            "--on-partial-error",
            "skip",
        ];
        let mut export = command(&[&fixed[..], &more].concat());
        export.env("GITHUB_TOKEN", Sandbox::TOKEN);
        export.output().unwrap().into()
    };
    let ran = exported(error_at(json!(["r0", "reviews", "nodes", 0, "state"]))).with_code(3);
    assert_eq!(ran.stdout.lines().count(), 19, "{}", ran.stderr);
    assert!(
        ran.stderr.contains("warning: an item is left out"),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stderr.contains("19 items in ") && ran.stderr.contains("1 item left out"),
        "{}",
        ran.stderr
    );
    let ran = exported(error_at(json!([])));
    assert_ne!(ran.code, Some(3), "{}", ran.stderr);
    assert_eq!(ran.stdout, "", "{}", ran.stderr);
}

#[test]
fn rest_apis_have_no_errors_beside_the_data() {
    let accounts = ["export", "--api", "sage", "--collection", "accounts"];
    let ran = run(&[&accounts[..], &["--on-partial-error", "skip"]].concat()).with_code(2);
    assert!(ran.stderr.contains("is for GraphQL APIs"), "{}", ran.stderr);
}
