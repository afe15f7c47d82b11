//! Tests of throttling in every form, on a stopped clock.

use std::time::Duration;

use graphql_paginate_sandbox::{Clock, Fault, Faults, Sandbox, Throttle};
use reqwest::Response;
use serde_json::{Value, json};

use super::PULL_REQUESTS;
use crate::support::request;

/// 2024-01-02T10:00:10Z.
const NOW: u64 = 1_704_189_610;

async fn send(sandbox: &Sandbox) -> Response {
    let body = json!({ "query": PULL_REQUESTS, "variables": { "first": 1 } });
    request(sandbox.github()).json(&body).send().await.unwrap()
}

async fn throttled(throttle: Throttle) -> Response {
    let faults = Faults::new().on_request(1, Fault::throttled(throttle));
    let sandbox = Sandbox::builder()
        .github_faults(faults)
        .clock(Clock::stopped_at(NOW))
        .start()
        .await
        .unwrap();
    let refused = send(&sandbox).await;
    let next = send(&sandbox).await;
    assert!(
        next.json::<Value>().await.unwrap()["data"].is_object(),
        "the next request is answered"
    );
    refused
}

fn header<'a>(response: &'a Response, name: &str) -> Option<&'a str> {
    Some(response.headers().get(name)?.to_str().unwrap())
}

#[tokio::test]
async fn retry_after_in_seconds_and_as_a_date() {
    let refused = throttled(Throttle::retry_after_seconds(Duration::from_millis(1_500))).await;
    assert_eq!(
        (refused.status().as_u16(), header(&refused, "retry-after")),
        (429, Some("2"))
    );
    let refused =
        throttled(Throttle::retry_after_date(Duration::from_secs(30)).with_status(403)).await;
    assert_eq!(refused.status(), 403);
    assert_eq!(
        header(&refused, "retry-after"),
        Some("Tue, 02 Jan 2024 10:00:40 GMT")
    );
}

#[tokio::test]
async fn demarches_simplifiees_names_the_next_minute() {
    let refused = throttled(Throttle::demarches_simplifiees()).await;
    assert_eq!(refused.status(), 429);
    assert_eq!(header(&refused, "ratelimit-remaining"), Some("0"));
    assert_eq!(header(&refused, "ratelimit-reset"), Some("1704189660"));
    assert_eq!(
        (
            header(&refused, "retry-after"),
            header(&refused, "content-type")
        ),
        (None, None)
    );
    let text = refused.text().await.unwrap();
    let lines: Vec<_> = text.lines().collect();
    assert!(
        lines[0].starts_with("Calme toi, cowboy !") && lines[1].starts_with("Calm down, cowboy!"),
        "{text}"
    );
}

#[tokio::test]
async fn the_primary_limit_of_github_in_both_forms() {
    let wait = Duration::from_secs(30);
    let wordings = [
        (Throttle::github_primary(wait), "RATE_LIMITED", Value::Null),
        (
            Throttle::newer_github_primary(wait),
            "RATE_LIMIT",
            json!("graphql_rate_limit"),
        ),
    ];
    for (throttle, kind, code) in wordings {
        let refused = throttled(throttle).await;
        assert_eq!(refused.status(), 200);
        assert_eq!(header(&refused, "x-ratelimit-remaining"), Some("0"));
        assert_eq!(header(&refused, "x-ratelimit-reset"), Some("1704189640"));
        assert_eq!(header(&refused, "retry-after"), None);
        let body: Value = refused.json().await.unwrap();
        assert_eq!(
            (&body["errors"][0]["type"], &body["errors"][0]["code"]),
            (&json!(kind), &code)
        );
        assert!(body.get("data").is_none());
    }
}

#[tokio::test]
async fn the_secondary_limit_of_github_with_and_without_a_wait() {
    let refused = throttled(Throttle::github_secondary()).await;
    assert_eq!(refused.status(), 403);
    assert_eq!(
        (
            header(&refused, "retry-after"),
            header(&refused, "x-ratelimit-remaining")
        ),
        (None, None)
    );
    let body: Value = refused.json().await.unwrap();
    assert!(
        body["message"]
            .as_str()
            .unwrap()
            .starts_with("You have exceeded a secondary rate limit.")
    );

    let throttle = Throttle::github_secondary()
        .retry_after(Duration::from_secs(2))
        .with_status(200);
    let refused = throttled(throttle).await;
    assert_eq!(
        (refused.status().as_u16(), header(&refused, "retry-after")),
        (200, Some("2"))
    );
}

#[tokio::test]
async fn responses_have_the_date_of_the_sandbox_clock() {
    let clock = Clock::stopped_at(NOW);
    let sandbox = Sandbox::builder()
        .clock(clock.clone())
        .start()
        .await
        .unwrap();
    assert_eq!(
        header(&send(&sandbox).await, "date"),
        Some("Tue, 02 Jan 2024 10:00:10 GMT")
    );
    clock.advance(Duration::from_secs(51));
    assert_eq!(
        header(&send(&sandbox).await, "date"),
        Some("Tue, 02 Jan 2024 10:01:01 GMT")
    );
}

#[tokio::test]
async fn an_enforced_throttle_refuses_until_the_end_of_the_wait() {
    let clock = Clock::stopped_at(NOW);
    let throttle = Throttle::retry_after_seconds(Duration::from_secs(30)).enforced();
    let faults = Faults::new().on_request(1, Fault::throttled(throttle));
    let sandbox = Sandbox::builder()
        .github_faults(faults)
        .clock(clock.clone())
        .start()
        .await
        .unwrap();
    let mut told = vec![];
    for passed in [0, 10, 19, 1] {
        clock.advance(Duration::from_secs(passed));
        let answer = send(&sandbox).await;
        told.push((
            answer.status().as_u16(),
            header(&answer, "retry-after").map(str::to_owned),
        ));
    }
    let expected = [
        (429, Some("30")),
        (429, Some("20")),
        (429, Some("1")),
        (200, None),
    ];
    assert_eq!(
        told,
        expected.map(|(status, left)| (status, left.map(str::to_owned)))
    );
}
