//! Tests of retries: which requests are sent again, how often, and after which delay.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use graphql_paginate::{Paginator, RetryPolicy, Transport, TransportFuture};
use serde_json::json;

use crate::clock::VirtualClock;
use crate::fixture::{ChangeWidgets, Variables, Widgets};
use crate::script::{Reply, Run, Script, last, more, page, retry_policy, run};

pub(crate) const BAD_GATEWAY: Reply =
    Reply::Text(502, "<html><title>502 Bad Gateway</title></html>");

const BUSY: Reply = Reply::Text(503, "busy");

/// A walk of two pages, with failures before the second one.
pub(crate) async fn check(failures: Vec<Reply>, sizes: &[i64], waits: &[u64]) {
    let count = failures.len();
    let mut replies = vec![more("a", "c1")];
    replies.extend(failures);
    replies.push(last("b"));
    let cursors = format!("-{}", " c1".repeat(count + 1));
    let expected = Run {
        names: "a b".into(),
        cursors,
        sizes: sizes.to_vec(),
        waits: waits.to_vec(),
        error: String::new(),
    };
    assert_eq!(run(replies, |paginator| paginator).await, expected);
}

#[tokio::test]
async fn a_single_502_is_retried_at_the_same_size() {
    check(vec![BAD_GATEWAY], &[100, 100, 100], &[1]).await;
}

