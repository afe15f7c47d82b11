//! Tests of failures and their messages: a failure never looks like the end of a list.

use std::error::Error as _;

use graphql_paginate::ErrorKind;
use serde_json::json;

use crate::fixture::Widgets;
use crate::script::{Reply, Walked, check, last, more, page, run, walk};

/// Checks a walk whose second page fails: it yields the first page, then one error, then ends.
async fn check_failure(reply: Reply, problem: &str) {
    let text = format!("`Widgets`, page 2 at cursor `c1`: {problem}");
    check([more("a", "c1"), reply], Walked::failed("a", "- c1", &text)).await;
}

#[tokio::test]
async fn null_data_with_errors_is_a_graphql_error() {
    let reply = Reply::Json(
        200,
        json!({ "data": null, "errors": [{ "message": "first" }, { "message": "second" }] }),
    );
    check_failure(reply, "first (and 1 more)").await;
    check_failure(
        Reply::Json(200, json!({ "errors": [{ "message": "no `data` key" }] })),
        "no `data` key",
    )
    .await;
}

#[tokio::test]
async fn errors_explain_a_null_that_the_types_forbid() {
    let error = json!({ "message": "too slow", "path": ["shelf", "widgets", "pageInfo"], "extensions": { "code": "timeout" } });
    let data = json!({ "shelf": { "widgets": { "pageInfo": null, "nodes": [] } } });
    let reply = Reply::Json(200, json!({ "data": data, "errors": [error] }));
    check_failure(
        reply,
        "too slow (timeout) at `shelf.widgets.pageInfo`; ask for smaller pages",
    )
    .await;
}

#[tokio::test]
async fn errors_beside_data_are_an_error_with_the_data() {
    let Reply::Json(_, mut body) = last("a -") else {
        unreachable!()
    };
    body["errors"] =
        json!([{ "type": "FORBIDDEN", "message": "no", "path": ["shelf", "widgets", "nodes", 1] }]);
    let (walked, error) = walk([more("x", "c1"), Reply::Json(200, body)], |paginator| {
        paginator
    })
    .await;
    let text = "`Widgets`, page 2 at cursor `c1`: no (FORBIDDEN) at `shelf.widgets.nodes[1]`; check what the token may read";
    assert_eq!(walked, Walked::failed("x", "- c1", text));

    let error = error.unwrap();
    assert_eq!(error.graphql_errors().len(), 1);
    assert_eq!(
        error
            .partial_data::<Widgets>()
            .unwrap()
            .shelf
            .unwrap()
            .label
            .as_deref(),
        Some("top")
    );
}

#[tokio::test]
async fn refusals_have_the_status_and_the_fix() {
    let refusal = |status, message: &str| Reply::Json(status, json!({ "message": message }));
    for (status, problem) in [
        (
            401,
            "the server answered 401 Unauthorized with the message `no`; check the token",
        ),
        (
            404,
            "the server answered 404 Not Found with the message `no`; check the endpoint's URL",
        ),
        (
            422,
            "the server answered 422 Unprocessable Entity with the message `no`",
        ),
        (
            307,
            "the server answered 307 Temporary Redirect with the message `no`; redirects are not followed, so use the URL that it leads to as the endpoint",
        ),
    ] {
        check_failure(refusal(status, "no"), problem).await;
    }
    let forbidden = json!({ "message": "Without a token, only persisted queries are allowed", "extensions": { "code": "forbidden" } });
    check_failure(
        Reply::Json(403, json!({ "errors": [forbidden], "data": null })),
        "Without a token, only persisted queries are allowed (forbidden); check what the token may read",
    )
    .await;
}

#[tokio::test]
async fn an_html_page_is_described_by_its_title() {
    check_failure(
        Reply::Text(502, "<html><title>502 Bad Gateway</title></html>"),
        "the server answered 502 Bad Gateway with an HTML page titled `502 Bad Gateway`; the query may take the server \
         too long, so request smaller pages",
    )
    .await;
    check_failure(
        Reply::Text(200, "<!doctype html><title>Explorer</title>"),
        "the server answered 200 OK with an HTML page titled `Explorer` instead of a response; try again, or check the endpoint's URL",
    )
    .await;
}

