//! Refused requests, page size limits, and objects that do not exist.

use graphql_paginate_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::support::{answer, post, request};

const QUERY: &str = "{ viewer { login } }";

#[tokio::test]
async fn credentials_and_user_agent() {
    let sandbox = Sandbox::start().await.unwrap();
    let url = sandbox.github().url();
    let refusal = |message: &str, status: &str| json!({ "message": message, "documentation_url": "https://docs.github.com/graphql", "status": status });
    let anonymous = refusal("This endpoint requires you to be authenticated.", "401");
    let bad = refusal("Bad credentials", "401");
    let good = json!({ "data": { "viewer": { "login": "viewer" } } });
    let cases = [
        (None, 401, &anonymous),
        (Some("bearer ".to_owned()), 401, &bad),
        (Some(format!("Basic {}", Sandbox::TOKEN)), 401, &bad),
        (
            Some(format!("bearer {}", Sandbox::UNKNOWN_TOKEN)),
            401,
            &bad,
        ),
        (
            Some(format!("bearer {}", Sandbox::EXPIRED_TOKEN)),
            401,
            &bad,
        ),
        (Some(format!("bearer {}", Sandbox::TOKEN)), 200, &good),
        (Some(format!("token {}", Sandbox::TOKEN)), 200, &good),
    ];
    for (header, status, body) in cases {
        let mut request = reqwest::Client::new()
            .post(url)
            .header("user-agent", "x")
            .json(&json!({ "query": QUERY }));
        if let Some(header) = &header {
            request = request.header("authorization", header);
        }
        let found = answer(request).await;
        assert_eq!(
            (found.status.as_u16(), &found.body),
            (status, body),
            "{header:?}"
        );
    }
    let without_agent = reqwest::Client::new().post(url).bearer_auth(Sandbox::TOKEN);
    let found = answer(without_agent.json(&json!({ "query": QUERY }))).await;
    assert_eq!(found.status, 403);
    assert!(found.body.as_str().unwrap().contains("User-Agent header"));
}

#[tokio::test]
async fn bodies_without_a_query() {
    let sandbox = Sandbox::start().await.unwrap();
    let found = answer(request(sandbox.github()).body("{")).await;
    assert_eq!(
        (found.status.as_u16(), &found.body["message"]),
        (400, &json!("Problems parsing JSON"))
    );
    let message = "A query attribute must be specified and must be a string.";
    for body in [json!({}), json!({ "query": 1 }), json!([])] {
        let found = answer(request(sandbox.github()).json(&body)).await;
        assert_eq!(found.status, 200);
        assert_eq!(found.body, json!({ "errors": [{ "message": message }] }));
    }
    let elsewhere = sandbox.github().url().replace("/graphql", "/nowhere");
    let get = reqwest::Client::new()
        .get(elsewhere)
        .header("user-agent", "x")
        .bearer_auth(Sandbox::TOKEN);
    assert_eq!(answer(get).await.status, 404);
}

#[tokio::test]
async fn page_sizes_out_of_range_are_errors() {
    let sandbox = Sandbox::start().await.unwrap();
    let cases = [
        (
            "issues { nodes { id } }",
            Some("MISSING_PAGINATION_BOUNDARIES"),
            "You must provide a `first` or `last` value to properly paginate the `issues` connection.",
        ),
        (
            "issues { ...F } } } fragment F on IssueConnection { edges { cursor } } query G { viewer { login",
            Some("MISSING_PAGINATION_BOUNDARIES"),
            "You must provide a `first` or `last` value to properly paginate the `issues` connection.",
        ),
        (
            "issues(first: 101) { nodes { id } }",
            Some("EXCESSIVE_PAGINATION"),
            "Requesting 101 records on the `issues` connection exceeds the `first` limit of 100 records.",
        ),
        (
            "issues(last: 250) { totalCount }",
            Some("EXCESSIVE_PAGINATION"),
            "Requesting 250 records on the `issues` connection exceeds the `last` limit of 100 records.",
        ),
        (
            "issues(first: 1, last: 1) { nodes { id } }",
            None,
            "Passing both `first` and `last` to paginate the `issues` connection is not supported.",
        ),
        (
            "issues(first: -1) { nodes { id } }",
            None,
            "`first` on the `issues` connection cannot be less than zero.",
        ),
        (
            "issues(first: 1, after: \"abc\") { nodes { id } }",
            Some("INVALID_CURSOR_ARGUMENTS"),
            "`abc` does not appear to be a valid cursor.",
        ),
        (
            "issues(last: 1, before: \"\") { nodes { id } }",
            Some("INVALID_CURSOR_ARGUMENTS"),
            "`` does not appear to be a valid cursor.",
        ),
    ];
    for (field, kind, message) in cases {
        let query = format!("query Q {{ repository(owner: \"o\", name: \"r\") {{ {field} }} }}");
        let body = json!({ "query": query, "operationName": "Q" });
        let found = answer(request(sandbox.github()).json(&body)).await.body;
        let mut error = json!({
            "path": ["repository", "issues"],
            "locations": [{ "line": 1, "column": 47 }],
            "message": message,
        });
        if let Some(kind) = kind {
            error["type"] = kind.into();
        }
        assert_eq!(
            found,
            json!({ "data": { "repository": null }, "errors": [error] }),
            "{field}"
        );
    }
}

