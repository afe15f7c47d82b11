//! Tests of the command `plan`.

use graphql_paginate_sandbox::{Fault, Faults, Sandbox};
use serde_json::Value;

use crate::program::{Ran, command, run};

const PULLS: [&str; 9] = [
    "plan",
    "--api",
    "github",
    "--query",
    "pull_requests",
    "-F",
    "owner=a",
    "-F",
    "name=b",
];

#[test]
fn one_request_for_one_item_gives_the_estimate() {
    let sandbox = Sandbox::builder()
        .pull_requests(1_234)
        .start_blocking()
        .unwrap();
    let arguments = [
        &PULLS[..],
        &["--endpoint", sandbox.github().url(), "--format", "json"],
    ]
    .concat();
    let mut plan = command(&arguments);
    plan.env("GITHUB_TOKEN", Sandbox::TOKEN);
    let ran = Ran::from(plan.output().unwrap()).with_code(0);
    let plan: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(
        (
            &plan["items"],
            &plan["requests"],
            &plan["points"],
            &plan["page_size"]
        ),
        (&1_234.into(), &13.into(), &13.into(), &100.into())
    );
    assert_eq!(plan["quota"]["remaining"], 4_999);
    let requests = sandbox.github().requests();
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].json()["variables"]["first"], 1);
}

#[test]
fn the_total_is_requested_if_the_query_does_not_select_it() {
    use std::io::Write;
    use std::process::Stdio;

    let query =
        "query Q($first: Int, $after: String) { repository(owner: \"a\", name: \"b\") { ...F } }
        fragment F on Repository { issues(first: $first, after: $after) {
            nodes { number } pageInfo { hasNextPage endCursor } } }";
    let mut plan = command(&[
        "plan",
        "--api",
        "github",
        "--query",
        "-",
        "--sandbox-items",
        "77",
    ]);
    plan.stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = plan.spawn().unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(query.as_bytes())
        .unwrap();
    let ran = Ran::from(child.wait_with_output().unwrap()).with_code(0);
    assert!(
        ran.stdout.contains("items           77\n"),
        "{}",
        ran.stdout
    );
}

#[test]
fn nested_lists_make_pages_smaller_and_are_named_as_not_counted() {
    let reviews = [
        "plan",
        "--api",
        "github",
        "--query",
        "pull_request_reviews",
        "-F",
        "owner=a",
        "-F",
        "name=b",
        "--items",
        "100000",
        "-F",
        "reviews=100",
        "-F",
        "comments=100",
    ];
    let ran = run(&reviews).with_code(0);
    assert_eq!(
        ran.stdout,
        "repository.pullRequests of `PullRequestReviews`
  items           100000
  page size       49; 1 to 49 fit
  a request       494949 nodes, 50 GitHub points
  requests        2041
  points          102050
  time            about 20.0 h, of which 20.0 h for points
  tokens          21 to finish without waiting
"
    );
    assert_eq!(
        ran.stderr,
        "not counted: requests for the rest of `repository.pullRequests.nodes.reviews`
not counted: requests for the rest of `repository.pullRequests.nodes.reviews.nodes.comments`
"
    );
}

#[test]
fn a_list_without_a_total_needs_the_number_of_items() {
    let dossiers = [
        "plan",
        "--api",
        "demarches-simplifiees",
        "--query",
        "dossiers",
        "-F",
        "demarcheNumber=1",
    ];
    let ran = run(&dossiers).with_code(0);
    ran.says("add `--items N`");
    assert!(!ran.stdout.contains("requests"), "{}", ran.stdout);
    let ran = run(&[&dossiers[..], &["--items", "60000"]].concat()).with_code(0);
    assert!(
        ran.stdout.contains("requests        600\n"),
        "{}",
        ran.stdout
    );
    assert!(ran.stdout.contains("complexity 1208"), "{}", ran.stdout);
    assert!(!ran.stdout.contains("point"), "{}", ran.stdout);
}

#[test]
fn requests_that_the_api_would_refuse_are_reported() {
    let ran = run(&[&PULLS[..], &["--items", "9", "--page-size", "500"]].concat()).with_code(0);
    ran.says("does not serve pages of 500");
    let ran = run(&["plan", "--api", "sage"]).with_code(2);
    ran.says("for GraphQL APIs");
    let ran = run(&[&PULLS[..], &["-F", "name=missing"]].concat()).with_code(1);
    ran.says("NOT_FOUND");
}

#[test]
fn a_throttled_plan_names_no_flag_that_it_lacks() {
    let busy = Fault::status(503).header("retry-after", "7200");
    let sandbox = Sandbox::builder()
        .github_faults(Faults::new().always(busy))
        .start_blocking()
        .unwrap();
    let mut plan = command(&[&PULLS[..], &["--endpoint", sandbox.github().url()]].concat());
    let ran = Ran::from(plan.env("GITHUB_TOKEN", Sandbox::TOKEN).output().unwrap()).with_code(4);
    ran.says("throttles until");
    ran.does_not_say("max-wait");
    ran.does_not_say("max_wait");
    ran.does_not_say("restart");
}
