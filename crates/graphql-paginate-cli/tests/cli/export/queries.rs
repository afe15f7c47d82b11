//! Tests of queries in the forms that people write.

use graphql_paginate_sandbox::Sandbox;

use super::values;
use crate::program::{Folder, Ran, command};

/// Exports a query from a file; also returns the number of requests.
fn exported(text: &str, more: &[&str]) -> (Ran, usize) {
    let sandbox = Sandbox::builder()
        .pull_requests(250)
        .start_blocking()
        .unwrap();
    let folder = Folder::new();
    let query = folder.write("q.graphql", text);
    let fixed = [
        "export",
        "--api",
        "github",
        "--query",
        &query,
        "--endpoint",
        sandbox.github().url(),
    ];
    let mut export = command(&[&fixed[..], more].concat());
    export.env("GITHUB_TOKEN", Sandbox::TOKEN);
    let ran = export.output().unwrap().into();
    (ran, sandbox.github().requests().len())
}

#[test]
fn a_query_needs_no_paging_of_its_own() {
    let text = "{ repository(owner: \"a\", name: \"b\") { pullRequests { nodes { number author { login } } } } }";
    let (ran, requests) = exported(text, &[]);
    let ran = ran.with_code(0);
    assert_eq!(values(&ran.stdout, "/number"), Vec::from_iter(1..=250));
    assert_eq!(requests, 3);
    assert!(!ran.stdout.contains("__typename"), "{}", ran.stdout);
}

#[test]
fn page_sizes_and_cursors_in_a_query_are_defaults() {
    let text = "query Q($size: Int = 50) { repository(owner: \"a\", name: \"b\") {
        pullRequests(first: $size) { totalCount nodes { number } } } }";
    let (ran, requests) = exported(text, &[]);
    assert_eq!(values(&ran.with_code(0).stdout, "/number").len(), 250);
    assert_eq!(requests, 5);
    let (_, requests) = exported(text, &["-F", "size=25"]);
    assert_eq!(requests, 10);
    let (_, requests) = exported(text, &["--page-size", "100"]);
    assert_eq!(requests, 3);
}

#[test]
fn a_variable_of_a_directive_that_is_not_sent_needs_no_value() {
    let text = "query Q($key: String!) { repository(owner: \"a\", name: \"b\") {
        pullRequests @connection(key: $key) { nodes { number } } } }";
    let (ran, requests) = exported(text, &[]);
    assert_eq!(values(&ran.with_code(0).stdout, "/number").len(), 250);
    assert_eq!(requests, 3);
    let (ran, requests) = exported(text, &["-F", "key=a"]);
    ran.with_code(2).says("the query has no variable `key`");
    assert_eq!(requests, 0);
}

#[test]
fn the_direction_is_that_of_the_arguments() {
    let text = "{ repository(owner: \"a\", name: \"b\") { pullRequests(last: 100) { nodes { number } } } }";
    let (ran, _) = exported(text, &["--limit", "2"]);
    assert_eq!(values(&ran.with_code(0).stdout, "/number"), [250, 249]);
}

#[test]
fn a_list_that_skip_excludes_is_refused_before_anything_is_sent() {
    let text = "query Q($all: Boolean = false) { repository(owner: \"a\", name: \"b\") {
        pullRequests @include(if: $all) { nodes { number } } } }";
    let (ran, requests) = exported(text, &[]);
    let ran = ran.with_code(2);
    ran.says("add `-F all=true`");
    assert_eq!(requests, 0);
    let (ran, _) = exported(text, &["-F", "all=true"]);
    assert_eq!(ran.with_code(0).stdout.lines().count(), 250);
}

#[test]
fn fragments_of_other_files_are_sent() {
    let folder = Folder::new();
    let fragments = "fragment Number on PullRequest { number }\nfragment Unused on User { login }";
    let fragments = folder.write("fragments.graphql", fragments);
    let text = "{ repository(owner: \"a\", name: \"b\") { pullRequests { nodes { ...Number } } } }";
    let (ran, _) = exported(text, &["--fragments", &fragments]);
    let ran = ran.with_code(0);
    assert_eq!(values(&ran.stdout, "/number"), Vec::from_iter(1..=250));
}
