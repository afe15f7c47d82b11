//! Requests of a client, the settings it refuses, and its errors.

use graphql_paginate::{Client, ClientBuilder, ErrorKind, Profile, RetryPolicy, Secret};
use serde_json::{Value, json};

use crate::fixture::{ChangeWidgets, Variables, Widgets};
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
fn invalid_settings_are_refused_when_the_client_is_built() {
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
fn a_client_without_transport_is_an_error_with_the_fixes() {
    let error = Client::builder("https://api.example.test/graphql")
        .build()
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "the client has no transport; enable the feature `reqwest`, or give one with `.transport(..)`"
    );
}

#[tokio::test]
async fn credentials_are_never_printed() {
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

#[test]
fn credentials_over_http_to_another_machine_are_refused_unless_allowed() {
    let elsewhere = || Client::builder("http://api.example.test/").transport(Script::default());
    let refused = "credentials would go to `api.example.test` unencrypted; use `https`, or `allow_insecure_http` in a network that you trust";
    for builder in [
        elsewhere().bearer_token("secret-token"),
        elsewhere().basic_auth("login", "password"),
        elsewhere().header("X-Api-Key", "secret-key"),
        Client::builder("https://api.example.test/")
            .transport(Script::default())
            .client_credentials("http://api.example.test/token", "id", "secret"),
    ] {
        assert_eq!(builder.clone().build().unwrap_err().to_string(), refused);
        builder.allow_insecure_http().build().unwrap();
    }
    elsewhere().build().expect("no credentials");
    elsewhere()
        .header("X-Tenant", "blue")
        .build()
        .expect("no credentials");
    for loopback in [
        "http://localhost:1/",
        "http://127.8.9.1/",
        "http://[::1]:80/",
        "http://[::ffff:127.0.0.1]/",
        "http://api.localhost/",
    ] {
        let builder = Client::builder(loopback).transport(Script::default());
        builder.bearer_token("secret-token").build().unwrap();
    }
    for outside in [
        "http://localhost.example.test/",
        "http://10.0.0.1/",
        "http://127.0.0.1.example.test/",
    ] {
        let builder = Client::builder(outside).transport(Script::default());
        builder.bearer_token("secret-token").build().unwrap_err();
    }
}

#[tokio::test]
async fn a_client_moved_to_an_unencrypted_endpoint_sends_nothing() {
    let script = Script::default();
    let client = script.builder().build().unwrap();
    let error = client
        .endpoint("http://api.example.test/")
        .execute::<Widgets>(Variables::default())
        .await
        .unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Setup { .. }), "{error:?}");
    assert_eq!(script.requests().len(), 0);
}

#[tokio::test]
async fn presets_take_further_settings() {
    for (builder, host, profile) in [
        (
            ClientBuilder::github("secret-token"),
            "api.github.com",
            Profile::github(),
        ),
        (
            ClientBuilder::demarches_simplifiees(Secret::from("secret-token")),
            "demarche.numerique.gouv.fr",
            Profile::demarches_simplifiees(),
        ),
    ] {
        let script = Script::new([last("a")]);
        let client = builder
            .header("X-Tenant", "blue")
            .transport(script.clone())
            .build()
            .unwrap();
        client
            .execute::<Widgets>(Variables::default())
            .await
            .unwrap();
        let request = &script.requests()[0];
        assert_eq!(request.uri().host(), Some(host));
        assert_eq!(request.headers()["authorization"], "Bearer secret-token");
        assert_eq!(request.headers()["x-tenant"], "blue");
        assert_eq!(client.profile(), profile);
    }
}

#[tokio::test]
async fn errors_state_whether_and_when_to_retry() {
    let never = RetryPolicy::never;
    for (reply, is_throttled, is_retryable) in [
        (
            Reply::Text(429, "").with([("retry-after", "60")]),
            true,
            true,
        ),
        (Reply::Text(503, "busy"), false, true),
        (Reply::Cut, false, true),
        (Reply::TimedOut, false, true),
        (Reply::Unreachable, false, true),
        (Reply::Text(404, "no"), false, false),
        (
            Reply::Json(200, json!({ "errors": [{ "message": "no" }] })),
            false,
            false,
        ),
        (
            Reply::Json(200, json!({ "data": { "shelf": 1 } })),
            false,
            false,
        ),
    ] {
        let script = Script::new([reply]);
        let client = script.builder().retry(never()).build().unwrap();
        let error = client
            .execute::<Widgets>(Variables::default())
            .await
            .unwrap_err();
        assert_eq!(
            (error.is_throttled(), error.is_retryable()),
            (is_throttled, is_retryable),
            "{error:?}"
        );
        assert_eq!(error.retry_after().is_some(), is_throttled, "{error:?}");
    }

    let mutation = Script::new([Reply::Cut]);
    let error = mutation
        .builder()
        .retry(never())
        .build()
        .unwrap()
        .execute::<ChangeWidgets>(Variables::default())
        .await
        .unwrap_err();
    assert!(!error.is_retryable(), "it may have taken effect");
}

#[test]
fn a_wait_needs_no_tokio_runtime() {
    let mut policy = RetryPolicy::default();
    policy.min_delay = std::time::Duration::from_millis(1);
    policy.max_delay = policy.min_delay;
    let client = || {
        let script = Script::new([Reply::Cut, last("a")]);
        script.builder().retry(policy.clone()).build().unwrap()
    };
    let run = async |client: graphql_paginate::Client| {
        client.execute::<Widgets>(Variables::default()).await
    };
    futures::executor::block_on(run(client())).unwrap();
    let without_timer = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    without_timer.block_on(run(client())).unwrap();
}
