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
    ran.says(
        "warning: an item of page 2 is left out: no access (FORBIDDEN) at \
             `repository.pullRequests.nodes[7].author`",
    );
    ran.says("an item of page 3 is left out");
    ran.says("2 items left out because of errors");
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
    both.says("left out because of errors");
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
        ran.says("no access");
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
    ran.says("1 item left out because of errors");
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
    ran.says("of page 1, with the `id` \"");
    ran.says("is left out, because its list `repository.pullRequests.nodes.reviews`");
    ran.says("19 items in ");
    ran.says("1 item left out");
    let ran = exported(error_at(json!([])));
    assert_ne!(ran.code, Some(3), "{}", ran.stderr);
    assert_eq!(ran.stdout, "", "{}", ran.stderr);
}

#[test]
fn rest_apis_have_no_errors_beside_the_data() {
    let accounts = ["export", "--api", "sage", "--collection", "accounts"];
    let ran = run(&[&accounts[..], &["--on-partial-error", "skip"]].concat()).with_code(2);
    ran.says("is for GraphQL APIs");
}

#[test]
fn an_error_at_an_item_that_the_page_does_not_have_stops_the_run() {
    let path = json!(["repository", "pullRequests", "nodes", 100]);
    let sandbox = Sandbox::builder()
        .github_faults(Faults::new().on_request(2, error_at(path)))
        .start_blocking()
        .unwrap();
    let ran = skipping(sandbox.github(), &[]).with_code(1);
    assert_eq!(ran.stdout.lines().count(), 100, "{}", ran.stderr);
    ran.does_not_say("left out");
}

#[test]
fn an_item_that_is_left_out_behind_the_last_checkpoint_is_counted_once() {
    // Lists inside the items of the last half are completed when these are written, after the last checkpoint.
    let sandbox = Sandbox::builder()
        .pull_requests(20)
        .start_blocking()
        .unwrap();
    let folder = Folder::new();
    let query = folder.write(
        "q.graphql",
        "query($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { pullRequests { totalCount
            nodes { number reviews(first: 1) { nodes { state pullRequest { number } } } } } } }",
    );
    let (file, runs) = (folder.file("pulls.ndjson"), folder.file("runs.ndjson"));
    let run = || -> Ran {
        let fixed = [
            "export",
            "--api",
            "github",
            "--endpoint",
            sandbox.github().url(),
        ];
        let query = ["--query", &query, "-F", "owner=a", "-F", "name=b"];
        let more = [
            "-o",
            &file,
            "--both-ends",
            "--page-size",
            "4",
            "--on-partial-error",
            "skip",
            "--max-wait",
            "1s",
            "--summary-file",
            &runs,
        ];
        let mut export = command(&[&fixed[..], &query, &more].concat());
        export.env("GITHUB_TOKEN", Sandbox::TOKEN);
        export.output().unwrap().into()
    };
    let failing = || {
        Fault::rewrite(|body| {
            let number = body.pointer("/data/r0/reviews/nodes/0/pullRequest/number");
            if number
                .and_then(Value::as_u64)
                .is_some_and(|number| number > 10)
            {
                body["errors"] =
                    json!([{ "message": "no access", "path": ["r0", "reviews", "nodes", 0] }]);
            }
        })
    };
    sandbox.github().script(Faults::new().always(failing()));
    let whole = run().with_code(3);
    whole.says("`repository.pullRequests.nodes.reviews` cannot be read");
    whole.says("with the `id` \"");
    let requests = sandbox.github().requests().len();
    let skipped = || {
        let runs = folder.read("runs.ndjson");
        let last: Value = serde_json::from_str(runs.lines().last().unwrap()).unwrap();
        last["skipped_items"].as_u64().unwrap()
    };
    let all = skipped();
    assert!(all > 1, "{}", whole.stderr);
    let expected = folder.read("pulls.ndjson");
    for stop in (2..=requests).rev().step_by(2).take(4) {
        let busy = Fault::status(503).header("retry-after", "7200");
        let faults = Faults::new().on_request(stop, busy).always(failing());
        sandbox.github().script(faults);
        run().with_code(4);
        sandbox.github().script(Faults::new().always(failing()));
        run().with_code(3);
        assert_eq!(skipped(), all, "stopped at {stop} of {requests}");
        assert_eq!(folder.read("pulls.ndjson"), expected, "stopped at {stop}");
    }
}
