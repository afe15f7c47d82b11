//! Tests of walks of the changes since a time.

use graphql_paginate_sandbox::{Fault, Faults, Sandbox};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::Tap;

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
