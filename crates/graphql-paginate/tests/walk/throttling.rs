//! Tests of throttling: how long a walk waits for an API, and when it gives up.

use std::time::Duration;

use futures::FutureExt;
use graphql_paginate::{Clock, Error, ErrorKind, Paginator, SleepFuture, WaitReason};
use serde_json::json;

use crate::clock::VirtualClock;
use crate::fixture::{Variables, Widgets};
use crate::script::{Reply, Script, last, more, retry_policy, run};

/// Checks a walk of two pages. The second one is throttled, waited for, and requested again with the same cursor.
async fn check(replies: Vec<Reply>, waits: &[u64]) {
    let count = replies.len();
    let mut script = vec![more("a", "c1")];
    script.extend(replies);
    script.push(last("b"));
    let walked = run(script, |paginator| paginator).await;
    assert_eq!((walked.names.as_str(), walked.error.as_str()), ("a b", ""));
    assert_eq!(walked.cursors, format!("-{}", " c1".repeat(count + 1)));
    assert_eq!(walked.waits, waits);
    assert!(
        walked.sizes.iter().all(|size| *size == 100),
        "throttling is not a reason for smaller pages"
    );
}

pub(crate) fn secondary(status: u16) -> Reply {
    let message =
        "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
    Reply::Json(
        status,
        json!({ "message": message, "documentation_url": "https://docs.github.com/" }),
    )
}

pub(crate) fn rate_limited(code: &str) -> Reply {
    let error = json!({ "type": code, "message": "API rate limit exceeded for user ID 17." });
    Reply::Json(200, json!({ "errors": [error] }))
}

#[tokio::test]
async fn a_403_with_retry_after_is_waited_for() {
    check(vec![secondary(403).with([("retry-after", "2")])], &[2]).await;
    check(vec![secondary(200).with([("retry-after", "2")])], &[2]).await;
    check(
        vec![secondary(403).with([("retry-after", "Mon, 21 Sep 2026 14:13:27 GMT")])],
        &[7],
    )
    .await;
}

#[tokio::test]
async fn a_403_with_a_rate_limit_message_waits_for_the_default_time() {
    check(vec![secondary(403)], &[60]).await;
    check(
        vec![secondary(403), secondary(403), secondary(200)],
        &[60, 120, 240],
    )
    .await;
}

#[tokio::test]
async fn a_used_up_quota_waits_for_its_reset_before_the_next_request() {
    let reset = VirtualClock::epoch(30);
    let headers = [
        ("x-ratelimit-remaining", "0"),
        ("x-ratelimit-reset", reset.as_str()),
    ];
    let walked = run([more("a", "c1").with(headers), last("b")], |paginator| {
        paginator
    })
    .await;
    assert_eq!(
        (walked.names.as_str(), walked.cursors.as_str(), walked.waits),
        ("a b", "- c1", vec![31])
    );
}

#[tokio::test]
async fn rate_limited_and_rate_limit_are_both_waited_for() {
    let reset = VirtualClock::epoch(90);
    for code in ["RATE_LIMITED", "RATE_LIMIT"] {
        let headers = [
            ("x-ratelimit-remaining", "0"),
            ("x-ratelimit-reset", reset.as_str()),
        ];
        check(vec![rate_limited(code).with(headers)], &[91]).await;
        check(vec![rate_limited(code)], &[60]).await;
    }
}

#[tokio::test]
async fn a_429_of_demarches_simplifiees_or_jobaffinity_is_waited_for() {
    let reset = VirtualClock::epoch(20);
    let text = Reply::Text(429, "Calme toi, cowboy !\nCalm down, cowboy!");
    check(
        vec![text.with([("RateLimit-Remaining", "0"), ("RateLimit-Reset", &reset)])],
        &[21],
    )
    .await;
    check(vec![Reply::Text(429, "")], &[60]).await;
}

#[tokio::test]
async fn a_403_that_is_not_throttling_fails_at_once() {
    let refusal = Reply::Json(
        403,
        json!({ "message": "Resource not accessible by personal access token" }),
    );
    let headers = [
        ("x-ratelimit-remaining", "4990"),
        ("x-ratelimit-reset", "1790003600"),
    ];
    let walked = run([refusal.with(headers)], |paginator| paginator).await;
    assert!(walked.waits.is_empty());
    assert!(walked.error.contains("403 Forbidden"), "{}", walked.error);
}

async fn failure(script: &Script, clock: &VirtualClock) -> Error {
    let paginator = Paginator::<Widgets>::new(Variables::default());
    paginator
        .collect(&script.patient_client(clock))
        .await
        .unwrap_err()
}

