//! Tests of the records of every shipped stream.

use std::collections::BTreeSet;

use graphql_paginate_sandbox::Sandbox;
use serde_json::{Value, json};

use super::Tap;

#[test]
fn github_pull_requests_and_issues_have_all_child_streams() {
    let mut tap = Tap::new(json!({ "api": "github", "sandbox_items": 30 }));
    let (messages, stderr) = tap.run_with(0);
    assert!(
        stderr.contains("GITHUB_TOKEN is not set: using the sandbox"),
        "{stderr}"
    );
    assert_eq!(messages.schemas.len(), 6);
    assert_eq!(messages.records("pull_requests").len(), 30);
    assert_eq!(messages.records("issues").len(), 30);
    for (child, parent, count) in [
        ("reviews", "pull_requests", "/reviews/totalCount"),
        (
            "pull_request_comments",
            "pull_requests",
            "/comments/totalCount",
        ),
        ("review_comments", "reviews", "/comments/totalCount"),
        ("issue_comments", "issues", "/comments/totalCount"),
    ] {
        let mut announced = 0;
        for record in messages.records(parent) {
            let count = record.pointer(count).unwrap().as_i64().unwrap();
            let below = messages
                .records(child)
                .into_iter()
                .filter(|below| below["parent_id"] == record["id"]);
            assert_eq!(below.count() as i64, count, "{child} of {record}");
            announced += count;
        }
        assert!(announced > 20, "{child}");
        assert_eq!(messages.records(child).len() as i64, announced, "{child}");
        for record in messages.records(child) {
            assert_eq!(record["partition_owner"], "rust-lang");
            assert_eq!(record["partition_name"], "rust");
        }
    }
}

#[test]
fn dossiers_deleted_and_pending_deleted_dossiers_are_streams() {
    let mut tap = Tap::new(json!({ "api": "demarches-simplifiees", "demarches": [1, 7] }));
    let messages = tap.run();
    assert_eq!(messages.records("dossiers").len(), 500);
    assert_eq!(
        messages.schemas["dossiers"]["key_properties"],
        json!(["number"])
    );
    let demarches: BTreeSet<i64> = messages
        .records("dossiers")
        .iter()
        .map(|record| record["partition_demarcheNumber"].as_i64().unwrap())
        .collect();
    assert_eq!(Vec::from_iter(demarches), [1, 7]);
    assert!(!messages.records("deleted_dossiers").is_empty());
    assert!(!messages.records("pending_deleted_dossiers").is_empty());
    let dates = &messages.schemas["dossiers"]["schema"]["properties"]["dateDepot"];
    assert_eq!(*dates, json!({ "type": ["string"], "format": "date-time" }));
}

#[test]
fn records_of_rest_collections_have_every_received_property() {
    for (api, streams) in [
        ("position-green", &["years", "measures"][..]),
        ("sage", &["accounts", "entries", "customers"][..]),
    ] {
        let mut tap = Tap::new(json!({ "api": api, "sandbox_items": 40 }));
        let messages = tap.run();
        for stream in streams {
            assert_eq!(messages.records(stream).len(), 40, "{stream}");
        }
    }
    let mut tap = Tap::new(json!({ "api": "jobaffinity", "sandbox_items": 12 }));
    let messages = tap.run();
    assert_eq!(messages.records("jobs").len(), 12);
    let applications = messages.records("applications");
    assert_eq!(applications.len(), 260);
    for record in applications {
        assert_eq!(record["parent_id"], record["job"]["id"], "{record}");
        let rest: Value = serde_json::from_str(record["_extra"].as_str().unwrap()).unwrap();
        assert_eq!(rest["_status"], "OK");
    }
}

#[test]
fn a_custom_query_is_a_stream() {
    let sandbox = Sandbox::builder()
        .pull_requests(45)
        .start_blocking()
        .unwrap();
    let mut tap = Tap::on(sandbox.github(), json!({ "api": "github" }));
    let query = "query Mine($owner: String!, $first: Int, $after: String) {
        repository(owner: $owner, name: \"rust\") { pullRequests(first: $first, after: $after) {
            edges { node { number on: createdAt labels(first: 2) { nodes { name } } } }
            pageInfo { hasNextPage endCursor }
        } }
    }";
    let file = tap.folder.write("mine.graphql", query);
    tap.config["streams"] = json!([{
        "name": "mine", "query": file, "partitions": [{ "owner": "a" }, { "owner": "b" }],
    }]);
    let messages = tap.run();
    let schema = &messages.schemas["mine"];
    // `number` alone does not distinguish pull requests of two repositories.
    assert_eq!(
        schema["key_properties"],
        json!(["partition_owner", "number"])
    );
    assert_eq!(
        schema["schema"]["properties"]["on"],
        json!({ "type": ["string"], "format": "date-time" })
    );
    let twice: Vec<i64> = (1..=45).chain(1..=45).collect();
    assert_eq!(messages.numbers("mine"), twice);
    assert_eq!(messages.records("mine")[50]["partition_owner"], "b");
    assert_eq!(
        messages.activated().len(),
        1,
        "a stream is read in full by default"
    );
}
