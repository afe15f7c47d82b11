//! Tests of settings: in any order, equal in every mode, and refused if they would have no effect.

use graphql_paginate::{BothEnds, CompletesNested, Concurrent, Error, ErrorKind, Paginator};
use serde_json::{Value, json};

use crate::fixture::{Variables, Widgets};
use crate::script::{Reply, Script, last, more, page};

impl Concurrent for Widgets {}

impl CompletesNested for Widgets {}

fn paginator() -> Paginator<Widgets> {
    Paginator::new(Variables::default())
}

/// A list that fits one page, from either end.
fn whole() -> Reply {
    page(
        "a b",
        json!({ "hasNextPage": false, "hasPreviousPage": false }),
    )
}

async fn requests(both_ends: BothEnds<Widgets>) -> Vec<Value> {
    let script = Script::new([whole(), whole()]);
    let items = both_ends.collect(&script.client()).await.unwrap();
    assert_eq!(items.len(), 2);
    script.variables()
}

#[tokio::test]
async fn settings_before_and_after_the_mode_are_the_same() {
    let before = paginator().page_size(2).max_items(2).both_ends();
    let after = paginator().both_ends().max_items(2).page_size(2);
    let before = requests(before).await;
    assert_eq!(before, requests(after).await);
    assert_eq!(before[0]["first"], 2);
}

#[tokio::test]
async fn the_order_of_nested_completion_and_both_ends_does_not_matter() {
    let one = paginator().complete_nested().batch(2).both_ends();
    let other = paginator().both_ends().batch(2).complete_nested();
    assert_eq!(requests(one).await, requests(other).await);
}

fn assert_refused(error: &Error, text: &str, script: &Script) {
    assert!(matches!(error.kind(), ErrorKind::Setup { .. }), "{error:?}");
    assert_eq!(error.to_string(), format!("`Widgets`: {text}"));
    assert_eq!(script.requests().len(), 0);
}

#[tokio::test]
async fn nested_settings_without_completion_are_refused() {
    let script = Script::new([]);
    let text = "`concurrency`, `batch`, `max_nested_pages` and `nested_page_size` are settings of a nested completion; add `complete_nested()`";
    let error = paginator().batch(20).collect(&script.client()).await;
    assert_refused(&error.unwrap_err(), text, &script);
    let both_ends = paginator().both_ends().concurrency(8);
    let error = both_ends.collect(&script.client()).await;
    assert_refused(&error.unwrap_err(), text, &script);
}

#[tokio::test]
async fn edges_with_completed_nodes_are_refused() {
    let script = Script::new([]);
    let edges = paginator().complete_nested().edges(&script.client());
    let error = edges.try_collect::<Vec<_>>().await.unwrap_err();
    let text = "the nodes of edges cannot be completed; walk `items` instead of `edges`, or omit `complete_nested`";
    assert_refused(&error, text, &script);
}

#[tokio::test]
async fn headers_of_a_walk_are_sent_with_its_requests_only() {
    let script = Script::new([more("a", "c1"), last("b"), last("c")]);
    let client = script.builder().header("X-Tenant", "blue");
    let client = client.build().unwrap();
    let walk = paginator()
        .header("X-Tenant", "red")
        .header("X-Feature", "one")
        .header("X-Feature", "two")
        .header("Accept", "application/graphql-response+json");
    walk.collect(&client).await.unwrap();
    paginator().collect(&client).await.unwrap();

    let requests = script.requests();
    for request in &requests[..2] {
        let headers = request.headers();
        assert_eq!(headers["x-tenant"], "red");
        assert_eq!(headers["accept"], "application/graphql-response+json");
        assert_eq!(headers["authorization"], "Bearer secret-token");
        let features: Vec<_> = headers.get_all("x-feature").iter().collect();
        assert_eq!(features, ["one", "two"]);
    }
    let headers = requests[2].headers();
    assert_eq!(headers["x-tenant"], "blue");
    assert_eq!(headers["accept"], "application/json");
    assert!(!headers.contains_key("x-feature"));
}

#[tokio::test]
async fn headers_of_a_walk_from_both_ends_are_sent_for_each_end() {
    let script = Script::new([whole(), whole()]);
    let walk = paginator().both_ends().header("X-Tenant", "red");
    walk.collect(&script.client()).await.unwrap();
    let requests = script.requests();
    assert!(!requests.is_empty());
    for request in requests {
        assert_eq!(request.headers()["x-tenant"], "red");
    }
}

#[tokio::test]
async fn the_value_of_a_header_is_never_printed() {
    let walk = paginator().header("X-Session", "tenant-session-1");
    assert!(!format!("{walk:?}").contains("tenant-session-1"));
    let echo = json!({ "errors": [{ "message": "bad: tenant-session-1 secret-token" }] });
    let script = Script::new([Reply::Json(200, echo)]);
    let error = walk.collect(&script.client()).await.unwrap_err();
    let shown = format!("{error} {error:?} {:?}", error.body_excerpt());
    assert!(shown.contains("bad: [masked] [masked]"), "{shown}");
    assert!(!shown.contains("tenant-session-1") && !shown.contains("secret-token"));
}

#[tokio::test]
async fn headers_that_cannot_be_sent_are_refused() {
    let script = Script::new([]);
    let refused = [
        (
            "X-Tenant",
            "red\n",
            "the header `X-Tenant` cannot be sent; use visible ASCII",
        ),
        (
            "X Tenant",
            "red",
            "the header `X Tenant` cannot be sent; use visible ASCII",
        ),
        (
            "Authorization",
            "Bearer other",
            "the header `authorization` belongs to the client, which counts quotas by token; make a client for each token",
        ),
    ];
    for (name, value, text) in refused {
        let walk = paginator().header(name, value);
        let error = walk.collect(&script.client()).await.unwrap_err();
        assert_refused(&error, text, &script);
    }
}

#[tokio::test]
async fn a_credential_in_a_header_is_not_sent_unencrypted() {
    let script = Script::new([]);
    let client = graphql_paginate::Client::builder("http://api.example.test/graphql");
    let client = client.transport(script.clone()).build().unwrap();
    let walk = paginator().header("X-Api-Key", "0123456789");
    let error = walk.collect(&client).await.unwrap_err();
    let text = "credentials would go to `api.example.test` unencrypted; use `https`, or `allow_insecure_http` in a network that you trust";
    assert_refused(&error, text, &script);
}
