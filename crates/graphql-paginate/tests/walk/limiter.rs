//! Tests of the limits that all streams and clones of a client share: quotas, tokens, and requests in flight.

use std::time::Duration;

use futures::FutureExt;
use graphql_paginate::rest::LinkHeader;
use graphql_paginate::{Client, Paginator, Transport, TransportFuture};
use serde_json::{Value, json};

use crate::clock::VirtualClock;
use crate::fixture::{Variables, Widgets};
use crate::script::{Reply, Script, last, more, retry_policy};
use crate::throttling::{rate_limited, secondary};

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
async fn a_refusal_because_of_a_spent_quota_pauses_requests_for_that_resource_alone() {
    let clock = VirtualClock::default();
    let reset = VirtualClock::epoch(500);
    let reply = |status: u16, resource: &str, remaining: &str| {
        Reply::Json(status, json!([{ "id": 1 }])).with([
            ("x-ratelimit-resource", resource),
            ("x-ratelimit-remaining", remaining),
            ("x-ratelimit-reset", &reset),
        ])
    };
    let script = Script::new([reply(403, "search", "0"), reply(200, "core", "4990")]);
    let retry = retry_policy().deadline(Duration::from_secs(60));
    let builder = script.builder().retry(retry).clock(clock.clone());
    let client = builder.build().unwrap();
    let collect = |path| {
        client
            .collection::<Value, _>(path, LinkHeader::new())
            .unwrap()
            .collect()
    };
    let error = collect("search/issues").await.unwrap_err();
    assert!(error.is_throttled(), "{error}");
    assert_eq!(collect("issues").await.unwrap().len(), 1);
    // The wait was too long for that deadline alone, and is not forgotten.
    let error = collect("search/issues").await.unwrap_err();
    assert!(error.is_throttled(), "{error}");
    assert_eq!(script.requests().len(), 2);
}

#[tokio::test]
async fn a_throttled_token_is_no_wait_while_another_one_is_free() {
    let clock = VirtualClock::default();
    let script = Script::new([secondary(403), secondary(403), last("a")]);
    let builder = script.builder().clock(clock.clone());
    let builder = builder.bearer_tokens(["token-1", "token-2", "token-3"]);
    let client = builder.retry(retry_policy().throttles(0)).build().unwrap();
    let paginator = Paginator::<Widgets>::new(Variables::default());
    assert_eq!(paginator.collect(&client).await.unwrap().len(), 1);
    assert_eq!(tokens(&script), ["token-1", "token-2", "token-3"]);
    assert!(clock.waits().is_empty());

    let script = Script::new([secondary(403), secondary(403), secondary(403)]);
    let builder = script.builder().clock(clock.clone());
    let builder = builder.bearer_tokens(["token-1", "token-2"]);
    let client = builder.retry(retry_policy().throttles(0)).build().unwrap();
    let paginator = Paginator::<Widgets>::new(Variables::default());
    let error = paginator.collect(&client).await.unwrap_err();
    assert!(error.is_throttled(), "{error}");
    assert_eq!(script.requests().len(), 2);
}
