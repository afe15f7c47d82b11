//! Tests of faults that replace data by nulls, with and without errors.

use graphql_paginate_sandbox::{Endpoint, Fault, Faults, Sandbox};
use serde_json::{Value, json};

use super::{github, pull_requests};
use crate::support::post;

async fn three(fault: Fault) -> Value {
    pull_requests(github(fault).github(), json!({ "first": 3 })).await
}

const NODES: &str = "/data/repository/pullRequests/nodes";

#[tokio::test]
async fn null_nodes_without_errors() {
    let found = three(Fault::null_nodes(&[0, 2, 9])).await;
    assert_eq!(
        found.pointer(NODES),
        Some(&json!([null, { "number": 2 }, null]))
    );
    assert!(found.get("errors").is_none());
}

#[tokio::test]
async fn null_lists_and_null_parents() {
    let found = three(Fault::null_lists()).await;
    assert_eq!(found.pointer(NODES), Some(&Value::Null));
    assert_eq!(
        found.pointer("/data/repository/pullRequests/pageInfo/hasNextPage"),
        Some(&json!(true))
    );

    let found = three(Fault::null_connection()).await;
    assert_eq!(
        found,
        json!({ "data": { "repository": { "pullRequests": null } } })
    );
    let found = three(Fault::null_at("/data/repository")).await;
    assert_eq!(found, json!({ "data": { "repository": null } }));
}

#[tokio::test]
async fn a_forbidden_node_is_null_with_an_error() {
    let found = three(Fault::forbidden_node(1)).await;
    assert_eq!(
        found.pointer(NODES),
        Some(&json!([{ "number": 1 }, null, { "number": 3 }]))
    );
    let expected = json!([{
        "type": "FORBIDDEN",
        "path": ["repository", "pullRequests", "nodes", 1],
        "locations": [{ "line": 1, "column": 1 }],
        "message": "Resource not accessible by personal access token",
    }]);
    assert_eq!(found["errors"], expected);
}

async fn dossiers(api: &Endpoint, selection: &str) -> Value {
    let query = format!("{{ demarche(number: 1) {{ dossiers(first: 3) {{ {selection} }} }} }}");
    post(api, &query, Value::Null).await
}

#[tokio::test]
async fn partial_errors_of_demarches_simplifiees() {
    let faults = Faults::new()
        .on_request(1, Fault::invalid_null(2, "Dossier.usager"))
        .on_request(2, Fault::unauthorized_node(0, "Dossier"));
    let sandbox = Sandbox::builder()
        .demarches_simplifiees_faults(faults)
        .start()
        .await
        .unwrap();
    let found = dossiers(sandbox.demarches_simplifiees(), "nodes { number }").await;
    let nodes = found.pointer("/data/demarche/dossiers/nodes");
    assert_eq!(
        nodes,
        Some(&json!([{ "number": 10001 }, { "number": 10002 }, null]))
    );
    let expected = json!([{
        "message": "Cannot return null for non-nullable field Dossier.usager",
        "locations": [{ "line": 1, "column": 1 }],
        "path": ["demarche", "dossiers", "nodes", 2, "usager"],
        "extensions": { "code": "invalid_null" },
    }]);
    assert_eq!(found["errors"], expected);

    let found = dossiers(
        sandbox.demarches_simplifiees(),
        "edges { cursor node { number } }",
    )
    .await;
    let edge = found.pointer("/data/demarche/dossiers/edges/0").unwrap();
    assert!(
        edge["node"].is_null() && edge["cursor"].is_string(),
        "{edge}"
    );
    let expected = json!([{
        "message": "An object of type Dossier was hidden due to permissions",
        "locations": [{ "line": 1, "column": 1 }],
        "path": ["demarche", "dossiers", "edges", 0, "node"],
        "extensions": { "code": "unauthorized" },
    }]);
    assert_eq!(found["errors"], expected);
}

#[tokio::test]
async fn resource_limits_return_null_items_and_a_total_of_zero() {
    let found = three(Fault::resource_limits_exceeded()).await;
    assert_eq!(found.pointer(NODES), Some(&json!([null, null, null])));
    assert_eq!(
        found.pointer("/data/repository/pullRequests/totalCount"),
        Some(&json!(0))
    );
    let errors = found["errors"].as_array().unwrap();
    assert_eq!(errors.len(), 3);
    assert_eq!(errors[2]["type"], "RESOURCE_LIMITS_EXCEEDED");
    assert_eq!(
        errors[2]["message"],
        "Resource limits for this query exceeded."
    );
    assert_eq!(
        errors[2]["path"],
        json!(["repository", "pullRequests", "nodes", 2])
    );
}

#[tokio::test]
async fn custom_errors_are_added_to_those_of_the_response() {
    let one = json!({ "type": "INSUFFICIENT_SCOPES", "message": "no" });
    let fault = Fault::partial_error(0, &one).and(Fault::rewrite(|body| body["extra"] = json!(1)));
    let found = three(fault.and(Fault::forbidden_node(2))).await;
    assert_eq!(
        found.pointer(NODES),
        Some(&json!([null, { "number": 2 }, null]))
    );
    let types: Vec<_> = found["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| &error["type"])
        .collect();
    assert_eq!(types, ["INSUFFICIENT_SCOPES", "FORBIDDEN"]);
    assert_eq!(found["extra"], 1);
}

#[tokio::test]
async fn responses_that_are_not_json_are_not_rewritten() {
    let found = three(Fault::status(200).body("<p>").and(Fault::null_lists())).await;
    assert_eq!(found, "<p>");
}
