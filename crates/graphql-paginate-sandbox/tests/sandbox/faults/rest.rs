//! Tests of faults of the REST APIs, in HTTP and in pages.

use graphql_paginate_sandbox::{Endpoint, Fault, Faults, Sandbox};
use reqwest::Response;
use serde_json::Value;

async fn get(endpoint: &Endpoint, target: &str) -> Response {
    let client = reqwest::Client::new();
    client
        .get(format!("{}{target}", endpoint.origin()))
        .basic_auth("login", Some("password"))
        .send()
        .await
        .unwrap()
}

async fn jobs(sandbox: &Sandbox, query: &str) -> Value {
    get(sandbox.jobaffinity(), &format!("/restapi/v1/job{query}"))
        .await
        .json()
        .await
        .unwrap()
}

#[tokio::test]
async fn statuses_sizes_and_restarts() {
    let sandbox = Sandbox::start().await.unwrap();
    let first = jobs(&sandbox, "?limit=2").await;
    let next = first["_next"]
        .as_str()
        .unwrap()
        .split_once('?')
        .unwrap()
        .1
        .to_owned();
    let second = jobs(&sandbox, &format!("?{next}")).await;
    assert_ne!(first["items"], second["items"]);

    let faults = Faults::new()
        .above_page_size(2, Fault::html_page(504))
        .when(|asked| asked.cursor.is_some(), Fault::restarted_list());
    sandbox.jobaffinity().script(faults);
    assert_eq!(
        get(sandbox.jobaffinity(), "/restapi/v1/job?limit=3")
            .await
            .status(),
        504
    );
    assert_eq!(
        jobs(&sandbox, &format!("?{next}")).await["items"],
        first["items"]
    );
}

#[tokio::test]
async fn null_items_and_rewritten_links() {
    let sandbox = Sandbox::start().await.unwrap();
    let faults = Faults::new()
        .on_request(1, Fault::null_nodes(&[1]))
        .on_request(
            2,
            Fault::rewrite(|body| body["_next"] = "https://elsewhere.example/job".into()),
        );
    sandbox.jobaffinity().script(faults);
    let found = jobs(&sandbox, "?limit=3").await;
    let nulls: Vec<_> = found["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(Value::is_null)
        .collect();
    assert_eq!(nulls, [false, true, false]);
    assert_eq!(
        jobs(&sandbox, "?limit=3").await["_next"],
        "https://elsewhere.example/job"
    );
}
