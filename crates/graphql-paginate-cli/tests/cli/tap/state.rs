//! Tests of runs that resume from the state of the last run.

use graphql_paginate_sandbox::{Change, Fault, Faults, Sandbox};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::Tap;

fn changed_pulls(sandbox: &Sandbox) {
    for change in [Change::Update(3), Change::Insert, Change::Update(25)] {
        sandbox.github().change(change);
    }
}

#[test]
fn a_second_run_writes_the_last_items_and_changes() {
    let sandbox = Sandbox::builder()
        .pull_requests(160)
        .start_blocking()
        .unwrap();
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
fn a_list_that_is_read_in_full_has_a_new_version_each_time() {
    let config = json!({ "api": "position-green", "streams": ["years"], "sandbox": true });
    let mut tap = Tap::new(config);
    let mut versions = Vec::new();
    for _ in 0..2 {
        let messages = tap.run();
        let activated = messages.activated();
        assert_eq!(messages.records("years").len(), 250);
        assert_eq!(messages.versions("years"), [Some(activated[0].1)]);
        assert_eq!(activated.len(), 1);
        versions.push(activated[0].1);
    }
    assert!(versions[1] > versions[0], "{versions:?}");
}

#[test]
fn a_list_without_any_item_marks_no_rows_unless_that_is_allowed() {
    let sandbox = Sandbox::builder().dossiers(3).pending_deleted_dossiers(0);
    let sandbox = sandbox.start_blocking().unwrap();
    let endpoint = sandbox.demarches_simplifiees();
    for (allow_empty, activated) in [(false, 0), (true, 1)] {
        let stream = json!({ "name": "pending_deleted_dossiers", "allow_empty": allow_empty });
        let config =
            json!({ "api": "demarches-simplifiees", "demarches": [1], "streams": [stream] });
        let (messages, stderr) = Tap::on(endpoint, config).run_with(0);
        assert_eq!(messages.activated().len(), activated);
        let note = "`pending_deleted_dossiers`: deleted rows are not marked, because the server listed nothing; ";
        assert_eq!(stderr.contains(note), !allow_empty, "{stderr}");
    }
}

/// Answers in which this list has no items.
fn emptied(path: &'static str) -> Fault {
    Fault::rewrite(move |response| {
        let list = response.pointer_mut(path).unwrap();
        list["nodes"] = json!([]);
        list["pageInfo"]["hasNextPage"] = false.into();
    })
}

#[test]
fn rows_that_are_kept_because_nothing_was_listed_end_with_3() {
    let sandbox = Sandbox::builder().dossiers(3).pending_deleted_dossiers(3);
    let sandbox = sandbox.start_blocking().unwrap();
    let endpoint = sandbox.demarches_simplifiees();
    let stream = |allow_empty: bool| json!([{ "name": "pending_deleted_dossiers", "allow_empty": allow_empty }]);
    let config =
        json!({ "api": "demarches-simplifiees", "demarches": [1], "streams": stream(false) });
    let mut tap = Tap::on(endpoint, config);
    assert_eq!(tap.run().activated().len(), 1);
    endpoint.script(Faults::new().always(emptied("/data/demarche/pendingDeletedDossiers")));
    for _ in 0..2 {
        let (messages, stderr) = tap.run_with(3);
        assert!(messages.activated().is_empty());
        let note = "`pending_deleted_dossiers`: deleted rows are not marked, because the server listed nothing; ";
        assert!(stderr.contains(note), "{stderr}");
    }
    tap.config["streams"] = stream(true);
    assert_eq!(tap.run().activated().len(), 1);
    // Now the target has no rows to keep.
    tap.config["streams"] = stream(false);
    tap.run();
}

#[test]
fn a_partition_that_lists_nothing_any_more_keeps_its_rows() {
    let sandbox = Sandbox::builder()
        .pull_requests(5)
        .start_blocking()
        .unwrap();
    let api = sandbox.github();
    let nothing = || emptied("/data/repository/pullRequests");
    let mut tap = Tap::pulls(&sandbox);
    tap.config["repositories"] = json!(["a/a", "b/b", "c/c"]);
    let stream = |allow_empty: bool| json!([{ "name": "pull_requests", "replication": "full", "allow_empty": allow_empty }]);
    tap.config["streams"] = stream(false);
    // A partition without rows from the start has none to lose, also if its first walk is interrupted.
    let stop = Fault::status(503).header("retry-after", "7200");
    api.script(Faults::new().on_request(1, nothing()).on_request(2, stop));
    tap.run_with(4);
    for activated in [0, 1] {
        api.script(Faults::new().on_request(1, nothing()));
        if activated == 0 {
            api.script(Faults::new());
        }
        let (messages, _) = tap.run_with(0);
        assert_eq!(messages.activated().len(), activated);
    }
    for _ in 0..2 {
        api.script(Faults::new().on_request(2, nothing()));
        let (messages, stderr) = tap.run_with(3);
        assert_eq!(messages.records("pull_requests").len(), 10);
        assert!(messages.activated().is_empty());
        assert!(stderr.contains("in partition `name=b&owner=b`"), "{stderr}");
    }
    api.script(Faults::new().on_request(2, nothing()));
    tap.config["streams"] = stream(true);
    assert_eq!(tap.run().activated().len(), 1);
    api.script(Faults::new().on_request(2, nothing()));
    tap.config["streams"] = stream(false);
    assert_eq!(tap.run().activated().len(), 1);
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
fn a_shard_activates_no_version() {
    let config = json!({ "api": "position-green", "streams": ["years"], "sandbox": true });
    let mut tap = Tap::new(config);
    let mut counts = Vec::new();
    for shard in ["1/2", "2/2"] {
        tap.config["shard"] = shard.into();
        let messages = tap.run();
        counts.push(messages.records("years").len());
        assert!(messages.activated().is_empty());
    }
    counts.sort();
    assert_eq!(counts, [0, 250]);
}

#[test]
fn another_selection_or_endpoint_restarts_the_list() {
    let sandbox = Sandbox::builder()
        .pull_requests(125)
        .start_blocking()
        .unwrap();
    let mut tap = Tap::pulls(&sandbox);
    tap.run();
    let mut catalog = tap.discover();
    let metadata = catalog["streams"][0]["metadata"].as_array_mut().unwrap();
    for entry in metadata {
        if entry["breadcrumb"] == json!(["properties", "title"]) {
            entry["metadata"]["selected"] = false.into();
        }
    }
    tap.catalog = Some(catalog);
    let (messages, stderr) = tap.run_with(0);
    assert!(
        stderr.contains("starts over") && stderr.contains("another query"),
        "{stderr}"
    );
    assert_eq!(messages.records("pull_requests").len(), 125);
    assert_eq!(tap.run().records("pull_requests").len(), 105);

    let other = Sandbox::builder()
        .pull_requests(7)
        .start_blocking()
        .unwrap();
    tap.config["endpoint"] = other.github().url().into();
    let (messages, stderr) = tap.run_with(0);
    assert!(stderr.contains("another endpoint"), "{stderr}");
    assert_eq!(messages.records("pull_requests").len(), 7);
}

#[test]
fn a_start_date_skips_items_that_did_not_change_since() {
    let sandbox = Sandbox::builder().dossiers(60).start_blocking().unwrap();
    let config = json!({
        "api": "demarches-simplifiees", "demarches": [1], "streams": ["dossiers"],
    });
    let mut tap = Tap::on(sandbox.demarches_simplifiees(), config);
    let all = tap.run();
    let all = all.records("dossiers");
    let middle = all[30]["dateDerniereModification"].as_str().unwrap();
    tap.config["start_date"] = middle.into();
    tap.state = None;
    let some = tap.run();
    let some = some.records("dossiers");
    assert_eq!(some, all[all.len() - some.len()..]);
    assert!((20..=30).contains(&some.len()), "{}", some.len());
}

#[test]
fn a_damaged_state_is_refused_and_a_damaged_checkpoint_restarts_the_list() {
    let sandbox = Sandbox::builder()
        .pull_requests(25)
        .start_blocking()
        .unwrap();
    let mut tap = Tap::pulls(&sandbox);
    tap.state = Some(json!({ "bookmarks": { "pull_requests": 7 } }));
    let (_, stderr) = tap.run_with(78);
    assert!(stderr.contains("is not a state of this tap"), "{stderr}");

    let partition = json!({ "name=rust&owner=rust-lang": { "checkpoint": "{torn" } });
    tap.state = Some(json!({ "bookmarks": { "pull_requests": partition } }));
    let (messages, stderr) = tap.run_with(0);
    assert!(stderr.contains("its checkpoint is damaged"), "{stderr}");
    assert_eq!(messages.records("pull_requests").len(), 25);
}

#[test]
fn the_next_changes_are_those_since_the_begin_of_the_walk_and_not_since_the_newest_record() {
    // A record from the future, and one that changed while the walk was interrupted, have the same effect.
    let late = |response: &mut Value| {
        let nodes = response.pointer_mut("/data/demarche/deletedDossiers/nodes");
        for node in nodes.unwrap().as_array_mut().unwrap() {
            node["dateSupression"] = "2099-01-01T00:00:00Z".into();
        }
    };
    let sandbox = Sandbox::builder().dossiers(60).start_blocking().unwrap();
    let api = sandbox.demarches_simplifiees();
    let config = json!({
        "api": "demarches-simplifiees", "demarches": [1], "page_size": 2,
        "streams": [{ "name": "deleted_dossiers", "lookback": "30m" }],
    });
    let mut tap = Tap::on(api, config);
    let stop = Fault::status(503).header("retry-after", "7200");
    api.script(Faults::new().on_request(2, stop));
    tap.run_with(4);
    let begun = bookmark(&tap)["begun"].as_str().unwrap().to_owned();
    api.script(Faults::new().always(Fault::rewrite(late)));
    tap.run();
    let since: Timestamp = bookmark(&tap)["since"].as_str().unwrap().parse().unwrap();
    let begun: Timestamp = begun.parse().unwrap();
    let back = begun.duration_since(since).as_secs();
    // `since` has whole seconds.
    assert!((1800..=1801).contains(&back), "{begun} {since}");
    assert_eq!(bookmark(&tap)["begun"], Value::Null);
}

#[test]
fn a_walk_of_changes_without_an_item_is_repeated() {
    let gap = |response: &mut Value| {
        let node = "/data/demarche/deletedDossiers/nodes/0";
        *response.pointer_mut(node).unwrap() = Value::Null;
    };
    let sandbox = Sandbox::builder().dossiers(60).start_blocking().unwrap();
    let api = sandbox.demarches_simplifiees();
    let config = json!({
        "api": "demarches-simplifiees", "demarches": [1],
        "streams": [{ "name": "deleted_dossiers", "lookback": "1s" }],
    });
    let mut tap = Tap::on(api, config);
    api.script(Faults::new().on_request(1, Fault::rewrite(gap)));
    let lacking = tap.run_with(3).0.records("deleted_dossiers").len();
    assert_eq!(bookmark(&tap)["since"], Value::Null);
    assert_eq!(tap.run().records("deleted_dossiers").len(), lacking + 1);
    assert!(bookmark(&tap)["since"].is_string());
}

#[test]
fn a_walk_of_changes_with_an_error_beside_its_data_is_repeated() {
    let error = |response: &mut Value| {
        response["errors"] = json!([{ "message": "no access", "path": ["demarche"] }]);
    };
    let sandbox = Sandbox::builder().dossiers(60).start_blocking().unwrap();
    let api = sandbox.demarches_simplifiees();
    let config = json!({
        "api": "demarches-simplifiees", "demarches": [1], "on_partial_error": "keep",
        "streams": [{ "name": "deleted_dossiers", "lookback": "1s" }],
    });
    let mut tap = Tap::on(api, config);
    api.script(Faults::new().on_request(1, Fault::rewrite(error)));
    let (messages, stderr) = tap.run_with(3);
    let read = messages.records("deleted_dossiers").len();
    assert!(
        stderr.contains("the next run reads these changes again"),
        "{stderr}"
    );
    assert_eq!(bookmark(&tap)["since"], Value::Null);
    assert_eq!(tap.run().records("deleted_dossiers").len(), read);
    assert!(bookmark(&tap)["since"].is_string());
}

/// The state of the only partition of `deleted_dossiers`.
fn bookmark(tap: &Tap) -> &Value {
    let state = tap.state.as_ref().unwrap();
    &state["bookmarks"]["deleted_dossiers"]["demarcheNumber=1"]
}

#[test]
fn a_state_is_not_continued_with_data_of_the_sandbox_unless_it_is_requested() {
    let sandbox = Sandbox::builder()
        .pull_requests(5)
        .start_blocking()
        .unwrap();
    let mut tap = Tap::pulls(&sandbox);
    tap.run();
    let members = tap.config.as_object_mut().unwrap();
    members.remove("endpoint");
    for token in [Value::Null, " ".into()] {
        tap.config["token"] = token;
        let (messages, stderr) = tap.run_with(77);
        assert!(messages.all.is_empty(), "{:?}", messages.all);
        let problem =
            "GITHUB_TOKEN is not set, and data of the sandbox does not continue the state";
        assert!(stderr.contains(problem), "{stderr}");
    }
    tap.config["sandbox"] = true.into();
    assert!(!tap.run().all.is_empty());
}

#[test]
fn some_of_the_credentials_do_not_mean_the_sandbox() {
    let credentials = json!({ "JOBAFFINITY_LOGIN": "me" });
    let mut tap = Tap::new(json!({ "api": "jobaffinity", "credentials": credentials }));
    let (messages, stderr) = tap.run_with(77);
    assert!(messages.all.is_empty(), "{:?}", messages.all);
    assert!(
        stderr.contains("JOBAFFINITY_PASSWORD is not set"),
        "{stderr}"
    );
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
