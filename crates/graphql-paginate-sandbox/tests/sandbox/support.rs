//! Helpers for plain HTTP requests, without the client of this project.

use graphql_paginate_sandbox::{Endpoint, Sandbox};
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};

thread_local! {
    /// A client for each test, because its connections belong to the runtime of the test.
    static CLIENT: Client = Client::new();
}

/// A complete response.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) body: Value,
}

/// A request with valid credentials and no body.
pub(crate) fn request(endpoint: &Endpoint) -> RequestBuilder {
    let client = CLIENT.with(Client::clone);
    client
        .post(endpoint.url())
        .header("user-agent", "sandbox tests")
        .bearer_auth(Sandbox::TOKEN)
}

pub(crate) async fn answer(request: RequestBuilder) -> Answer {
    let response = request.send().await.expect("the sandbox answers");
    read(response).await
}

pub(crate) async fn read(response: Response) -> Answer {
    let status = response.status();
    let text = response.text().await.expect("the body arrives whole");
    let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
    Answer { status, body }
}

/// The body of the response to a query. Checks that the status is 200.
pub(crate) async fn post(endpoint: &Endpoint, query: &str, variables: Value) -> Value {
    let body = json!({ "query": query, "variables": variables });
    let answer = answer(request(endpoint).json(&body)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.body
}

/// The data of the response to a query that must succeed.
pub(crate) async fn data(endpoint: &Endpoint, query: &str, variables: Value) -> Value {
    let mut body = post(endpoint, query, variables).await;
    assert!(body.get("errors").is_none(), "{query}\n{body:#}");
    body["data"].take()
}

/// The numbers in the list at `pointer`.
pub(crate) fn numbers(value: &Value, pointer: &str) -> Vec<i64> {
    let items = value
        .pointer(pointer)
        .and_then(Value::as_array)
        .expect("a list of numbered items");
    items
        .iter()
        .map(|item| item["number"].as_i64().expect("a number"))
        .collect()
}
