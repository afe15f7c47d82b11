//! The format of cursors, and the API's reaction to other texts.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD};
use graphql_paginate_sandbox::{Endpoint, Sandbox};
use serde_json::{Value, json};

use crate::support::{answer, data, numbers, post, request};

const QUERY: &str = "query ($after: String, $before: String) { demarche(number: 1) { \
                     dossiers(first: 2, after: $after, before: $before) { \
                     nodes { number } pageInfo { hasPreviousPage hasNextPage endCursor } } } }";

#[tokio::test]
async fn a_cursor_is_a_utc_date_with_nine_digits_and_an_id() {
    let sandbox = Sandbox::start().await.unwrap();
    let cursor = end_cursor(sandbox.demarches_simplifiees()).await;
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).unwrap()).unwrap();
    assert_eq!(text, "2024-01-02T10:37:00.395284000Z;10002");
}

#[tokio::test]
async fn padding_is_accepted() {
    let sandbox = Sandbox::start().await.unwrap();
    let padded = URL_SAFE.encode("2024-01-02T10:37:00.395284000Z;1000");
    assert!(padded.ends_with('='));
    let found = data(
        sandbox.demarches_simplifiees(),
        QUERY,
        json!({ "after": padded }),
    )
    .await;
    assert_eq!(
        numbers(&found, "/demarche/dossiers/nodes"),
        [10_002, 10_003]
    );
}

#[tokio::test]
async fn a_cursor_is_a_position_and_needs_no_item() {
    let sandbox = Sandbox::start().await.unwrap();
    let between = URL_SAFE_NO_PAD.encode("2024-01-02T10:40:00.000000000Z;1");
    let found = data(
        sandbox.demarches_simplifiees(),
        QUERY,
        json!({ "after": between }),
    )
    .await;
    assert_eq!(
        numbers(&found, "/demarche/dossiers/nodes"),
        [10_003, 10_004]
    );
}

#[tokio::test]
async fn a_cursor_without_a_date_silently_ends_the_walk() {
    let sandbox = Sandbox::start().await.unwrap();
    let api = sandbox.demarches_simplifiees();
    let garbage = URL_SAFE_NO_PAD.encode("garbage");
    let found = data(api, QUERY, json!({ "after": garbage })).await;
    let page_info = json!({ "hasPreviousPage": true, "hasNextPage": false, "endCursor": null });
    assert_eq!(
        found["demarche"]["dossiers"],
        json!({ "nodes": [], "pageInfo": page_info })
    );
}

#[tokio::test]
async fn a_cursor_that_is_not_base64_is_an_error_without_code() {
    let sandbox = Sandbox::start().await.unwrap();
    let body = post(
        sandbox.demarches_simplifiees(),
        QUERY,
        json!({ "after": "é!" }),
    )
    .await;
    let error = &body["errors"][0];
    assert_eq!(error["message"], r#"Invalid input: "é!""#);
    assert_eq!(error["path"], json!(["demarche", "dossiers", "nodes"]));
    assert!(error.get("extensions").is_none());
}

#[tokio::test]
async fn a_cursor_with_an_impossible_date_crashes_the_server() {
    let sandbox = Sandbox::start().await.unwrap();
    let impossible = STANDARD.encode("2024-13-45T10:00:00.000000000Z;1");
    let body = json!({ "query": QUERY, "variables": { "after": impossible } });
    let answer = answer(request(sandbox.demarches_simplifiees()).json(&body)).await;
    assert_eq!(answer.status, 500);
    assert_eq!(answer.body["errors"][0]["message"], "Internal Server Error");
    assert_eq!(
        answer.body["errors"][0]["extensions"]["code"],
        "internal_server_error"
    );
    assert_eq!(answer.body["data"], Value::Null);
}

#[tokio::test]
async fn a_cursor_of_another_order_is_accepted_and_returns_a_wrong_page() {
    let sandbox = Sandbox::start().await.unwrap();
    let api = sandbox.demarches_simplifiees();
    let by_deposit = end_cursor(api).await;
    let query = "query ($after: String) { demarche(number: 1) { dossiers(first: 2, after: $after, \
                 updatedSince: \"2024-01-01\") { nodes { number } } } }";
    let wrong = data(api, query, json!({ "after": by_deposit })).await;
    let head = data(api, query, json!({ "after": null })).await;
    assert_eq!(wrong, head);
}

async fn end_cursor(api: &Endpoint) -> String {
    let found = data(api, QUERY, json!({})).await;
    found["demarche"]["dossiers"]["pageInfo"]["endCursor"]
        .as_str()
        .unwrap()
        .to_owned()
}
