//! Tests of the rules that select the requests with faults.

use graphql_paginate_sandbox::{Endpoint, Fault, Faults, Sandbox};
use serde_json::{Value, json};

use super::PULL_REQUESTS;
use crate::support::{answer, request};

async fn status(api: &Endpoint, variables: Value) -> u16 {
    let body = json!({ "query": PULL_REQUESTS, "variables": variables });
    answer(request(api).json(&body)).await.status.as_u16()
}

async fn check(faults: Faults, expected: &[u16]) {
    let sandbox = Sandbox::builder()
        .github_faults(faults.clone())
        .start()
        .await
        .unwrap();
    let mut found = vec![];
    for _ in expected {
        found.push(status(sandbox.github(), json!({ "first": 1 })).await);
    }
    assert_eq!(found, expected, "{faults:?}");
}

#[tokio::test]
async fn faults_by_number_of_request() {
    let fault = || Fault::status(500);
    check(Faults::new().on_request(2, fault()), &[200, 500, 200]).await;
    check(
        Faults::new().on_requests(2..=3, fault()),
        &[200, 500, 500, 200],
    )
    .await;
    check(
        Faults::new().on_requests(3.., fault()),
        &[200, 200, 500, 500],
    )
    .await;
    check(Faults::new().every(2, fault()), &[200, 500, 200, 500]).await;
    check(Faults::new().every(0, fault()), &[200, 200]).await;
    check(Faults::new().always(fault()), &[500, 500]).await;
    check(Faults::new().always(fault()).times(2), &[500, 500, 200]).await;
}

#[tokio::test]
async fn the_first_matching_rule_applies() {
    let faults = Faults::new()
        .on_request(2, Fault::status(502))
        .every(2, Fault::status(500))
        .times(1);
    check(faults, &[200, 502, 200, 500, 200, 200]).await;
}

#[tokio::test]
async fn scattered_faults_hit_the_same_requests_in_every_run() {
    let mut runs = vec![];
    for _ in 0..2 {
        let faults = Faults::new().scattered(20, 7, Fault::status(500));
        let sandbox = Sandbox::builder()
            .github_faults(faults)
            .start()
            .await
            .unwrap();
        let mut failed = vec![];
        for number in 1..=200 {
            if status(sandbox.github(), json!({ "first": 1 })).await == 500 {
                failed.push(number);
            }
        }
        runs.push(failed);
    }
    assert_eq!(runs[0], runs[1]);
    assert!((20..=60).contains(&runs[0].len()), "{:?}", runs[0]);
}

#[tokio::test]
async fn pages_above_a_size_fail() {
    let faults = Faults::new().above_page_size(25, Fault::timeout());
    let sandbox = Sandbox::builder()
        .github_faults(faults)
        .start()
        .await
        .unwrap();
    let cases = [
        (json!({ "first": 100 }), 502),
        (json!({ "first": 26 }), 502),
        (json!({ "first": 25 }), 200),
        (json!({ "last": 26 }), 502),
        (json!({ "last": 1 }), 200),
    ];
    for (variables, expected) in cases {
        assert_eq!(
            status(sandbox.github(), variables.clone()).await,
            expected,
            "{variables}"
        );
    }
}

#[tokio::test]
async fn nested_sizes_count_as_their_product() {
    let faults = Faults::new().above_nodes(210, Fault::timeout());
    let sandbox = Sandbox::builder()
        .github_faults(faults)
        .start()
        .await
        .unwrap();
    let query = "query ($outer: Int, $inner: Int) { repository(owner: \"o\", name: \"r\") { pullRequests(first: $outer) \
                 { nodes { reviews(first: $inner) { nodes { id } } } } } }";
    for (outer, inner, expected) in [(10, 20, 200), (10, 21, 502), (11, 20, 502), (100, 1, 200)] {
        let body = json!({ "query": query, "variables": { "outer": outer, "inner": inner } });
        let found = answer(request(sandbox.github()).json(&body)).await.status;
        assert_eq!(found, expected, "{outer} with {inner} each");
    }
}

#[tokio::test]
async fn custom_conditions_receive_the_request() {
    let faults = Faults::new()
        .when(
            |asked| asked.cursor.as_deref() == Some("x") && asked.backward,
            Fault::status(500),
        )
        .when(
            |asked| asked.json()["variables"]["first"] == 7,
            Fault::status(501),
        )
        .when(
            |asked| asked.headers.contains_key("x-fail"),
            Fault::status(502),
        );
    let sandbox = Sandbox::builder()
        .github_faults(faults)
        .start()
        .await
        .unwrap();
    let api = sandbox.github();
    assert_eq!(status(api, json!({ "last": 1, "before": "x" })).await, 500);
    assert_eq!(status(api, json!({ "first": 1, "after": "x" })).await, 200);
    assert_eq!(status(api, json!({ "first": 7 })).await, 501);
    let body = json!({ "query": "{ viewer { login } }" });
    assert_eq!(
        answer(request(api).header("x-fail", "1").json(&body))
            .await
            .status,
        502
    );
}

#[tokio::test]
async fn a_script_can_be_replaced_while_the_sandbox_runs() {
    let sandbox = Sandbox::start().await.unwrap();
    let api = sandbox.demarches_simplifiees();
    let ask = async || {
        let body = json!({ "query": "{ demarche(number: 1) { number } }" });
        answer(request(api).json(&body)).await.status.as_u16()
    };
    assert_eq!(ask().await, 200);
    api.script(Faults::new().on_request(1, Fault::status(500)));
    assert_eq!(
        (ask().await, ask().await),
        (500, 200),
        "numbered from 1 again"
    );
    api.script(Faults::new().always(Fault::status(500)));
    assert_eq!(ask().await, 500);
    api.script(Faults::new());
    assert_eq!(ask().await, 200);
    assert_eq!(api.requests().len(), 5);
}
