//! Tests of the extensions and headers of responses, and of operations with settings of their own.

use graphql_paginate::{ErrorKind, Paginator};
use serde_json::{Value, json};

use crate::clock::VirtualClock;
use crate::fixture::{ChangeWidgets, Variables, Widgets};
use crate::script::{Reply, Script, last, more};

/// The same answer with extensions.
fn extended(reply: Reply, extensions: Value) -> Reply {
    let Reply::Json(status, mut body) = reply else {
        unreachable!("pages are JSON")
    };
    body["extensions"] = extensions;
    Reply::Json(status, body)
}

/// An error beside data.
fn partial() -> Value {
    json!({
        "data": { "shelf": null },
        "errors": [{ "message": "no shelf", "path": ["shelf"] }],
        "extensions": { "warnings": [1.0] },
    })
}

#[tokio::test]
async fn pages_carry_extensions_and_headers() {
    let replies = [
        extended(more("a", "c1"), json!({ "cost": { "actual": 12 } })),
        last("b").with([
            ("x-ratelimit-cost", "3"),
            ("set-cookie", "sid=12"),
            ("x-echo", "Bearer secret-token"),
        ]),
    ];
    let client = Script::new(replies).client();
    let mut pages = Paginator::<Widgets>::new(Variables::default()).pages(&client);

    let page = pages.try_next().await.unwrap().unwrap();
    let extensions = page.extensions.expect("the response has extensions");
    assert_eq!(extensions.get(), r#"{"cost":{"actual":12}}"#);
    assert_eq!(page.headers["x-request-id"], "r-1");

    let page = pages.try_next().await.unwrap().unwrap();
    assert!(page.extensions.is_none());
    assert_eq!(page.headers["x-ratelimit-cost"], "3");
    let shown = format!("{:?}", page.headers);
    assert!(
        !shown.contains("sid=12") && !shown.contains("secret-token"),
        "{shown}"
    );
}

#[tokio::test]
async fn execute_full_returns_data_with_errors_extensions_and_headers() {
    let client = Script::new([Reply::Json(200, partial())]).client();
    let response = client.execute_full::<Widgets>(Variables::default());
    let response = response.await.unwrap();
    assert!(response.data.shelf.is_none());
    assert_eq!(response.errors.len(), 1);
    assert_eq!(response.errors[0].path_text(), "shelf");
    assert_eq!(
        response.extensions.unwrap().get(),
        r#"{"warnings":[1.0]}"#,
        "as received"
    );
    assert_eq!(response.headers["x-request-id"], "r-1");

    let client = Script::new([Reply::Json(200, partial())]).client();
    let failed = client.execute::<Widgets>(Variables::default()).await;
    let error = failed.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::GraphQL { .. }));
    assert!(error.partial_data::<Widgets>().is_some());
}

#[tokio::test]
async fn execute_full_fails_without_data() {
    let refused = json!({ "data": null, "errors": [{ "message": "no" }] });
    let client = Script::new([Reply::Json(200, refused)]).client();
    let failed = client.execute_full::<Widgets>(Variables::default()).await;
    assert_eq!(failed.unwrap_err().to_string(), "`Widgets`: no");
}

#[tokio::test]
async fn execute_full_retries_if_the_server_gave_up() {
    let mut throttled = partial();
    throttled["errors"][0]["extensions"] = json!({ "code": "RATE_LIMITED" });
    let script = Script::new([Reply::Json(200, throttled), last("a")]);
    let clock = VirtualClock::default();
    let client = script.patient_client(&clock);
    let response = client.execute_full::<Widgets>(Variables::default());
    let response = response.await.unwrap();
    assert!(response.errors.is_empty() && response.data.shelf.is_some());
    assert_eq!((script.requests().len(), clock.waits().len()), (2, 1));
}

#[tokio::test]
async fn headers_of_an_operation_are_sent_with_it_only() {
    let script = Script::new([last("a"), last("a")]);
    let client = script.client();
    let operation = client.operation::<ChangeWidgets>(Variables::default());
    let operation = operation.header("Idempotency-Key", "0a1b2c3d4e");
    assert!(!format!("{operation:?}").contains("0a1b2c3d4e"));
    operation.execute().await.unwrap();
    client
        .execute::<Widgets>(Variables::default())
        .await
        .unwrap();
    let requests = script.requests();
    assert_eq!(requests[0].headers()["idempotency-key"], "0a1b2c3d4e");
    assert!(!requests[1].headers().contains_key("idempotency-key"));

    let refused = client.operation::<Widgets>(Variables::default());
    let error = refused.header("Authorization", "Bearer x").execute().await;
    assert!(matches!(error.unwrap_err().kind(), ErrorKind::Setup { .. }));
    assert_eq!(script.requests().len(), 2);
}

#[tokio::test]
async fn an_error_has_the_headers_and_extensions_of_the_answer() {
    let replies = [Reply::Json(200, partial()).with([("x-cost", "7")])];
    let client = Script::new(replies).client();
    let failed = client.execute::<Widgets>(Variables::default()).await;
    let error = failed.unwrap_err();
    assert_eq!(error.headers().unwrap()["x-cost"], "7");
    assert_eq!(error.extensions().unwrap().get(), r#"{"warnings":[1.0]}"#);
    assert!(!error.is_unauthorized());

    let client = Script::new([Reply::Cut]).client();
    let failed = client.execute::<Widgets>(Variables::default()).await;
    let error = failed.unwrap_err();
    assert!(error.headers().is_none() && error.extensions().is_none());
}

#[tokio::test]
async fn refused_credentials_and_refused_fields_are_different_errors() {
    let error = |code: &str, path: Value| {
        let error = json!({ "message": "no", "path": path, "extensions": { "code": code } });
        Reply::Json(200, json!({ "data": null, "errors": [error] }))
    };
    let cases = [
        (Reply::Json(401, json!({})), true),
        (Reply::Json(403, json!({})), false),
        (error("UNAUTHENTICATED", json!(["shelf"])), true),
        (error("forbidden", Value::Null), true),
        (error("FORBIDDEN", json!(["shelf", "label"])), false),
        (error("NOT_FOUND", Value::Null), false),
    ];
    for (reply, expected) in cases {
        let client = Script::new([reply.clone()]).client();
        let failed = client.execute::<Widgets>(Variables::default()).await;
        assert_eq!(failed.unwrap_err().is_unauthorized(), expected, "{reply:?}");
    }
}
