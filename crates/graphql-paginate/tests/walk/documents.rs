//! Tests of the ways to send a document: as text, by GET, as a hash, or as the id of a stored one.

use graphql_paginate::{ClientBuilder, Paginator};
use http::{Method, Request};
use serde_json::{Value, json};
use url::Url;

use crate::fixture::{ChangeWidgets, Variables, Widgets};
use crate::script::{Reply, Script, last, more};

/// `sha256sum` of `query Widgets { .. }`.
const HASH: &str = "b23e614ecf396144967ab7328e8cbeb1a0f7f904174f6b83cf7130d10a7c367c";

fn refusal(message: &str, code: &str) -> Reply {
    let error = json!({ "message": message, "extensions": { "code": code } });
    Reply::Json(200, json!({ "errors": [error] }))
}

fn not_found() -> Reply {
    refusal("PersistedQueryNotFound", "PERSISTED_QUERY_NOT_FOUND")
}

async fn names(script: &Script, builder: ClientBuilder) -> String {
    let client = builder
        .retry(graphql_paginate::RetryPolicy::never())
        .build()
        .unwrap();
    let variables = Variables {
        number: 7,
        ..Variables::default()
    };
    let items = Paginator::<Widgets>::new(variables).collect(&client).await;
    assert!(!script.requests().is_empty());
    let names: Vec<_> = items.unwrap().into_iter().map(|item| item.name).collect();
    names.join(" ")
}

/// The parameters of a request, of its URL or of its body.
fn parameters(request: &Request<bytes::Bytes>) -> Value {
    if request.method() == Method::POST {
        return serde_json::from_slice(request.body()).unwrap();
    }
    assert!(request.body().is_empty());
    let mut parameters = json!({});
    for (name, value) in Url::parse(&request.uri().to_string())
        .unwrap()
        .query_pairs()
    {
        parameters[name.as_ref()] = match name.as_ref() {
            "variables" | "extensions" => serde_json::from_str(&value).unwrap(),
            _ => json!(value),
        };
    }
    parameters
}

fn sent(script: &Script) -> Vec<(String, Value)> {
    let mut sent = Vec::new();
    for request in script.requests() {
        sent.push((request.method().to_string(), parameters(&request)));
    }
    sent
}

fn persisted() -> Value {
    json!({ "persistedQuery": { "version": 1, "sha256Hash": HASH } })
}

#[tokio::test]
async fn queries_are_sent_by_get_and_mutations_by_post() {
    let script = Script::new([more("a", "c 1&"), last("b"), last("c")]);
    assert_eq!(
        names(&script, script.builder().queries_by_get()).await,
        "a b"
    );
    let client = script.builder().queries_by_get().build().unwrap();
    let changed = client.execute::<ChangeWidgets>(Variables::default());
    changed.await.unwrap();

    let sent = sent(&script);
    for (method, parameters) in &sent[..2] {
        assert_eq!(method, "GET");
        assert_eq!(parameters["query"], "query Widgets { .. }");
        assert_eq!(parameters["operationName"], "Widgets");
        assert_eq!(parameters["variables"]["number"], 7);
    }
    assert_eq!(sent[1].1["variables"]["after"], "c 1&");
    assert_eq!(sent[2].0, "POST");
    let request = &script.requests()[0];
    assert_eq!(request.uri().path(), "/graphql");
    assert!(!request.headers().contains_key("content-type"));
    assert_eq!(request.headers()["authorization"], "Bearer secret-token");
}

#[tokio::test]
async fn a_query_too_long_for_a_url_is_sent_by_post() {
    let long = "c".repeat(8_000);
    let script = Script::new([more("a", &long), last("b")]);
    assert_eq!(
        names(&script, script.builder().queries_by_get()).await,
        "a b"
    );
    let sent = sent(&script);
    assert_eq!((sent[0].0.as_str(), sent[1].0.as_str()), ("GET", "POST"));
    assert_eq!(sent[1].1["query"], "query Widgets { .. }");
    assert_eq!(sent[1].1["variables"]["after"], long);
}

