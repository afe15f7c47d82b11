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
fn the_columns_of_partitions_fit_the_values_of_all_of_them() {
    let config = json!({
        "api": "demarches-simplifiees", "streams": ["dossiers"], "sandbox_items": 3,
        "partitions": [{ "demarcheNumber": 1 }, { "demarcheNumber": "7" }],
    });
    let messages = Tap::new(config).run();
    let mut demarches = BTreeSet::new();
    for record in messages.records("dossiers") {
        demarches.insert(record["partition_demarcheNumber"].as_str().unwrap());
    }
    assert_eq!(Vec::from_iter(demarches), ["1", "7"]);
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

/// A tap of pull requests with these fields, from a sandbox of the test.
fn pulls_with(sandbox: &Sandbox, fields: &str) -> Tap {
    let mut tap = Tap::on(sandbox.github(), json!({ "api": "github" }));
    let query = format!(
        "query Q($first: Int, $after: String) {{ repository(owner: \"a\", name: \"b\") {{
            pullRequests(first: $first, after: $after) {{ nodes {{ number {fields} }} }} }} }}"
    );
    let file = tap.folder.write("q.graphql", &query);
    tap.config["streams"] = json!([{ "name": "pulls", "query": file }]);
    tap
}

#[test]
fn lists_inside_the_items_are_read_to_their_ends() {
    let sandbox = Sandbox::builder()
        .pull_requests(5)
        .connection_size("PullRequest.comments", 7)
        .start_blocking()
        .unwrap();
    let records = |fields: &str| {
        let (messages, stderr) = pulls_with(&sandbox, fields).run_with(0);
        assert!(!stderr.contains("warning"), "{stderr}");
        let records = messages.records("pulls").into_iter();
        records.cloned().collect::<Vec<Value>>()
    };
    let whole = records("comments(first: 50) { nodes { id body } }");
    assert_eq!(whole.len(), 5);
    assert_eq!(whole[4]["comments"]["nodes"].as_array().unwrap().len(), 7);
    for size in ["first: 2", "last: 2"] {
        let fields = format!("comments({size}) {{ nodes {{ id body }} }}");
        assert!(records(&fields) == whole, "{size}");
    }
}

#[test]
fn lists_inside_the_items_that_stay_incomplete_end_with_5() {
    let sandbox = Sandbox::builder()
        .pull_requests(5)
        .connection_size("ReactionGroup.reactors", 3)
        .start_blocking()
        .unwrap();
    // A group of reactions has no `id` by which it could be requested again.
    let fields = "reactionGroups { reactors(first: 2) { nodes { ... on User { login } } } }";
    for (policy, code) in [("fail", 5), ("warn", 0)] {
        let mut tap = pulls_with(&sandbox, fields);
        tap.config["on_truncation"] = policy.into();
        let (messages, stderr) = tap.run_with(code);
        assert_eq!(messages.records("pulls").len(), 5);
        // No row is missing, so those that are gone are known.
        assert_eq!(messages.activated().len(), 1);
        let warning = "warning: `pulls`: ";
        assert_eq!(stderr.matches(warning).count(), 1, "{stderr}");
        assert!(
            stderr.contains("lack items that the server has"),
            "{stderr}"
        );
    }
}

#[test]
fn null_items_of_a_partition_are_one_warning() {
    let sandbox = Sandbox::builder()
        .pull_requests(45)
        .null_item("Repository.pullRequests", None, 3)
        .null_item("Repository.pullRequests", None, 30)
        .start_blocking()
        .unwrap();
    let mut tap = Tap::pulls(&sandbox);
    let (messages, stderr) = tap.run_with(3);
    assert_eq!(messages.records("pull_requests").len(), 43);
    let warning = "warning: `pull_requests`, partition `";
    assert_eq!(stderr.matches(warning).count(), 1, "{stderr}");
    assert!(
        stderr.contains("`: 2 items are null and not in the records"),
        "{stderr}"
    );
}

#[test]
fn a_stream_names_the_lists_inside_its_items_that_are_completed() {
    let sandbox = Sandbox::builder()
        .pull_requests(2)
        .connection_size("PullRequest.comments", 7)
        .connection_size("PullRequest.labels", 6)
        .start_blocking()
        .unwrap();
    let fields = "comments(first: 2) { nodes { body } } labels(first: 2) { nodes { name } }";
    for (nested, comments, labels) in [
        (json!(["all"]), 7, 6),
        (json!(["none"]), 2, 2),
        (json!([]), 2, 2),
        (json!(["labels"]), 2, 6),
        (json!(["repository.pullRequests.nodes.comments"]), 7, 2),
    ] {
        let mut tap = pulls_with(&sandbox, fields);
        tap.config["streams"][0]["nested"] = nested;
        let (messages, stderr) = tap.run_with(0);
        let left = "warning: `pulls`: `nested` leaves lists inside the items cut: ";
        let is_cut = comments == 2 || labels == 2;
        assert_eq!(
            stderr.matches(left).count(),
            usize::from(is_cut),
            "{stderr}"
        );
        assert_eq!(
            stderr.contains("nodes.comments`"),
            comments == 2,
            "{stderr}"
        );
        assert_eq!(stderr.contains("nodes.labels`"), labels == 2, "{stderr}");
        for record in messages.records("pulls") {
            let count = |list: &str| record[list]["nodes"].as_array().unwrap().len();
            assert_eq!((count("comments"), count("labels")), (comments, labels));
        }
    }
    let mut tap = pulls_with(&sandbox, fields);
    tap.config["streams"][0]["nested"] = json!(["label"]);
    let (_, stderr) = tap.run_with(2);
    assert!(
        stderr.contains("choose `all`, `none`, or some of"),
        "{stderr}"
    );
}