#[tokio::test]
async fn a_truncated_or_interrupted_body_is_an_error() {
    check_failure(
        Reply::Text(200, r#"{"data":{"shelf":{"widgets""#),
        "the server answered 200 OK with JSON that breaks off after 27 bytes instead of a response; try again, or check the endpoint's URL",
    )
    .await;
    check_failure(
        Reply::Cut,
        "the connection broke before the response was complete",
    )
    .await;
}

#[tokio::test]
async fn a_body_that_is_not_a_response_is_an_error() {
    for (body, found) in [
        ("", "an empty body"),
        ("[]", "the body `[]`"),
        (
            r#"[{"shelf":{"widgets":{"pageInfo":{"hasNextPage":false},"nodes":[]}}}]"#,
            r#"the body `[{"shelf":{"widgets":{"pageInfo":{"hasNextPage":false},"nodes":[]}}}]`"#,
        ),
        ("null", "the body `null`"),
        ("{}", "the body `{}`"),
        (r#"{"message":"slow down"}"#, "the message `slow down`"),
        (r#"{"errors":[]}"#, r#"the body `{"errors":[]}`"#),
    ] {
        let problem = format!(
            "the server answered 200 OK with {found} instead of a response; try again, or check the endpoint's URL"
        );
        check_failure(Reply::Text(200, body), &problem).await;
    }
}

#[tokio::test]
async fn a_value_of_another_shape_is_named_by_its_path() {
    let body =
        r#"{"data":{"shelf":{"widgets":{"pageInfo":{},"nodes":[{"name":"a"},{"name":5}]}}}}"#;
    check_failure(
        Reply::Text(200, body),
        "unexpected value at `data.shelf.widgets.nodes[1].name`: invalid type: integer `5`, expected a string at line 1 \
         column 74; the API's schema may have changed since the code was generated",
    )
    .await;
}

#[tokio::test]
async fn an_error_has_the_page_and_the_cursor() {
    let (walked, error) = walk(
        [more("a", "c1"), more("b", "c2"), Reply::Text(503, "busy")],
        |paginator| paginator,
    )
    .await;
    assert_eq!(
        (walked.names.as_str(), walked.cursors.as_str()),
        ("a b", "- c1 c2")
    );
    let error = error.unwrap();
    assert_eq!(
        (error.operation(), error.page(), error.cursor()),
        (Some("Widgets"), Some(3), Some("c2"))
    );
    assert_eq!(error.status().unwrap().as_u16(), 503);
    assert_eq!(
        (error.request_id(), error.body_excerpt().as_deref()),
        (Some("r-1"), Some("busy"))
    );
    assert!(matches!(error.kind(), ErrorKind::Status { .. }));
    assert!(error.source().is_none(), "the text says it all");
}

#[tokio::test]
async fn a_failure_never_looks_like_the_end() {
    let failures = [
        Reply::Cut,
        Reply::Text(500, ""),
        Reply::Text(200, ""),
        Reply::Json(200, json!({})),
        page("b", json!({})),
    ];
    for failure in failures {
        let (_, error) = walk([more("a", "c1"), failure.clone()], |paginator| paginator).await;
        assert!(error.is_some(), "{failure:?} was taken for the end");
    }
}

#[tokio::test]
async fn errors_of_any_shape_are_errors() {
    for (errors, message) in [
        (json!(["the database is down"]), "the database is down"),
        (json!({ "message": "no such field" }), "no such field"),
        (json!({}), "{}"),
    ] {
        let walked = run(
            [Reply::Json(200, json!({ "errors": errors }))],
            |paginator| paginator,
        )
        .await;
        assert_eq!(walked.error, format!("`Widgets`, page 1: {message}"));
    }
}
