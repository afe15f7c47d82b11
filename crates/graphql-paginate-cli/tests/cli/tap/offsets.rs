//! Tests of lists in order of change whose cursors hold positions, which move when items change.

use graphql_paginate_sandbox::{Fault, Faults, Sandbox};
use serde_json::{Value, json};

use super::Tap;
use super::restart::without_member;

/// The answer with the page of a list that begins at `offset`.
fn page(list: &[Value], offset: usize) -> Fault {
    let offset = offset.min(list.len());
    let end = (offset + 100).min(list.len());
    let page_info = json!({ "hasNextPage": end < list.len(), "endCursor": end.to_string() });
    let issues = json!({ "pageInfo": page_info, "nodes": list[offset..end] });
    Fault::status(200).json(&json!({ "data": { "repository": { "issues": issues } } }))
}

/// Answers the requests with the pages that begin at these offsets.
fn script(sandbox: &Sandbox, list: &[Value], offsets: &[usize]) {
    let mut faults = Faults::new();
    for (index, offset) in offsets.iter().enumerate() {
        faults = faults.on_request(index + 1, page(list, *offset));
    }
    sandbox.github().script(faults);
    sandbox.github().clear_requests();
}

fn items(numbers: impl Iterator<Item = usize>, title: &str) -> Vec<Value> {
    numbers
        .map(|number| json!({ "id": format!("i{number}"), "title": title }))
        .collect()
}

fn tap(sandbox: &Sandbox) -> Tap {
    let config = json!({ "api": "github", "repositories": ["a/a"], "page_size": 100 });
    let mut tap = Tap::on(sandbox.github(), config);
    let query = "query Q($owner: String!, $name: String!, $first: Int, $after: String) {
        repository(owner: $owner, name: $name) { issues(first: $first, after: $after) {
            pageInfo { hasNextPage endCursor } nodes { id title }
        } }
    }";
    let file = tap.folder.write("q.graphql", query);
    tap.config["streams"] = json!([{ "name": "q", "query": file, "replication": "cursor" }]);
    tap
}

#[test]
fn a_walk_whose_cursor_skipped_items_starts_over() {
    let sandbox = Sandbox::builder().start_blocking().unwrap();
    let mut tap = tap(&sandbox);
    let list = items(0..300, "old");
    script(&sandbox, &list, &[0, 100, 200]);
    assert_eq!(tap.run().records("q").len(), 300);
    // 99 items changed, and one of the last hundred comes again.
    let list = [&list[99..], &items(0..99, "new")].concat();
    script(&sandbox, &list, &[200]);
    assert_eq!(tap.run().records("q").len(), 100);
    // 200 more changed.
    let list = [&list[200..], &items(99..299, "new")].concat();
    script(&sandbox, &list, &[200, 0, 100, 200]);
    let (messages, stderr) = tap.run_with(0);
    assert_eq!(messages.records("q").len(), 400);
    let why = "`q`, partition `name=a&owner=a` starts over: none of the last items of the run before came again as it was";
    assert!(stderr.contains(why), "{stderr}");
    // Most are gone, so that the request is beyond the end.
    let list = [&list[250..], &items(300..340, "new")].concat();
    script(&sandbox, &list, &[200, 0]);
    assert_eq!(tap.run().records("q").len(), 90);
    assert_eq!(sandbox.github().requests().len(), 2);
}

#[test]
fn an_interrupted_walk_of_the_whole_list_continues() {
    let sandbox = Sandbox::builder().start_blocking().unwrap();
    let mut tap = tap(&sandbox);
    tap.config["streams"][0]["replication"] = json!("full");
    let list = items(0..300, "old");
    let stop = Fault::status(503).header("retry-after", "7200");
    let faults = Faults::new().on_request(1, page(&list, 0));
    sandbox.github().script(faults.on_request(2, stop));
    tap.run_with(4);
    script(&sandbox, &list, &[100, 200]);
    let (messages, stderr) = tap.run_with(0);
    assert_eq!(messages.records("q").len(), 200, "{stderr}");
    assert!(!stderr.contains("starts over"), "{stderr}");
}

#[test]
fn a_walk_that_skipped_items_starts_over_after_an_interruption() {
    let sandbox = Sandbox::builder().start_blocking().unwrap();
    let mut tap = tap(&sandbox);
    let list = items(0..300, "old");
    script(&sandbox, &list, &[0, 100, 200]);
    tap.run();
    let changed = [&list[250..], &items(0..400, "new")].concat();
    let stop = Fault::status(503).header("retry-after", "7200");
    let faults = Faults::new().on_request(1, page(&changed, 200));
    sandbox.github().script(faults.on_request(2, stop));
    tap.run_with(4);
    script(&sandbox, &changed, &[300, 400, 0, 100, 200, 300, 400]);
    let (messages, stderr) = tap.run_with(0);
    assert_eq!(messages.records("q").len(), 150 + 450);
    assert!(stderr.contains("starts over"), "{stderr}");
}

#[test]
fn a_position_in_the_state_of_an_earlier_version_starts_over_once() {
    let sandbox = Sandbox::builder().start_blocking().unwrap();
    let mut tap = tap(&sandbox);
    let list = items(0..300, "old");
    script(&sandbox, &list, &[0, 100, 200]);
    tap.run();
    without_member(&mut tap, "overlap");
    script(&sandbox, &list, &[200, 0, 100, 200]);
    assert_eq!(tap.run().records("q").len(), 400);
    script(&sandbox, &list, &[200]);
    assert_eq!(tap.run().records("q").len(), 100);
}