#[tokio::test]
async fn broken_responses_are_retried() {
    check(vec![Reply::Cut], &[100, 100, 100], &[1]).await;
    check(
        vec![Reply::Text(200, r#"{"data":{"shelf":{"widgets""#)],
        &[100, 100, 100],
        &[1],
    )
    .await;
    check(vec![Reply::Text(200, "")], &[100, 100, 100], &[1]).await;
}

#[tokio::test]
async fn delays_double_until_the_retry_budget_is_used_up() {
    check(vec![BUSY; 5], &[100; 7], &[1, 2, 4, 8, 16]).await;

    let mut replies = vec![more("a", "c1")];
    replies.extend(vec![BUSY; 6]);
    let walked = run(replies, |paginator| paginator).await;
    assert_eq!(walked.waits, [1, 2, 4, 8, 16]);
    assert_eq!(
        walked.error,
        "`Widgets`, page 2 at cursor `c1`: the server answered 503 Service Unavailable with the body `busy` (after 6 attempts)"
    );
}

#[tokio::test]
async fn each_page_has_its_own_retry_count() {
    let failing = |reply: Reply| std::iter::repeat_n(BUSY, 5).chain([reply]);
    let pages = [more("a", "c1"), more("b", "c2"), last("c")];
    let walked = run(pages.into_iter().flat_map(failing), |paginator| paginator).await;
    assert_eq!(
        (walked.names.as_str(), walked.error.as_str()),
        ("a b c", "")
    );
    assert_eq!(walked.waits, [1, 2, 4, 8, 16].repeat(3));
}

#[tokio::test]
async fn refusals_are_not_retried() {
    for status in [400, 401, 403, 404, 405, 410, 422, 501] {
        let refusal = Reply::Json(status, json!({ "message": "no" }));
        let walked = run([more("a", "c1"), refusal], |paginator| paginator).await;
        assert_eq!(
            (walked.cursors.as_str(), walked.waits.len()),
            ("- c1", 0),
            "{status}"
        );
        assert!(!walked.error.is_empty());
    }
    for foreign in [
        Reply::Text(200, "<html>Explorer"),
        Reply::Json(200, json!({ "data": { "shelf": 5 } })),
    ] {
        assert_eq!(
            run([foreign], |paginator| paginator).await.cursors,
            "-",
            "another server's answer"
        );
    }
}

/// A list of 25,000 items on a server that randomly answers 502.
#[derive(Clone)]
struct Flaky {
    state: Arc<Mutex<u64>>,
    requests: Arc<AtomicU64>,
    failures_in_1000: u64,
}

impl Transport for Flaky {
    fn send(&self, request: http::Request<bytes::Bytes>) -> TransportFuture<'_> {
        let state = &mut *self.state.lock().unwrap();
        *state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        self.requests.fetch_add(1, Ordering::Relaxed);
        let reply = if (*state >> 33) % 1000 < self.failures_in_1000 {
            BAD_GATEWAY
        } else {
            let body: serde_json::Value = serde_json::from_slice(request.body()).unwrap();
            let size = body["variables"]["first"].as_u64().unwrap();
            let after = body["variables"]["after"].as_str().unwrap_or("0");
            let start: u64 = after.parse().unwrap();
            let end = (start + size).min(25_000);
            let names: Vec<_> = (start..end).map(|item| item.to_string()).collect();
            page(
                &names.join(" "),
                json!({ "hasNextPage": end < 25_000, "endCursor": end.to_string() }),
            )
        };
        Box::pin(std::future::ready(reply.response()))
    }
}

#[tokio::test]
async fn random_502s_add_less_than_half_of_the_requests() {
    for failures_in_1000 in [10, 30] {
        for seed in 1..=2 {
            let server = Flaky {
                state: Arc::new(Mutex::new(seed)),
                requests: Arc::default(),
                failures_in_1000,
            };
            let client = Script::default()
                .builder()
                .transport(server.clone())
                .retry(retry_policy())
                .clock(VirtualClock::default())
                .build()
                .unwrap();
            let items = Paginator::<Widgets>::new(Variables::default())
                .page_size(50)
                .collect(&client)
                .await
                .unwrap();
            let requests = server.requests.load(Ordering::Relaxed);
            assert_eq!(items.len(), 25_000);
            assert!(
                requests < 750,
                "{requests} requests at {failures_in_1000} in 1000"
            );
        }
    }
}

#[tokio::test]
async fn execute_retries_a_query_but_not_a_mutation() {
    let clock = VirtualClock::default();
    let script = Script::new([BUSY, last("a")]);
    script
        .patient_client(&clock)
        .execute::<Widgets>(Variables::default())
        .await
        .unwrap();
    assert_eq!(script.requests().len(), 2);

    for unsafe_to_repeat in [BUSY, Reply::Cut, Reply::TimedOut] {
        let script = Script::new([unsafe_to_repeat]);
        script
            .patient_client(&clock)
            .execute::<ChangeWidgets>(Variables::default())
            .await
            .unwrap_err();
        assert_eq!(script.requests().len(), 1);
    }
    for not_acted_on in [Reply::Text(429, "slow down"), Reply::Unreachable] {
        let script = Script::new([not_acted_on, last("a")]);
        script
            .patient_client(&clock)
            .execute::<ChangeWidgets>(Variables::default())
            .await
            .unwrap();
        assert_eq!(script.requests().len(), 2);
    }
}

#[tokio::test]
async fn a_throttled_mutation_that_may_have_taken_effect_is_not_repeated() {
    let limited = |data: serde_json::Value| {
        let errors = json!([{ "message": "slow down", "extensions": { "code": "RATE_LIMITED" } }]);
        Reply::Json(200, json!({ "data": data, "errors": errors }))
    };
    // The error of the second field makes all data null, after the first one was executed.
    let limited_field = |data: serde_json::Value| {
        let error = json!({ "message": "slow down", "path": ["other"], "extensions": { "code": "RATE_LIMITED" } });
        Reply::Json(200, json!({ "data": data, "errors": [error] }))
    };
    let clock = VirtualClock::default();
    let execute = async |script: &Script| {
        let client = script.patient_client(&clock);
        client.execute::<ChangeWidgets>(Variables::default()).await
    };
    let shelf = json!({ "label": "top" });
    for partly_done in [
        limited(json!({ "shelf": shelf, "other": null })),
        limited_field(json!(null)),
        limited_field(json!({ "shelf": null, "other": null })),
        Reply::Text(503, "busy").with([("retry-after", "3")]),
    ] {
        let script = Script::new([partly_done]);
        let error = execute(&script).await.unwrap_err();
        assert!(error.is_throttled() && !error.is_retryable(), "{error:?}");
    }
    for refused in [
        limited(json!({ "shelf": null })),
        limited(json!(null)),
        Reply::Text(429, "slow down"),
        Reply::Json(
            403,
            json!({ "message": "You have exceeded a secondary rate limit." }),
        ),
    ] {
        let script = Script::new([refused, last("a")]);
        execute(&script).await.unwrap();
        assert_eq!(script.requests().len(), 2);
    }
}

#[tokio::test]
async fn the_policy_never_sends_one_request() {
    let script = Script::new([BAD_GATEWAY]);
    let client = script
        .builder()
        .retry(RetryPolicy::never())
        .build()
        .unwrap();
    let error = Paginator::<Widgets>::new(Variables::default())
        .collect(&client)
        .await
        .unwrap_err();
    assert_eq!((error.attempts(), script.requests().len()), (1, 1));
}