#[tokio::test]
async fn the_text_is_sent_after_an_unknown_hash() {
    let script = Script::new([not_found(), more("a", "c1"), last("b")]);
    let builder = script.builder().persisted_queries();
    assert_eq!(names(&script, builder).await, "a b");
    let sent = sent(&script);
    let hashes: Vec<_> = sent.iter().map(|(_, sent)| &sent["extensions"]).collect();
    assert_eq!(hashes, [&persisted(); 3]);
    let texts: Vec<_> = sent.iter().map(|(_, sent)| sent.get("query")).collect();
    assert_eq!(texts, [None, Some(&json!("query Widgets { .. }")), None]);
    assert_eq!(sent[0].1["variables"], sent[1].1["variables"]);
    assert_eq!(sent[2].1["variables"]["after"], "c1");
}

#[tokio::test]
async fn hashes_are_sent_by_get_and_their_text_by_post() {
    let script = Script::new([not_found(), last("a")]);
    let builder = script.builder().persisted_queries().queries_by_get();
    assert_eq!(names(&script, builder).await, "a");
    let sent = sent(&script);
    assert_eq!((sent[0].0.as_str(), sent[1].0.as_str()), ("GET", "POST"));
    assert_eq!(sent[0].1["extensions"], persisted());
    assert!(sent[0].1.get("query").is_none());
    assert_eq!(sent[1].1["extensions"], persisted());
}

#[tokio::test]
async fn a_server_without_persisted_queries_gets_no_second_hash() {
    let unsupported = refusal(
        "PersistedQueryNotSupported",
        "PERSISTED_QUERY_NOT_SUPPORTED",
    );
    let script = Script::new([unsupported, more("a", "c1"), last("b")]);
    let builder = script.builder().persisted_queries();
    assert_eq!(names(&script, builder).await, "a b");
    for (_, parameters) in &sent(&script)[1..] {
        assert_eq!(parameters["query"], "query Widgets { .. }");
        assert!(parameters.get("extensions").is_none());
    }
}

#[tokio::test]
async fn a_document_that_is_never_known_is_an_error() {
    let script = Script::new([not_found(), not_found()]);
    let builder = script.builder().persisted_queries();
    let client = builder.retry(graphql_paginate::RetryPolicy::never());
    let client = client.build().unwrap();
    let failed = client.execute::<Widgets>(Variables::default()).await;
    let error = failed.unwrap_err();
    assert_eq!(error.graphql_errors()[0].message, "PersistedQueryNotFound");
}

#[tokio::test]
async fn the_id_of_a_stored_document_replaces_its_text() {
    let script = Script::new([more("a", "c1"), last("b"), last("c")]);
    let builder = script.builder().stored_query("Widgets", "widgets-v2");
    assert_eq!(names(&script, builder.clone()).await, "a b");
    let other = builder.build().unwrap();
    let other = other.execute::<ChangeWidgets>(Variables::default());
    other.await.unwrap();
    let sent = sent(&script);
    for (_, parameters) in &sent[..2] {
        assert_eq!(parameters["queryId"], "widgets-v2");
        assert_eq!(parameters["operationName"], "Widgets");
        assert!(parameters.get("query").is_none());
    }
    assert_eq!(sent[1].1["variables"]["after"], "c1");
    assert!(sent[2].1.get("queryId").is_none());
    assert_eq!(sent[2].1["query"], "mutation ChangeWidgets { .. }");
}

#[tokio::test]
async fn a_checkpoint_does_not_depend_on_how_documents_are_sent() {
    let script = Script::new([more("a", "c1"), last("b")]);
    let paginator = Paginator::<Widgets>::new(Variables::default()).max_pages(1);
    let mut pages = paginator.clone().pages(&script.client());
    pages.try_next().await.unwrap();
    let get = script.builder().queries_by_get().build().unwrap();
    let resumed = paginator.resume(pages.checkpoint()).collect(&get).await;
    assert_eq!(resumed.unwrap()[0].name, "b");
    assert_eq!(sent(&script)[1].1["variables"]["after"], "c1");
}
