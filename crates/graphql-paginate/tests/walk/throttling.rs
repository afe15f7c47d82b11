//! Throttling: waits for an API, no longer than allowed.

use std::time::Duration;

use futures::FutureExt;
use graphql_paginate::rest::LinkHeader;
use graphql_paginate::{
    Client, Clock, Error, ErrorKind, Paginator, SleepFuture, Transport, TransportFuture, WaitReason,
};
use serde_json::{Value, json};

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

fn secondary(status: u16) -> Reply {
    let message =
        "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
    Reply::Json(
        status,
        json!({ "message": message, "documentation_url": "https://docs.github.com/" }),
    )
}

fn rate_limited(code: &str) -> Reply {
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
async fn a_403_with_a_rate_limit_message_waits_the_unstated_wait() {
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
async fn a_403_without_signs_of_a_limit_fails_at_once() {
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
        "`Widgets`, page 2 at cursor `c1`: the API throttles until Mon, 21 Sep 2026 14:28:21 GMT; come back then, or \
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
async fn a_low_quota_slows_all_streams_of_a_client() {
    let clock = VirtualClock::default();
    let reset = VirtualClock::epoch(600);
    let low = |reply: Reply, left: &'static str| {
        reply.with([
            ("x-ratelimit-limit", "5000"),
            ("x-ratelimit-remaining", left),
            ("x-ratelimit-reset", &reset),
        ])
    };
    let script = Script::new([
        low(more("a", "c1"), "100"),
        low(more("x", "c1"), "99"),
        last("y"),
        last("b"),
    ]);
    let client = script.patient_client(&clock);
    let walk = || Paginator::<Widgets>::new(Variables::default()).items(&client);
    let (mut one, mut two) = (walk(), walk());
    one.next().await.unwrap().unwrap();
    assert_eq!(one.progress().quota.unwrap().remaining, 100);
    assert!(clock.waits().is_empty());
    two.next().await.unwrap().unwrap();
    assert_eq!(clock.waits(), [6], "601 seconds for 100 requests");
    two.next().await.unwrap().unwrap();
    one.next().await.unwrap().unwrap();
    assert_eq!(clock.waits(), [6, 6, 5]);
}

#[tokio::test]
async fn the_limit_of_requests_per_minute_is_not_exceeded() {
    let (clock, script) = (
        VirtualClock::default(),
        Script::new((0..101).map(|_| last("a"))),
    );
    let mut profile = graphql_paginate::Profile::default();
    profile.requests_per_minute = Some(45);
    let client = script
        .builder()
        .profile(profile)
        .clock(clock.clone())
        .build()
        .unwrap();
    for _ in 0..101 {
        client
            .execute::<Widgets>(Variables::default())
            .await
            .unwrap();
    }
    assert_eq!(
        clock.waits(),
        [60, 60],
        "45 at once, then 45, then the rest"
    );
}

fn pool(script: &Script, clock: &VirtualClock) -> Client {
    script
        .builder()
        .bearer_tokens(["token-1", "token-2"])
        .retry(retry_policy())
        .clock(clock.clone())
        .build()
        .unwrap()
}

fn tokens(script: &Script) -> Vec<String> {
    let token = |request: &http::Request<bytes::Bytes>| {
        request.headers()["authorization"]
            .to_str()
            .unwrap()
            .trim_start_matches("Bearer ")
            .to_owned()
    };
    script.requests().iter().map(token).collect()
}

#[tokio::test]
async fn requests_rotate_through_a_pool_of_tokens() {
    let clock = VirtualClock::default();
    let (later, sooner) = (VirtualClock::epoch(500), VirtualClock::epoch(30));
    let spent = |reply: Reply, reset: &str| {
        reply.with([("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", reset)])
    };
    let script = Script::new([
        more("a", "c1"),
        spent(more("b", "c2"), &later),
        spent(rate_limited("RATE_LIMITED"), &sooner),
        last("c"),
    ]);
    let names = Paginator::<Widgets>::new(Variables::default())
        .collect(&pool(&script, &clock))
        .await
        .unwrap();
    assert_eq!(names.len(), 3);
    assert_eq!(
        tokens(&script),
        ["token-1", "token-1", "token-2", "token-2"]
    );
    assert_eq!(clock.waits(), [31], "the earliest reset of all");
}

#[tokio::test]
async fn a_throttled_token_is_replaced_without_a_wait() {
    let clock = VirtualClock::default();
    let script = Script::new([secondary(403).with([("retry-after", "3600")]), last("a")]);
    Paginator::<Widgets>::new(Variables::default())
        .collect(&pool(&script, &clock))
        .await
        .unwrap();
    assert_eq!(
        (tokens(&script), clock.waits()),
        (vec!["token-1".to_owned(), "token-2".to_owned()], vec![])
    );
}

#[tokio::test]
async fn a_refused_token_is_taken_out_of_the_pool() {
    let clock = VirtualClock::default();
    let refused = || Reply::Json(401, json!({ "message": "Bad credentials" }));
    let script = Script::new([refused(), more("a", "c1"), last("b"), last("c")]);
    let client = pool(&script, &clock);
    for expected in [2, 1] {
        let paginator = Paginator::<Widgets>::new(Variables::default());
        assert_eq!(paginator.collect(&client).await.unwrap().len(), expected);
    }
    assert_eq!(
        tokens(&script),
        ["token-1", "token-2", "token-2", "token-2"]
    );
    // The last one is not taken out: its refusal is an error.
    let script = Script::new([refused(), refused(), refused()]);
    let client = pool(&script, &clock);
    for _ in 0..2 {
        let paginator = Paginator::<Widgets>::new(Variables::default());
        let error = paginator.collect(&client).await.unwrap_err();
        assert_eq!(error.status().unwrap().as_u16(), 401);
    }
    assert_eq!(tokens(&script), ["token-1", "token-2", "token-2"]);
}

#[tokio::test]
async fn quotas_are_kept_by_resource() {
    let clock = VirtualClock::default();
    let reset = VirtualClock::epoch(500);
    let page = |resource: &str, remaining: &str| {
        Reply::Json(200, json!([{ "id": 1 }])).with([
            ("x-ratelimit-resource", resource),
            ("x-ratelimit-remaining", remaining),
            ("x-ratelimit-reset", &reset),
        ])
    };
    let script = Script::new([
        page("search", "0"),
        page("core", "4990"),
        page("core", "4989"),
        page("search", "29"),
    ]);
    let client = script.patient_client(&clock);
    for path in ["search/issues", "issues", "issues", "search/issues"] {
        let items = client.collection::<Value, _>(path, LinkHeader::new());
        assert_eq!(items.unwrap().collect().await.unwrap().len(), 1);
        let is_spent = path == "search/issues" && script.requests().len() > 1;
        assert_eq!(clock.waits().is_empty(), !is_spent, "{path}");
    }
    assert_eq!(clock.waits(), [501]);
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

/// Counts the requests in flight. Each request yields to all others first.
#[derive(Clone, Default)]
struct Crowd(std::sync::Arc<std::sync::Mutex<(usize, usize)>>);

impl Transport for Crowd {
    fn send(&self, _: http::Request<bytes::Bytes>) -> TransportFuture<'_> {
        Box::pin(async move {
            {
                let (now, most) = &mut *self.0.lock().unwrap();
                *now += 1;
                *most = (*now).max(*most);
            }
            for _ in 0..50 {
                tokio::task::yield_now().await;
            }
            self.0.lock().unwrap().0 -= 1;
            last("a").response()
        })
    }
}

#[tokio::test]
async fn clones_of_a_client_share_the_limit_of_requests_in_flight() {
    for (allowed, expected) in [(None, 8), (Some(3), 3), (Some(0), 1)] {
        let crowd = Crowd::default();
        let builder = Client::builder("https://api.example.test/").transport(crowd.clone());
        let builder = if let Some(allowed) = allowed {
            builder.max_concurrency(allowed)
        } else {
            builder
        };
        let client = builder.build().unwrap();
        let clients: Vec<_> = (0..20).map(|_| client.clone()).collect();
        futures::future::join_all(
            clients
                .iter()
                .map(|client| client.execute::<Widgets>(Variables::default())),
        )
        .await;
        assert_eq!(*crowd.0.lock().unwrap(), (0, expected));
    }
}

/// The clock is paused, so the timeout elapses only if no task can make progress.
#[tokio::test(start_paused = true)]
async fn a_dropped_request_releases_its_slot() {
    let builder = Client::builder("https://api.example.test/").transport(Crowd::default());
    let client = builder.max_concurrency(1).build().unwrap();
    let mut items = Paginator::<Widgets>::new(Variables::default()).items(&client);
    assert!(items.next().now_or_never().is_none());
    let other = client.execute::<Widgets>(Variables::default());
    tokio::time::timeout(Duration::from_secs(20), other)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(items.next().await.unwrap().unwrap().name, "a");
}