#[tokio::test]
async fn a_wait_longer_than_max_wait_is_an_error_with_the_time() {
    let (script, clock) = (
        Script::new([
            more("a", "c1"),
            secondary(403).with([("retry-after", "901")]),
        ]),
        VirtualClock::default(),
    );
    let error = failure(&script, &clock).await;
    assert_eq!(
        error.to_string(),
        "`Widgets`, page 2 at cursor `c1`: the API throttles until Mon, 21 Sep 2026 14:28:21 GMT; start the walk again after that time, or \
         raise `max_wait`"
    );
    assert_eq!(
        error.retry_at(),
        Some(clock.now() + Duration::from_secs(901))
    );
    assert_eq!(error.status().unwrap().as_u16(), 403);
    assert_eq!(error.checkpoint().unwrap().cursor(), Some("c1"));
    assert!(clock.waits().is_empty());
}

#[tokio::test]
async fn a_used_up_quota_with_a_distant_reset_sends_no_request() {
    let reset = VirtualClock::epoch(3000);
    let headers = [
        ("x-ratelimit-remaining", "0"),
        ("x-ratelimit-reset", reset.as_str()),
    ];
    let script = Script::new([more("a", "c1").with(headers)]);
    let error = failure(&script, &VirtualClock::default()).await;
    assert!(
        matches!(error.kind(), ErrorKind::Throttled { .. }),
        "{error:?}"
    );
    assert_eq!(error.checkpoint().unwrap().cursor(), Some("c1"));
}

#[tokio::test]
async fn waits_longer_than_max_total_wait_are_an_error() {
    let clock = VirtualClock::default();
    let mut policy = retry_policy();
    policy.max_total_wait = Duration::from_secs(100);
    let script = Script::new([secondary(403), secondary(403)]);
    let client = script
        .builder()
        .retry(policy)
        .clock(clock.clone())
        .build()
        .unwrap();
    let error = Paginator::<Widgets>::new(Variables::default())
        .collect(&client)
        .await
        .unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::Throttled { .. }),
        "{error:?}"
    );
    assert_eq!(clock.waits(), [60]);
}

#[tokio::test]
async fn endless_throttling_is_an_error() {
    let script = Script::new(vec![secondary(403).with([("retry-after", "1")]); 11]);
    let clock = VirtualClock::default();
    let error = failure(&script, &clock).await;
    assert!(
        matches!(error.kind(), ErrorKind::Throttled { .. }),
        "{error:?}"
    );
    assert_eq!((error.attempts(), clock.waits()), (11, vec![1; 10]));
}

/// A clock whose waits never end.
struct StoppedClock;

impl Clock for StoppedClock {
    fn now(&self) -> std::time::SystemTime {
        VirtualClock::default().now()
    }

    fn sleep(&self, _: Duration) -> SleepFuture {
        Box::pin(std::future::pending())
    }
}

#[tokio::test]
async fn a_waiting_walk_can_be_dropped_and_reports_its_wait() {
    let script = Script::new([more("a", "c1"), secondary(403)]);
    let client = script.builder().clock(StoppedClock).build().unwrap();
    let mut items = Paginator::<Widgets>::new(Variables::default()).items(&client);
    items.next().await.unwrap().unwrap();
    assert!(items.next().now_or_never().is_none());
    let progress = items.progress();
    let wait = progress.waiting.unwrap();
    assert_eq!(wait.reason, WaitReason::Throttled);
    assert_eq!(
        wait.until
            .duration_since(StoppedClock.now())
            .unwrap()
            .as_secs(),
        60
    );
    assert_eq!(
        (
            progress.items,
            progress.pages,
            progress.requests,
            progress.retries
        ),
        (1, 1, 2, 0)
    );
    assert_eq!(items.checkpoint().cursor(), Some("c1"));
    drop(items);
    assert_eq!(script.requests().len(), 2);
}

#[tokio::test]
async fn a_pause_that_is_too_long_ends_one_walk_and_is_forgotten() {
    let clock = VirtualClock::default();
    let distant = VirtualClock::epoch(3_000);
    let throttled = secondary(403).with([("retry-after", "86400")]);
    let spent = last("a").with([
        ("x-ratelimit-remaining", "0"),
        ("x-ratelimit-reset", &distant),
    ]);
    let script = Script::new([throttled, spent, last("b")]);
    let client = script.patient_client(&clock);
    let walk = || Paginator::<Widgets>::new(Variables::default()).collect(&client);
    for is_sent in [true, false] {
        let error = walk().await.unwrap_err();
        assert!(
            matches!(error.kind(), ErrorKind::Throttled { .. }),
            "{error}"
        );
        assert_eq!(error.status().is_some(), is_sent);
        assert_eq!(walk().await.unwrap().len(), 1);
    }
    assert_eq!(script.requests().len(), 3);
    assert!(clock.waits().is_empty());
}
