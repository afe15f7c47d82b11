//! What a client sends, refuses to be, and never shows.

use graphql_paginate::{Client, ErrorKind, RetryPolicy};
use serde_json::{Value, json};

use crate::fixture::{Variables, Widgets};
use crate::script::{Reply, Script, last};

#[tokio::test]
async fn a_request_is_a_json_post_with_the_clients_headers() {
    let script = Script::new([last("a")]);
    let client = Client::builder("https://api.example.test/graphql?tenant=1")
        .bearer_token("secret-token")
        .header("X-Tenant", "blue")
        .transport(script.clone())
        .build()
        .unwrap();
    client
        .execute::<Widgets>(Variables {
            number: 3,
            ..Default::default()
        })
        .await
        .unwrap();

    let request = &script.requests()[0];
    assert_eq!(
        (
            request.method().as_str(),
            request.uri().to_string().as_str()
        ),
        ("POST", "https://api.example.test/graphql?tenant=1")
    );
    for (name, value) in [
        ("authorization", "Bearer secret-token"),
        (
            "user-agent",
            concat!("graphql-paginate/", env!("CARGO_PKG_VERSION")),
        ),
        ("content-type", "application/json"),
        ("accept", "application/json"),
        ("x-tenant", "blue"),
    ] {
        assert_eq!(request.headers()[name], value);
    }
    let body: Value = serde_json::from_slice(request.body()).unwrap();
    let variables =
        json!({ "number": 3, "first": null, "after": null, "last": null, "before": null });
    assert_eq!(
        body,
        json!({ "query": "query Widgets { .. }", "operationName": "Widgets", "variables": variables })
    );
}

#[tokio::test]
async fn execute_decodes_data_and_reports_the_rest_with_the_operation() {
    let data = Script::new([last("a")])
        .client()
        .execute::<Widgets>(Variables::default())
        .await
        .unwrap();
    assert_eq!(data.shelf.unwrap().label.as_deref(), Some("top"));

    let null = Script::new([Reply::Json(200, json!({ "data": null }))]);
    let error = null
        .client()
        .execute::<Widgets>(Variables::default())
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "`Widgets`: `data` is null, without an error that says why; does the item exist, and may the token read it?"
    );
    let partial = json!({ "data": { "shelf": null }, "errors": [{ "message": "no" }] });
    let error = Script::new([Reply::Json(200, partial)])
        .client()
        .execute::<Widgets>(Variables::default())
        .await
        .unwrap_err();
    assert_eq!(error.to_string(), "`Widgets`: no");
    assert!(error.partial_data::<Widgets>().unwrap().shelf.is_none());
}

#[test]
fn what_cannot_be_sent_is_refused_when_the_client_is_built() {
    let builder =
        || Client::builder("https://api.example.test/graphql").transport(Script::default());
    let elsewhere = |url: &str| Client::builder(url).transport(Script::default());
    for (builder, problem) in [
        (
            elsewhere("api.example.test"),
            "the endpoint is not an absolute URL: relative URL without a base",
        ),
        (
            elsewhere("file:///etc/graphql"),
            "the endpoint's scheme is `file`; use `https`",
        ),
        (
            elsewhere("https://user:pass@api.example.test/"),
            "the endpoint's URL holds credentials; give them with `.bearer_token(..)` or `.header(..)`",
        ),
        (
            builder().bearer_token(""),
            "the bearer token is empty; is the variable set that should hold it?",
        ),
        (
            builder().bearer_token("secret\r\nX-Admin: 1"),
            "the bearer token holds a character that a header cannot carry; does it end with a line break?",
        ),
        (
            builder().header("X-Tenant", "blue\nX-Admin: 1"),
            "the value of header `X-Tenant` holds a character that a header cannot carry",
        ),
        (
            builder().header("X Tenant", "blue"),
            "`X Tenant` is not a header name",
        ),
    ] {
        let error = builder.build().unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Setup { .. }), "{error:?}");
        assert_eq!(error.to_string(), problem);
    }
}

#[cfg(feature = "reqwest")]
#[tokio::test]
async fn a_constructor_that_could_not_work_is_reported_by_the_first_request() {
    for (client, problem) in [
        (
            Client::github(""),
            "the bearer token is empty; is the variable set that should hold it?",
        ),
        (
            Client::github("token").endpoint("sandbox"),
            "the endpoint is not an absolute URL: relative URL without a base",
        ),
        (
            Client::demarches_simplifiees("a\n").endpoint("https://api.example.test"),
            "the bearer token holds a character that a header cannot carry; does it end with a line break?",
        ),
    ] {
        let error = client
            .execute::<Widgets>(Variables::default())
            .await
            .unwrap_err();
        assert_eq!(error.to_string(), format!("`Widgets`: {problem}"));
    }
}

#[cfg(not(feature = "reqwest"))]
#[test]
fn a_client_without_transport_names_the_ways_out() {
    let error = Client::builder("https://api.example.test/graphql")
        .build()
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "the client has no transport; enable the feature `reqwest`, or give one with `.transport(..)`"
    );
}

#[tokio::test]
async fn credentials_never_show() {
    let script = Script::new([Reply::Text(500, "broken")]);
    let builder = Client::builder("https://api.example.test/graphql?key=secret-key")
        .bearer_token("secret-token")
        .header("x-api-key", "secret-header")
        .retry(RetryPolicy::never())
        .transport(script.clone());
    let mut shown = format!("{builder:?}");
    let client = builder.build().unwrap();
    let error = client
        .execute::<Widgets>(Variables::default())
        .await
        .unwrap_err();
    shown += &format!(
        "{client:?} {error} {error:?} {:?}",
        script.requests()[0].headers()
    );
    assert!(!shown.contains("secret"), "{shown}");
    assert_eq!(
        format!("{client:?}"),
        r#"Client { host: Some("api.example.test"), path: "/graphql", profile: "", .. }"#
    );
}
