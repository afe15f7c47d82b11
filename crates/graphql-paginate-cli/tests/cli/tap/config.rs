//! Tests of invalid configs and their error messages.

use serde_json::{Value, json};

use super::Tap;

#[track_caller]
fn refused(config: Value, expected: &[&str]) {
    let ran = Tap::new(config).ran(&[]);
    assert!(matches!(ran.code, Some(2 | 78)), "{ran:#?}");
    assert_eq!(ran.stdout, "");
    for text in expected {
        assert!(ran.stderr.contains(text), "{text} is not in {}", ran.stderr);
    }
}

#[test]
fn a_config_without_an_api_is_refused() {
    refused(
        json!({}),
        &["the config has no `api`", "demarches-simplifiees"],
    );
    refused(
        json!({ "api": "gitlab" }),
        &["unknown `api`: `gitlab`", "github"],
    );
    refused(
        json!({ "endpoint": "http://127.0.0.1:9/" }),
        &["`endpoint` needs `schema`"],
    );
    refused(
        json!({ "api": "github", "x": 1 }),
        &["unknown field `x`", "tap --about"],
    );
    let start = json!({ "api": "github", "start_date": "2024" });
    refused(
        start,
        &[
            "`start_date` is not an RFC 3339 time",
            "2024-01-01T00:00:00Z",
        ],
    );
}

#[test]
fn partitions_give_each_query_its_variables() {
    let endpoint = "http://127.0.0.1:9/graphql";
    let missing = json!({ "api": "github", "endpoint": endpoint, "streams": ["issues"] });
    refused(
        missing,
        &[
            "variables are missing: `owner` (String!), `name` (String!)",
            "repositories",
        ],
    );
    let wrong = json!({ "api": "github", "repositories": ["rust"] });
    refused(wrong, &["`rust` in `repositories` is not `owner/name`"]);
    let twice = json!({ "api": "github", "repositories": ["a/b", "a/b"] });
    refused(twice, &["duplicate partition `name=b&owner=a`"]);
    let unknown =
        json!({ "api": "github", "streams": [{ "name": "issues", "partitions": [{ "x": 1 }] }] });
    refused(
        unknown,
        &["the query has no variable `x`", "in stream `issues`"],
    );
    let typed = json!({
        "api": "demarches-simplifiees", "streams": ["dossiers"], "partitions": [{ "demarcheNumber": "one" }],
    });
    refused(typed, &["variable `demarcheNumber`: expected an integer"]);
}

#[test]
fn streams_need_keys_and_parents() {
    let reviews = json!({ "api": "github", "streams": ["reviews"] });
    refused(
        reviews,
        &["stream `reviews` needs its parent `pull_requests`"],
    );
    let key = json!({ "api": "github", "streams": [{ "name": "issues", "key_properties": ["closedAt"] }] });
    refused(
        key,
        &["`closedAt` in `key_properties` is not selected, or can be null"],
    );
    let since =
        json!({ "api": "github", "streams": [{ "name": "issues", "replication": "since" }] });
    refused(since, &["`replication: since` needs `since_variable`"]);
    let deleted = |field: &str| {
        let stream = json!({ "name": "deleted_dossiers", "since_field": field });
        json!({ "api": "demarches-simplifiees", "streams": [stream] })
    };
    refused(
        deleted("reason"),
        &["`reason` in `since_field` is not selected, is not a time"],
    );
    let rest = json!({ "api": "sage", "streams": [{ "name": "x", "collection": "invoices" }] });
    refused(
        rest,
        &["no collection `invoices`", "accounts, entries, customers"],
    );
    let parent = json!({ "api": "github", "streams": ["pull_requests", {
        "name": "reviews", "parent": { "stream": "pull_requests", "variables": { "id": "node_id" } },
    }] });
    refused(
        parent,
        &["the parent `pull_requests` has no value at `node_id`"],
    );
}

#[test]
fn an_invalid_query_is_shown_with_its_place() {
    let tap = Tap::new(json!({ "api": "github" }));
    let query = "query Q($owner: String!, $after: String) {\n  repository(owner: $owner, name: \"x\") {\n    isues(first: 5, after: $after) { nodes { id } }\n  }\n}";
    let file = tap.folder.write("q.graphql", query);
    let config = json!({ "api": "github", "streams": [{ "name": "q", "query": file, "partitions": [{ "owner": "a" }] }] });
    refused(config, &["q.graphql:3:5", "isues"]);
}
