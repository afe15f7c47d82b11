//! Lists inside the items.

use std::process::Command;

use graphql_paginate_sandbox::{Endpoint, Fault, Faults, Sandbox};
use serde_json::Value;

use crate::program::{Folder, Ran, command};

/// Pull requests with reviews that have comments, in pages of these sizes.
fn reviews(api: &Endpoint, reviews: usize, comments: usize, more: &[&str]) -> Command {
    let sizes = [format!("reviews={reviews}"), format!("comments={comments}")];
    let fixed = [
        "export",
        "--api",
        "github",
        "--query",
        "pull_request_reviews",
        "--endpoint",
        api.url(),
        "-F",
        "owner=a",
        "-F",
        "name=b",
        "-F",
        &sizes[0],
        "-F",
        &sizes[1],
    ];
    let mut export = command(&[&fixed[..], more].concat());
    export.env("GITHUB_TOKEN", Sandbox::TOKEN);
    export
}

fn ran(mut export: Command) -> Ran {
    export.output().unwrap().into()
}

/// Items without `pageInfo`, whose cursors depend on the sizes of pages.
fn items(ndjson: &str) -> Vec<Value> {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(members) => {
                members.remove("pageInfo");
                members.values_mut().for_each(strip);
            }
            Value::Array(elements) => elements.iter_mut().for_each(strip),
            _ => {}
        }
    }
    let mut items = Vec::new();
    for line in ndjson.lines() {
        let mut item = serde_json::from_str(line).unwrap();
        strip(&mut item);
        items.push(item);
    }
    items
}

fn sandbox(pull_requests: usize) -> Sandbox {
    Sandbox::builder()
        .pull_requests(pull_requests)
        .start_blocking()
        .unwrap()
}

#[test]
fn nested_lists_are_read_to_their_ends_on_every_level() {
    let sandbox = sandbox(12);
    let large = ran(reviews(sandbox.github(), 50, 50, &[])).with_code(0);
    assert_eq!(sandbox.github().requests().len(), 1);
    let small = ran(reviews(sandbox.github(), 2, 1, &["--log-format", "json"])).with_code(0);
    assert!(items(&small.stdout) == items(&large.stdout));
    assert!(!large.stdout.contains("__typename"));
    assert!(!small.stdout.contains(r#""hasNextPage":true"#));
    let summary: Value = serde_json::from_str(small.stderr.lines().last().unwrap()).unwrap();
    let sent = sandbox.github().requests().len() as u64 - 1;
    assert_eq!(
        (&summary["requests"], &summary["truncated_lists"]),
        (&sent.into(), &0.into())
    );
}

#[test]
fn nested_lists_are_left_alone_or_chosen_by_path() {
    let sandbox = sandbox(12);
    let none = ran(reviews(sandbox.github(), 2, 1, &["--nested", "none"])).with_code(0);
    assert_eq!(sandbox.github().requests().len(), 1);
    assert!(none.stdout.contains(r#""hasNextPage":true"#));
    for path in ["reviews", "repository.pullRequests.nodes.reviews"] {
        let some = ran(reviews(sandbox.github(), 2, 1, &["--nested", path])).with_code(0);
        for item in some.stdout.lines() {
            let item: Value = serde_json::from_str(item).unwrap();
            assert_eq!(item["reviews"]["pageInfo"]["hasNextPage"], false);
        }
        assert!(
            some.stdout.contains(r#""hasNextPage":true"#),
            "comments are chosen too"
        );
    }
    let ran = ran(reviews(sandbox.github(), 2, 1, &["--nested", "labels"])).with_code(2);
    assert!(
        ran.stderr.contains("choose `all`, `none`, or some of"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_failure_inside_an_item_stops_before_its_page_and_the_next_run_continues() {
    let sandbox = sandbox(30);
    let busy = Fault::status(503).header("retry-after", "7200");
    sandbox.github().script(Faults::new().on_request(30, busy));
    let folder = Folder::new();
    let file = folder.file("pulls.ndjson");
    let arguments = ["-o", file.as_str(), "--page-size", "10", "--max-wait", "1s"];
    ran(reviews(sandbox.github(), 2, 1, &arguments)).with_code(4);
    let lines = folder.read("pulls.ndjson").lines().count();
    assert!(lines == 10 || lines == 20, "{lines}");
    sandbox.github().script(Faults::new());
    ran(reviews(sandbox.github(), 2, 1, &arguments)).with_code(0);
    let whole = ran(reviews(sandbox.github(), 50, 50, &[])).with_code(0);
    assert!(items(&folder.read("pulls.ndjson")) == items(&whole.stdout));
}

/// An export of a query of repositories' issues, from a file.
fn issues(api: &Endpoint, folder: &Folder, labels: &str, more: &[&str]) -> Ran {
    let text = format!(
        "query Q($first: Int, $after: String) {{ repository(owner: \"a\", name: \"b\") {{
            pullRequests(first: $first, after: $after) {{
                nodes {{ number reviews(first: 2) {{ nodes {{ state }} {labels} }} }}
                pageInfo {{ hasNextPage endCursor }} }} }} }}"
    );
    let query = folder.write("q.graphql", &text);
    let fixed = [
        "export",
        "--api",
        "github",
        "--query",
        &query,
        "--endpoint",
        api.url(),
    ];
    let mut export = command(&[&fixed[..], more].concat());
    export.env("GITHUB_TOKEN", Sandbox::TOKEN);
    export.output().unwrap().into()
}

#[test]
fn lists_that_stay_cut_end_with_5_and_lists_that_may_be_cut_with_a_warning() {
    let (sandbox, folder) = (sandbox(5), Folder::new());
    let cut = issues(sandbox.github(), &folder, "totalCount", &[]).with_code(5);
    assert_eq!(cut.stdout.lines().count(), 5);
    assert!(
        cut.stderr
            .contains("at `repository.pullRequests.nodes.reviews` lack items that the server has"),
        "{}",
        cut.stderr
    );
    issues(
        sandbox.github(),
        &folder,
        "totalCount",
        &["--on-truncation", "warn"],
    )
    .with_code(0);
    let unknown = issues(sandbox.github(), &folder, "", &[]).with_code(0);
    assert!(
        unknown.stderr.contains("may lack items"),
        "{}",
        unknown.stderr
    );
    let named = issues(sandbox.github(), &folder, "", &["--nested", "reviews"]).with_code(2);
    assert!(
        named.stderr.contains("cannot be read to its end"),
        "{}",
        named.stderr
    );
    let rest = [
        "export",
        "--api",
        "sage",
        "--collection",
        "accounts",
        "--nested",
        "none",
    ];
    crate::program::run(&rest).with_code(2);
}
