//! Tests of runs that resume from the state of the last run.

use graphql_paginate_sandbox::{Change, Fault, Faults, Sandbox};
use serde_json::{Value, json};

use super::{Tap, github_with};

fn changed_pulls(sandbox: &Sandbox) {
    for change in [Change::Update(3), Change::Insert, Change::Update(25)] {
        sandbox.github().change(change);
    }
}

#[test]
fn a_second_run_writes_the_last_items_and_changes() {
    let sandbox = github_with(160);
    let mut tap = Tap::pulls(&sandbox);
    tap.config["streams"] = json!(["pull_requests", "reviews"]);
    let first = tap.run();
    let numbers = first.numbers("pull_requests");
    let mut sorted = numbers.clone();
    sorted.sort();
    assert_eq!(sorted, Vec::from_iter(1..=160));

    changed_pulls(&sandbox);
    let second = tap.run();
    let inserted = 160 + 60 + 1;
    let changed = [3, inserted, 25];
    // The last hundred may have been followed by a change that is listed among them.
    let mut expected = numbers[60..].to_vec();
    expected.retain(|number| !changed.contains(number));
    expected.extend(changed);
    assert_eq!(second.numbers("pull_requests"), expected);
    // All reviews of these pull requests are read again, and none of the others.
    let changed: Vec<&Value> = second.records("pull_requests");
    for review in second.records("reviews") {
        assert!(changed.iter().any(|pull| pull["id"] == review["parent_id"]));
    }

    let third = tap.run();
    assert_eq!(third.numbers("pull_requests"), expected);
}

#[test]
fn the_last_item_is_written_again_if_it_changed() {
    let sandbox = Sandbox::builder()
        .pull_requests(25)
        .start_blocking()
        .unwrap();
    let mut tap = Tap::pulls(&sandbox);
    let last = *tap.run().numbers("pull_requests").last().unwrap();
    sandbox.github().change(Change::Update(last));
    assert_eq!(tap.run().numbers("pull_requests").last(), Some(&last));
    sandbox.github().change(Change::Update(last));
    assert_eq!(tap.run().numbers("pull_requests").last(), Some(&last));
}

#[test]
fn changed_dossiers_are_written_again_and_deletions_have_their_own_streams() {
    let sandbox = Sandbox::builder().dossiers(25).start_blocking().unwrap();
    let api = sandbox.demarches_simplifiees();
    let deleted = json!({ "name": "deleted_dossiers", "lookback": "30m" });
    let config = json!({
        "api": "demarches-simplifiees", "demarches": [1], "page_size": 10,
        "streams": ["dossiers", deleted, "pending_deleted_dossiers"],
    });
    let mut tap = Tap::on(api, config);
    let first = tap.run();
    assert_eq!(first.records("dossiers").len(), 25);
    let pending = first.records("pending_deleted_dossiers").len();
    let last = *first.numbers("dossiers").last().unwrap();
    for change in [
        Change::Update(10_004),
        Change::Insert,
        Change::Delete(10_007),
        Change::Hide(10_008),
        Change::Update(last),
    ] {
        api.change(change);
    }
    let second = tap.run();
    let numbers = second.numbers("dossiers");
    assert!(numbers.ends_with(&[10_004, 10_026, last]), "{numbers:?}");
    let gone: Vec<i64> = second.numbers("deleted_dossiers");
    assert!(gone.contains(&10_007), "{gone:?}");
    let all_gone = first.records("deleted_dossiers").len() + 1;
    assert!(
        gone.len() < all_gone,
        "those of the last half an hour: {gone:?}"
    );
    // The short list of pending deletions is read in full, so that restored dossiers are removed from it.
    assert_eq!(
        second.records("pending_deleted_dossiers").len(),
        pending + 1
    );
    let activated = second.activated();
    assert_eq!(activated.len(), 1);
    assert_eq!(activated[0].0, "pending_deleted_dossiers");
}

#[test]
fn a_list_that_can_never_be_completed_does_not_hold_the_bookmark_back() {
    let sandbox = Sandbox::builder()
        .pull_requests(300)
        .connection_size("ReactionGroup.reactors", 3)
        .start_blocking()
        .unwrap();
    let mut tap = Tap::pulls(&sandbox);
    // A group of reactions has no `id` by which it could be requested again.
    let query = "query Q($owner: String!, $name: String!, $first: Int, $after: String) {
        repository(owner: $owner, name: $name) { pullRequests(first: $first, after: $after) { nodes {
            id number reactionGroups { reactors(first: 2) { nodes { ... on User { login } } } }
        } pageInfo { hasNextPage endCursor } } }
    }";
    let file = tap.folder.write("q.graphql", query);
    tap.config["streams"] = json!([{ "name": "q", "query": file, "replication": "cursor" }]);
    tap.config["on_truncation"] = "warn".into();
    let (first, stderr) = tap.run_with(0);
    assert!(
        stderr.contains("lack items that the server has"),
        "{stderr}"
    );
    assert!(!stderr.contains("the next run reads"), "{stderr}");
    let numbers = first.numbers("q");
    assert_eq!(numbers.len(), 300);
    assert_eq!(tap.run().numbers("q"), numbers[200..]);
}

