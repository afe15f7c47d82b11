//! Tests of runs that stop before the end of their lists, and of the next run.

use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::Duration;

use graphql_paginate_sandbox::{Change, Fault, Faults, Sandbox};
use serde_json::{Value, json};

use super::Tap;
use super::messages::Messages;
use crate::program::{Ran, send_signal};

#[test]
fn a_killed_run_resumes_without_missing_records() {
    for kill_after in [1, 4, 9] {
        let sandbox = Sandbox::builder()
            .pull_requests(200)
            .latency(Duration::from_millis(3))
            .start_blocking()
            .unwrap();
        let mut tap = Tap::pulls(&sandbox);
        // What a target has received by then: all lines up to a state, and a part of the next page.
        let mut child = tap.command(&[]).spawn().unwrap();
        let mut lines = Vec::new();
        let mut states = 0;
        for line in BufReader::new(child.stdout.take().unwrap()).lines() {
            let line = line.unwrap();
            let message: Value = serde_json::from_str(&line).unwrap();
            if message["type"] == "STATE" {
                states += 1;
                tap.state = Some(message["value"].clone());
            }
            lines.push(line);
            if states == kill_after && message["type"] == "STATE" {
                break;
            }
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let before = Messages::parse(&lines.join("\n"));
        assert_eq!(before.records("pull_requests").len(), 20 * kill_after);

        sandbox.github().change(Change::Update(1));
        let after = tap.run();
        let mut numbers = before.numbers("pull_requests");
        let earlier = numbers.len();
        numbers.extend(after.numbers("pull_requests"));
        assert!(
            numbers.len() <= 201,
            "what was saved is not read again: {earlier}"
        );
        numbers.sort();
        numbers.dedup();
        assert_eq!(numbers, Vec::from_iter(1..=200));
    }
}

#[test]
fn an_unreachable_endpoint_fails_and_keeps_the_state() {
    let sandbox = Sandbox::builder()
        .pull_requests(25)
        .start_blocking()
        .unwrap();
    let mut tap = Tap::pulls(&sandbox);
    tap.run();
    let state = tap.state.clone();
    sandbox
        .github()
        .script(Faults::new().always(Fault::disconnect()));
    tap.config["max_wait"] = "1s".into();
    let (messages, stderr) = tap.run_with(4);
    assert!(messages.states.is_empty(), "{:?}", messages.states);
    assert_eq!(tap.state, state);
    assert!(stderr.contains("error: "), "{stderr}");

    sandbox.github().script(Faults::new());
    sandbox.github().change(Change::Update(7));
    assert_eq!(tap.run().numbers("pull_requests").last(), Some(&7));
}

#[test]
fn throttling_for_too_long_stops_the_run_after_the_last_page() {
    let faults = Faults::new().on_request(3, Fault::status(503).header("retry-after", "7200"));
    let sandbox = Sandbox::builder()
        .pull_requests(100)
        .github_faults(faults)
        .start_blocking()
        .unwrap();
    let mut tap = Tap::pulls(&sandbox);
    let (messages, stderr) = tap.run_with(4);
    assert_eq!(messages.records("pull_requests").len(), 40);
    assert!(stderr.contains("throttles until"), "{stderr}");
    let hints = [
        "raise `max_wait` in the config",
        "run the tap with its last state to continue",
    ];
    for hint in hints {
        assert!(stderr.contains(hint), "{stderr}");
    }
    assert!(!stderr.contains("--max-wait"), "{stderr}");
    sandbox.github().script(Faults::new());
    assert_eq!(tap.run().records("pull_requests").len(), 60);
}

#[test]
fn an_interruption_does_not_change_which_items_the_next_walk_reads_again() {
    let stop = || Fault::status(503).header("retry-after", "7200");
    for (items, stops, again) in [
        // The walk was interrupted in its first hundred items: the next one begins at the start of the list.
        (100, &[3][..], Vec::from_iter(1..=100)),
        (100, &[3, 2], Vec::from_iter(1..=100)),
        // At the interruption after 160 items, the last hundred began at the 61st.
        (200, &[9], Vec::from_iter(61..=200)),
        (300, &[9], Vec::from_iter(201..=300)),
    ] {
        let sandbox = Sandbox::builder()
            .pull_requests(items)
            .start_blocking()
            .unwrap();
        let mut tap = Tap::pulls(&sandbox);
        let mut order = Vec::new();
        for request in stops {
            let faults = Faults::new().on_request(*request, stop());
            sandbox.github().script(faults);
            order.extend(tap.run_with(4).0.numbers("pull_requests"));
        }
        sandbox.github().script(Faults::new());
        order.extend(tap.run().numbers("pull_requests"));
        assert_eq!(order.len(), items);
        let found = tap.run().numbers("pull_requests");
        let expected: Vec<i64> = again.iter().map(|place| order[place - 1]).collect();
        assert_eq!(found, expected, "{items} {stops:?}");
    }
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_writes_its_state_and_ends_with_130() {
    let sandbox = Sandbox::builder()
        .pull_requests(500)
        .latency(Duration::from_millis(20))
        .start_blocking()
        .unwrap();
    let mut tap = Tap::pulls(&sandbox);
    let mut child = tap.command(&[]).spawn().unwrap();
    let mut reader = BufReader::new(child.stdout.take().unwrap());
    let mut text = String::new();
    while !text.contains("STATE") {
        assert!(reader.read_line(&mut text).unwrap() > 0);
    }
    send_signal(&child, "-TERM");
    std::io::Read::read_to_string(&mut reader, &mut text).unwrap();
    let ran: Ran = child.wait_with_output().unwrap().into();
    let ran = ran.with_code(130);
    ran.says("the last STATE is where the next run continues");
    let first = Messages::parse(&text);
    first.check();
    tap.state = first.states.last().cloned();
    let second = tap.run();
    let count = first.records("pull_requests").len() + second.records("pull_requests").len();
    assert_eq!(count, 500);
}

#[test]
fn a_closed_target_is_a_failure() {
    let sandbox = Sandbox::builder()
        .pull_requests(500)
        .start_blocking()
        .unwrap();
    let tap = Tap::pulls(&sandbox);
    let mut child = tap.command(&[]).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let ran: Ran = child.wait_with_output().unwrap().into();
    let ran = ran.with_code(1);
    ran.says("cannot write to standard output");
}

#[test]
fn a_run_that_stops_has_a_summary_with_all_its_requests() {
    let sandbox = Sandbox::builder()
        .pull_requests(100)
        .start_blocking()
        .unwrap();
    let faults = Faults::new().on_request(3, Fault::status(503).header("retry-after", "7200"));
    sandbox.github().script(faults);
    let tap = Tap::pulls(&sandbox);
    let ran = tap.ran(&["--log-format", "json"]).with_code(4);
    let lines: Vec<Value> = ran
        .stderr
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let [.., error, summary] = lines.as_slice() else {
        panic!("{}", ran.stderr);
    };
    assert_eq!(error["level"], "error");
    assert_eq!(summary["level"], "summary");
    assert_eq!(summary["exit"], "stopped");
    assert_eq!(summary["records"], 40);
    assert_eq!(summary["requests"], sandbox.github().requests().len());
}

#[test]
fn a_failed_partition_does_not_stop_the_others() {
    let sandbox = Sandbox::builder()
        .pull_requests(25)
        .start_blocking()
        .unwrap();
    let mut tap = Tap::pulls(&sandbox);
    tap.config["repositories"] = json!(["rust-lang/missing", "rust-lang/rust"]);
    for replication in ["cursor", "full"] {
        tap.config["streams"] = json!([{ "name": "pull_requests", "replication": replication }]);
        tap.state = None;
        let (messages, stderr) = tap.run_with(1);
        assert!(
            stderr.contains("partition `name=missing&owner=rust-lang` failed"),
            "{stderr}"
        );
        assert_eq!(messages.records("pull_requests").len(), 25);
        assert!(messages.activated().is_empty());
    }
    // The next run reads the other partitions again.
    let (messages, _) = tap.run_with(1);
    assert_eq!(messages.records("pull_requests").len(), 25);
}

#[test]
fn an_interrupted_full_walk_activates_no_version() {
    let sandbox = Sandbox::builder()
        .pull_requests(100)
        .start_blocking()
        .unwrap();
    let mut tap = Tap::pulls(&sandbox);
    tap.config["streams"] = json!([{ "name": "pull_requests", "replication": "full" }]);
    sandbox
        .github()
        .script(Faults::new().on_request(3, Fault::status(503).header("retry-after", "7200")));
    let (first, _) = tap.run_with(4);
    assert!(first.activated().is_empty());
    sandbox.github().script(Faults::new());
    let (second, stderr) = tap.run_with(0);
    assert_eq!(
        first.versions("pull_requests"),
        second.versions("pull_requests")
    );
    assert_eq!(second.records("pull_requests").len(), 60);
    assert!(
        second.activated().is_empty(),
        "items may have moved in the meantime"
    );
    assert!(stderr.contains("deleted rows are not marked"), "{stderr}");
    let third = tap.run();
    assert_eq!(third.records("pull_requests").len(), 100);
    assert_eq!(third.activated().len(), 1);
}

#[test]
fn errors_beside_data_fail_unless_the_config_keeps_them() {
    let error = |response: &mut Value| {
        let item = "/data/repository/pullRequests/nodes/3";
        *response.pointer_mut(item).unwrap() = Value::Null;
        response["errors"] = json!([{ "message": "no access", "path": ["repository"] }]);
    };
    let sandbox = Sandbox::builder()
        .pull_requests(40)
        .start_blocking()
        .unwrap();
    let mut tap = Tap::pulls(&sandbox);
    tap.config["streams"] = json!([{ "name": "pull_requests", "replication": "full" }]);
    for (policy, code, records) in [("fail", 1, 20), ("keep", 3, 39), ("warn", 0, 39)] {
        sandbox
            .github()
            .script(Faults::new().on_request(2, Fault::rewrite(error)));
        tap.config["on_partial_error"] = policy.into();
        tap.state = None;
        let (messages, stderr) = tap.run_with(code);
        assert_eq!(messages.records("pull_requests").len(), records, "{policy}");
        assert!(stderr.contains("no access"), "{stderr}");
        assert!(
            messages.activated().is_empty(),
            "{policy}: an item is missing"
        );
    }
}

#[test]
fn an_item_that_is_null_without_an_error_is_an_incomplete_run() {
    let gap = |response: &mut Value| {
        let item = "/data/repository/pullRequests/nodes/3";
        *response.pointer_mut(item).unwrap() = Value::Null;
    };
    let sandbox = Sandbox::builder()
        .pull_requests(40)
        .start_blocking()
        .unwrap();
    let mut tap = Tap::pulls(&sandbox);
    for policy in ["fail", "keep", "warn"] {
        sandbox
            .github()
            .script(Faults::new().on_request(2, Fault::rewrite(gap)));
        tap.config["on_partial_error"] = policy.into();
        tap.state = None;
        let (messages, stderr) = tap.run_with(3);
        assert_eq!(messages.records("pull_requests").len(), 39, "{policy}");
        assert!(stderr.contains("1 item is null"), "{stderr}");
    }
}

#[test]
fn a_list_that_ends_before_its_total_is_an_incomplete_run() {
    let cut = |response: &mut Value| {
        let list = response
            .pointer_mut("/data/repository/pullRequests")
            .unwrap();
        list["pageInfo"]["hasNextPage"] = false.into();
    };
    let sandbox = Sandbox::builder()
        .pull_requests(60)
        .start_blocking()
        .unwrap();
    let mut tap = Tap::pulls(&sandbox);
    let query = "query Q($owner: String!, $name: String!, $first: Int, $after: String) {
        repository(owner: $owner, name: $name) { pullRequests(first: $first, after: $after) {
            totalCount nodes { id number } pageInfo { hasNextPage endCursor }
        } }
    }";
    let file = tap.folder.write("q.graphql", query);
    tap.config["streams"] = json!([{ "name": "q", "query": file }]);
    for (policy, code) in [("fail", 5), ("warn", 0)] {
        sandbox
            .github()
            .script(Faults::new().on_request(2, Fault::rewrite(cut)));
        tap.config["on_truncation"] = policy.into();
        tap.state = None;
        let (messages, stderr) = tap.run_with(code);
        assert_eq!(messages.numbers("q"), Vec::from_iter(1..=40));
        assert!(stderr.contains("before its announced total"), "{stderr}");
        assert!(messages.activated().is_empty());
    }
}

#[test]
fn a_record_that_does_not_fit_its_schema_stops_the_run() {
    let odd = |response: &mut Value| {
        let item = "/data/repository/pullRequests/nodes/3/createdAt";
        *response.pointer_mut(item).unwrap() = "yesterday".into();
    };
    let sandbox = Sandbox::builder()
        .pull_requests(40)
        .start_blocking()
        .unwrap();
    let mut tap = Tap::pulls(&sandbox);
    sandbox
        .github()
        .script(Faults::new().always(Fault::rewrite(odd)));
    let (messages, stderr) = tap.run_with(1);
    assert!(messages.states.is_empty());
    assert!(
        stderr.contains("expected an RFC 3339 time at `createdAt`, got `\"yesterday\"`"),
        "{stderr}"
    );
    assert!(stderr.contains("`scalars`"), "{stderr}");
    tap.config["scalars"] = json!({ "DateTime": "string" });
    assert_eq!(tap.run().records("pull_requests").len(), 40);
}

#[test]
fn a_parent_that_is_not_found_again_leaves_its_list_incomplete() {
    let sandbox = Sandbox::builder()
        .pull_requests(1)
        .connection_size("PullRequest.labels", 4)
        .start_blocking()
        .unwrap();
    let mut tap = Tap::pulls(&sandbox);
    let query = "query Q($owner: String!, $name: String!, $first: Int, $after: String) {
        repository(owner: $owner, name: $name) { pullRequests(first: $first, after: $after) {
            nodes { id number labels(first: 2) { nodes { name } } } pageInfo { hasNextPage endCursor }
        } }
    }";
    let file = tap.folder.write("q.graphql", query);
    tap.config["streams"] = json!([{ "name": "q", "query": file }]);
    let error = json!({ "type": "FORBIDDEN", "message": "no access", "path": ["r0"] });
    let body = json!({ "data": { "r0": null }, "errors": [error] });
    for (policy, truncation, code, records) in [
        ("fail", "warn", 1, 0),
        ("keep", "warn", 3, 1),
        ("keep", "fail", 5, 1),
        ("warn", "warn", 0, 1),
    ] {
        let answer = Fault::status(200).json(&body);
        sandbox.github().script(Faults::new().on_request(2, answer));
        tap.config["on_partial_error"] = policy.into();
        tap.config["on_truncation"] = truncation.into();
        tap.state = None;
        let (messages, stderr) = tap.run_with(code);
        assert_eq!(messages.records("q").len(), records, "{policy}");
        assert!(stderr.contains("no access"), "{stderr}");
        let is_told =
            stderr.contains("1 list at `repository.pullRequests.nodes.labels` lacks items");
        assert_eq!(is_told, policy != "fail", "{stderr}");
    }
}