#[tokio::test]
async fn a_count_without_items_needs_no_page_size() {
    let sandbox = Sandbox::builder().pull_requests(12).start().await.unwrap();
    let query = "query ($nodes: Boolean!) { repository(owner: \"o\", name: \"r\") { pullRequests { totalCount \
                 nodes @include(if: $nodes) { number } } } }";
    let without = post(sandbox.github(), query, json!({ "nodes": false })).await;
    assert_eq!(
        without,
        json!({ "data": { "repository": { "pullRequests": { "totalCount": 12 } } } })
    );
    let with = post(sandbox.github(), query, json!({ "nodes": true })).await;
    assert_eq!(with["errors"][0]["type"], "MISSING_PAGINATION_BOUNDARIES");
}

#[tokio::test]
async fn an_error_of_a_nullable_connection_keeps_other_data() {
    let sandbox = Sandbox::start().await.unwrap();
    let query =
        "{ repository(owner: \"o\", name: \"r\") { name labels(first: 101) { totalCount } } }";
    let body = post(sandbox.github(), query, Value::Null).await;
    assert_eq!(
        body["data"],
        json!({ "repository": { "name": "r", "labels": null } })
    );
    assert_eq!(body["errors"][0]["path"], json!(["repository", "labels"]));
}

#[tokio::test]
async fn objects_that_do_not_exist_are_not_found() {
    let sandbox = Sandbox::start().await.unwrap();
    let cases = [
        (
            "repository(owner: \"o\", name: \"missing\") { id }",
            "Could not resolve to a Repository with the name 'o/missing'.",
        ),
        (
            "user(login: \"missing\") { id }",
            "Could not resolve to a User with the login of 'missing'.",
        ),
        (
            "organization(login: \"missing\") { id }",
            "Could not resolve to a Organization with the login of 'missing'.",
        ),
        (
            "node(id: \"nope\") { id }",
            "Could not resolve to a node with the global id of 'nope'",
        ),
    ];
    for (field, message) in cases {
        let name = field.split('(').next().unwrap();
        let body = post(sandbox.github(), &format!("{{ {field} }}"), Value::Null).await;
        let error = json!({
            "type": "NOT_FOUND",
            "path": [name],
            "locations": [{ "line": 1, "column": 3 }],
            "message": message,
        });
        assert_eq!(body, json!({ "data": { name: null }, "errors": [error] }));
    }
}

#[tokio::test]
async fn document_errors_have_a_code_and_no_data() {
    let sandbox = Sandbox::start().await.unwrap();
    let body = post(sandbox.github(), "{ viewer { nope } }", Value::Null).await;
    let error = json!({
        "message": "Field 'nope' doesn't exist on type 'User'",
        "locations": [{ "line": 1, "column": 12 }],
        "path": ["query", "viewer", "nope"],
        "extensions": { "code": "undefinedField", "typeName": "User", "fieldName": "nope" },
    });
    assert_eq!(body, json!({ "errors": [error] }));
}

#[tokio::test]
async fn half_a_million_nodes_are_too_many() {
    let sandbox = Sandbox::start().await.unwrap();
    let query = "{ repository(owner: \"o\", name: \"r\") { pullRequests(first: 100) { nodes { \
                 reviews(first: 100) { nodes { comments(first: 100) { totalCount } } } } } } }";
    let body = post(sandbox.github(), query, Value::Null).await;
    let message = "This query requests up to 1,010,100 possible nodes which exceeds the maximum limit of 500,000.";
    let error = json!({ "type": "MAX_NODE_LIMIT_EXCEEDED", "message": message });
    assert_eq!(body, json!({ "errors": [error] }));
}