#[test]
fn states_of_two_workers_add_up() {
    let sandbox = Sandbox::builder()
        .pull_requests(125)
        .start_blocking()
        .unwrap();
    let repositories: Vec<String> = (1..=6).map(|number| format!("owner/{number}")).collect();
    let mut union = json!({});
    let mut numbers = 0;
    for shard in ["1/2", "2/2"] {
        let mut worker = Tap::pulls(&sandbox);
        worker.config["repositories"] = json!(repositories);
        worker.config["shard"] = shard.into();
        let messages = worker.run();
        let count = messages.numbers("pull_requests").len();
        assert!(count > 0 && count < 6 * 125, "{shard}: {count}");
        numbers += count;
        merge(&mut union, worker.state.as_ref().unwrap());
    }
    assert_eq!(numbers, 6 * 125, "each partition belongs to one worker");
    let mut one = Tap::pulls(&sandbox);
    one.config["repositories"] = json!(repositories);
    one.state = Some(union);
    let again = one.run();
    let again = again.records("pull_requests").len();
    assert_eq!(again, 6 * 105, "no list is read from its start");
}

#[test]
fn the_states_of_many_partitions_are_no_more_than_the_records() {
    let sandbox = Sandbox::builder()
        .pull_requests(3)
        .start_blocking()
        .unwrap();
    let mut tap = Tap::pulls(&sandbox);
    let repositories: Vec<String> = (1..=150).map(|number| format!("owner/{number}")).collect();
    tap.config["repositories"] = json!(repositories);
    let ran = tap.ran(&[]).with_code(0);
    let (mut states, mut others) = (0, 0);
    let mut largest = 0;
    for line in ran.stdout.lines() {
        if line.starts_with(r#"{"type":"STATE""#) || line.contains(r#""type":"STATE""#) {
            states += line.len();
            largest = largest.max(line.len());
        } else {
            others += line.len();
        }
    }
    // One a second comes on top, and the last one.
    assert!(
        states < 2 * others + 20 * largest,
        "{states} {others} {largest}"
    );
    assert_eq!(tap.run().numbers("pull_requests").len(), 150 * 3);
}

/// Merges two states as engines do.
fn merge(first: &mut Value, second: &Value) {
    match (first, second) {
        (Value::Object(first), Value::Object(second)) => {
            for (key, value) in second {
                merge(first.entry(key.as_str()).or_insert(Value::Null), value);
            }
        }
        (first, second) => *first = second.clone(),
    }
}

#[test]
fn a_walk_in_order_of_change_that_lacks_something_goes_back_to_the_place_before_it() {
    let error = || {
        Fault::rewrite(|response| {
            response["errors"] = json!([{ "message": "no access", "path": ["repository"] }]);
        })
    };
    let stop = || Fault::status(503).header("retry-after", "7200");
    for (faults, codes) in [
        (Faults::new().on_request(2, error()), &[3][..]),
        // The place survives an interruption, and what is missing after it does not move it.
        (
            Faults::new().on_request(2, error()).on_request(5, stop()),
            &[4, 0],
        ),
        (
            Faults::new().on_request(2, error()).on_request(9, error()),
            &[3],
        ),
    ] {
        let sandbox = Sandbox::builder()
            .pull_requests(300)
            .start_blocking()
            .unwrap();
        let mut tap = Tap::pulls(&sandbox);
        tap.config["on_partial_error"] = "keep".into();
        sandbox.github().script(faults);
        let mut order = Vec::new();
        let mut said = String::new();
        for code in codes {
            let (messages, stderr) = tap.run_with(*code);
            order.extend(messages.numbers("pull_requests"));
            said = stderr;
            sandbox.github().script(Faults::new());
        }
        assert_eq!(order.len(), 300);
        assert!(
            said.contains("the next run reads what follows the first gap again"),
            "{said}"
        );
        assert_eq!(tap.run().numbers("pull_requests"), order[20..]);
        assert_eq!(tap.run().numbers("pull_requests"), order[200..]);
    }
}

#[test]
fn a_child_that_is_null_is_read_again_with_its_parent() {
    let gap = |response: &mut Value| {
        if let Some(child) = response.pointer_mut("/data/node/reviews/nodes/0") {
            *child = Value::Null;
        }
    };
    let sandbox = Sandbox::builder()
        .pull_requests(200)
        .start_blocking()
        .unwrap();
    let mut tap = Tap::pulls(&sandbox);
    tap.config["streams"] = json!(["pull_requests", "reviews"]);
    sandbox
        .github()
        .script(Faults::new().on_requests(2..=15, Fault::rewrite(gap)));
    let first = tap.run_with(3).0;
    sandbox.github().script(Faults::new());
    let again = tap.run();
    let numbers = (
        first.numbers("pull_requests"),
        again.numbers("pull_requests"),
    );
    assert_eq!(numbers.1, numbers.0);
    assert!(again.records("reviews").len() > first.records("reviews").len());
}
