//! Tests of quotas, which are counted by token and time.

use std::time::Duration;

use graphql_paginate_sandbox::{Clock, Sandbox};
use reqwest::Response;
use serde_json::{Value, json};

use crate::support::data;

const NOW: u64 = 1_704_189_610;

async fn ask(url: &str, token: &str) -> Response {
    let client = reqwest::Client::new();
    let body = json!({ "query": "{ __typename }" });
    client
        .post(url)
        .header("user-agent", "x")
        .bearer_auth(token)
        .json(&body)
        .send()
        .await
        .unwrap()
}

#[tokio::test]
async fn a_token_that_spent_its_points_waits_for_the_next_window() {
    let clock = Clock::stopped_at(NOW);
    let builder = Sandbox::builder()
        .github_quota(2, Duration::from_secs(60))
        .clock(clock.clone());
    let sandbox = builder.start().await.unwrap();
    let url = sandbox.github().url();
    let remaining = async |token: &str| {
        let answer = ask(url, token).await;
        let header = |name: &str| {
            answer.headers()[name]
                .to_str()
                .unwrap()
                .parse::<u64>()
                .unwrap()
        };
        assert_eq!(header("x-ratelimit-limit"), 2);
        assert_eq!(header("x-ratelimit-reset"), NOW + 60);
        let remaining = header("x-ratelimit-remaining");
        let body: Value = answer.json().await.unwrap();
        (
            remaining,
            body["errors"][0]["type"].as_str().map(str::to_owned),
        )
    };
    assert_eq!(remaining("one").await, (1, None));
    assert_eq!(remaining("one").await, (0, None));
    assert_eq!(remaining("one").await, (0, Some("RATE_LIMITED".into())));
    assert_eq!(
        remaining("other").await,
        (1, None),
        "a quota for each token"
    );
    clock.advance(Duration::from_secs(59));
    assert_eq!(
        ask(url, "one").await.json::<Value>().await.unwrap()["errors"][0]["type"],
        "RATE_LIMITED"
    );
    clock.advance(Duration::from_secs(1));
    assert_eq!(
        ask(url, "one").await.headers()["x-ratelimit-remaining"],
        "1"
    );
}

#[tokio::test]
async fn the_field_rate_limit_has_the_quota() {
    let builder = Sandbox::builder()
        .github_quota(9, Duration::from_secs(60))
        .clock(Clock::stopped_at(NOW));
    let sandbox = builder.start().await.unwrap();
    let query = "{ rateLimit { limit used remaining resetAt } }";
    let expected =
        json!({ "limit": 9, "used": 1, "remaining": 8, "resetAt": "2024-01-02T10:01:10Z" });
    assert_eq!(
        data(sandbox.github(), query, Value::Null).await["rateLimit"],
        expected
    );
}

#[tokio::test]
async fn limits_and_tokens_of_the_rest_apis_use_the_clock() {
    let clock = Clock::stopped_at(NOW);
    let builder = Sandbox::builder()
        .jobaffinity_requests_per_minute(1)
        .access_token_lifetime(Duration::from_secs(9));
    let sandbox = builder.clock(clock.clone()).start().await.unwrap();
    let client = reqwest::Client::new();
    let jobs = async || {
        let asked = client.get(format!("{}/restapi/v1/job", sandbox.jobaffinity().origin()));
        asked
            .basic_auth("login", Some("password"))
            .send()
            .await
            .unwrap()
            .status()
            .as_u16()
    };
    assert_eq!([jobs().await, jobs().await], [200, 429]);
    clock.advance(Duration::from_secs(60));
    assert_eq!(jobs().await, 200);

    let origin = sandbox.position_green().origin();
    let form = "grant_type=client_credentials&client_id=one&client_secret=two";
    let issued = client
        .post(format!("{origin}/connect/token"))
        .body(form)
        .send()
        .await
        .unwrap();
    let token: Value = issued.json().await.unwrap();
    let years = async || {
        let asked = client.get(format!("{}/years", sandbox.position_green().url()));
        asked
            .bearer_auth(token["access_token"].as_str().unwrap())
            .send()
            .await
            .unwrap()
            .status()
            .as_u16()
    };
    assert_eq!(years().await, 200);
    clock.advance(Duration::from_secs(9));
    assert_eq!(years().await, 401);
}

#[tokio::test]
async fn demarches_simplifiees_counts_requests_in_each_minute() {
    let clock = Clock::stopped_at(NOW);
    let builder = Sandbox::builder()
        .demarches_simplifiees_requests_per_minute(2)
        .clock(clock.clone());
    let sandbox = builder.start().await.unwrap();
    let url = sandbox.demarches_simplifiees().url();
    let status = async |token: &str| ask(url, token).await.status().as_u16();
    assert_eq!(
        [
            status("one").await,
            status("one").await,
            status("one").await
        ],
        [200, 200, 429]
    );
    assert_eq!(status("ONE").await, 429, "case does not make another token");
    assert_eq!(status("other").await, 200);
    for _ in 0..3 {
        let refused = reqwest::Client::new()
            .post(url)
            .json(&json!({ "query": "{ __typename }" }))
            .send()
            .await;
        assert_eq!(
            refused.unwrap().status(),
            403,
            "without a token nothing is counted"
        );
    }
    clock.advance(Duration::from_secs(50));
    assert_eq!(status("one").await, 200, "10:01:00 is the next minute");
}
