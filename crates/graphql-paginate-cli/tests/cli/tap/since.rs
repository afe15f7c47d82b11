//! Tests of walks of the changes since a time.

use graphql_paginate_sandbox::{Fault, Faults, Sandbox};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::Tap;
use super::restart::without_member;

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

/// A tap of 60 deleted dossiers, whose second run reads the last of them.
fn deletions(sandbox: &Sandbox) -> Tap {
    let config = json!({ "api": "demarches-simplifiees", "demarches": [1], "streams": [] });
    let mut tap = Tap::on(sandbox.demarches_simplifiees(), config);
    let query = "query Q($demarcheNumber: Int!, $first: Int, $after: String, $since: ISO8601DateTime, $order: Order) {
        demarche(number: $demarcheNumber) {
            deletedDossiers(first: $first, after: $after, deletedSince: $since, order: $order) {
                pageInfo { hasNextPage endCursor }
                nodes { number dateSupression }
            }
        }
    }";
    let file = tap.folder.write("q.graphql", query);
    tap.config["streams"] = json!([{
        "name": "deleted", "query": file, "replication": "since", "since_variable": "since",
        "since_field": "dateSupression", "lookback": "1s", "variables": { "order": "ASC" },
    }]);
    tap
}

fn deleted_dossiers(count: usize) -> Sandbox {
    let builder = Sandbox::builder().deleted_dossiers(count);
    builder.start_blocking().unwrap()
}

#[test]
fn changes_are_read_from_the_start_with_other_variables_or_from_another_server() {
    let sandbox = deleted_dossiers(60);
    let mut tap = deletions(&sandbox);
    assert_eq!(tap.run().records("deleted").len(), 60);
    let few = tap.run().records("deleted").len();
    assert!(few < 5, "{few}");
    tap.config["streams"][0]["variables"] = json!({});
    let (messages, stderr) = tap.run_with(0);
    assert_eq!(messages.records("deleted").len(), 60);
    let why = "`deleted`, partition `demarcheNumber=1` starts over: the stream `deleted` was read with another query";
    assert!(stderr.contains(why), "{stderr}");
    assert_eq!(tap.run().records("deleted").len(), few);

    let other = deleted_dossiers(70);
    tap.config["endpoint"] = other.demarches_simplifiees().url().into();
    let (messages, stderr) = tap.run_with(0);
    assert_eq!(messages.records("deleted").len(), 70);
    assert!(
        stderr.contains("starts over: it was read from another endpoint"),
        "{stderr}"
    );
}

#[test]
fn an_earlier_start_date_reads_the_changes_since_then() {
    let sandbox = deleted_dossiers(60);
    let mut tap = deletions(&sandbox);
    let all = tap.run();
    let times: Vec<&str> = all
        .records("deleted")
        .iter()
        .map(|record| record["dateSupression"].as_str().unwrap())
        .collect();
    let (early, late) = (times[20], times[40]);
    tap.state = None;
    tap.config["start_date"] = late.into();
    let late = tap.run().records("deleted").len();
    assert!((15..=20).contains(&late), "{late}");
    tap.config["start_date"] = early.into();
    let (messages, stderr) = tap.run_with(0);
    assert!((35..=40).contains(&messages.records("deleted").len()));
    assert!(
        stderr.contains("starts over: `start_date` is earlier than before"),
        "{stderr}"
    );
    tap.config.as_object_mut().unwrap().remove("start_date");
    assert_eq!(tap.run().records("deleted").len(), 60);
    // A later one leaves out nothing that the state is about.
    tap.config["start_date"] = times[50].into();
    assert!(tap.run().records("deleted").len() < 5);
}

#[test]
fn a_state_that_does_not_say_which_changes_were_read_starts_over() {
    let sandbox = deleted_dossiers(60);
    let mut tap = deletions(&sandbox);
    tap.run();
    without_member(&mut tap, "scope");
    let (messages, stderr) = tap.run_with(0);
    assert_eq!(messages.records("deleted").len(), 60);
    assert!(
        stderr.contains("starts over: its state does not say what was read"),
        "{stderr}"
    );
}

#[test]
fn the_next_changes_are_those_since_the_begin_by_the_clock_of_the_server() {
    let sandbox = deleted_dossiers(60);
    let api = sandbox.demarches_simplifiees();
    let mut tap = deletions(&sandbox);
    tap.config["page_size"] = 20.into();
    // The clock of the server is an hour behind, and an item of a later page is newer than the begin of the walk.
    let server: Timestamp = "2026-02-01T10:00:00Z".parse().unwrap();
    let at = |date: &str| {
        Fault::rewrite(|response| {
            let nodes = response.pointer_mut("/data/demarche/deletedDossiers/nodes");
            for node in nodes.unwrap().as_array_mut().unwrap() {
                node["dateSupression"] = "2026-02-01T10:00:06Z".into();
            }
        })
        .header("date", date)
    };
    let faults = Faults::new()
        .on_request(1, at("Sun, 01 Feb 2026 10:00:00 GMT"))
        .on_request(2, at("Sun, 01 Feb 2026 10:00:06 GMT"))
        .on_request(3, at("Sun, 01 Feb 2026 10:00:07 GMT"));
    api.script(faults);
    assert_eq!(tap.run().records("deleted").len(), 60);
    let state = tap.state.as_ref().unwrap();
    let since = &state["bookmarks"]["deleted"]["demarcheNumber=1"]["since"];
    let since: Timestamp = since.as_str().unwrap().parse().unwrap();
    // The lookback is a second, and the first request took less than ten.
    let back = server.duration_since(since).as_secs();
    assert!((1..=11).contains(&back), "{since}");
}
