//! Retries: which requests are repeated, with which page size, and for how long.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use graphql_paginate::{
    Paginator, Pause, Profile, RetryPolicy, Rule, Transport, TransportFuture, Verdict,
};
use serde_json::json;

use crate::clock::VirtualClock;
use crate::fixture::{ChangeWidgets, FixedWidgets, Variables, Widgets};
use crate::script::{Reply, Run, Script, last, more, page, retry_policy, run};

const BAD_GATEWAY: Reply = Reply::Text(502, "<html><title>502 Bad Gateway</title></html>");
const BUSY: Reply = Reply::Text(503, "busy");

fn gave_up(code: &str) -> Reply {
    let error = json!({ "type": code, "message": "Resource limits for this query exceeded." });
    let Reply::Json(_, mut body) = page("- -", json!({ "hasNextPage": false })) else {
        unreachable!()
    };
    body["errors"] = json!([error]);
    Reply::Json(200, body)
}

/// A walk of two pages, with failures before the second one.
async fn check(failures: Vec<Reply>, sizes: &[i64], waits: &[u64]) {
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
async fn delays_double_until_they_run_out() {
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

#[tokio::test]
async fn a_second_502_shrinks_the_page_and_the_size_is_remembered() {
    let walked = run(
        [
            BAD_GATEWAY,
            BAD_GATEWAY,
            BAD_GATEWAY,
            more("a", "c1"),
            last("b"),
        ],
        |paginator| paginator,
    )
    .await;
    let expected = Run {
        names: "a b".into(),
        cursors: "- - - - c1".into(),
        sizes: vec![100, 100, 50, 25, 25],
        waits: vec![1, 1, 1],
        error: String::new(),
    };
    assert_eq!(walked, expected);
}

#[tokio::test]
async fn the_page_size_grows_back_after_successful_pages() {
    let pages = (1..10).map(|number| more("x", &format!("c{number}")));
    let replies = vec![BAD_GATEWAY; 3]
        .into_iter()
        .chain(pages)
        .chain([last("z")]);
    let walked = run(replies, |paginator| paginator).await;
    assert_eq!(
        walked.sizes,
        [100, 100, 50, 25, 25, 25, 50, 50, 50, 100, 100, 100, 100]
    );
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
async fn random_502s_cost_less_than_half_of_the_requests_in_addition() {
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
async fn something_went_wrong_is_treated_as_a_timeout() {
    let message =
        "Something went wrong while executing your query. This may be the result of a timeout.";
    let reply = Reply::Json(
        200,
        json!({ "data": null, "errors": [{ "message": message }] }),
    );
    let timeout = json!({ "errors": [{ "message": "Timeout on Demarche.slow" }] });
    for slow in [reply, Reply::TimedOut, Reply::Json(200, timeout)] {
        check(vec![slow.clone()], &[100, 100, 100], &[1]).await;
        check(vec![slow; 2], &[100, 100, 100, 50], &[1, 1]).await;
    }
}

#[tokio::test]
async fn resource_limits_never_yield_nulls_as_data() {
    check(
        vec![gave_up("RESOURCE_LIMITS_EXCEEDED"); 2],
        &[100, 100, 50, 25],
        &[1, 1],
    )
    .await;
    let keep =
        |paginator: Paginator<Widgets>| paginator.on_partial(graphql_paginate::Partial::Keep);
    let walked = run([gave_up("RESOURCE_LIMITS_EXCEEDED"), last("a")], keep).await;
    assert_eq!((walked.names.as_str(), walked.sizes), ("a", vec![100, 50]));
}

#[tokio::test]
async fn a_failure_at_page_size_1_is_an_error() {
    let mut replies = vec![more("a", "c1")];
    replies.extend(vec![BAD_GATEWAY; 12]);
    let walked = run(replies, |paginator| paginator).await;
    assert_eq!(
        walked.sizes,
        [100, 100, 100, 50, 25, 12, 6, 3, 1, 1, 1, 1, 1]
    );
    assert!(
        walked
            .error
            .starts_with("`Widgets`, page 2 at cursor `c1`: the server answered 502"),
        "{}",
        walked.error
    );
    assert!(
        walked.error.ends_with("(after 12 attempts)"),
        "{}",
        walked.error
    );
}

#[tokio::test]
async fn nested_sizes_shrink_if_allowed() {
    for (allowed, expected) in [
        (
            true,
            vec![(10, 50), (10, 50), (10, 25), (10, 12), (10, 6), (5, 6)],
        ),
        (
            false,
            vec![(10, 50), (10, 50), (5, 50), (2, 50), (1, 50), (1, 50)],
        ),
    ] {
        let script = Script::new([vec![BAD_GATEWAY; 5], vec![last("a")]].concat());
        let variables = Variables {
            parts: Some(50),
            ..Default::default()
        };
        let paginator = Paginator::<Widgets>::new(variables).page_size(10);
        let paginator = if allowed {
            paginator.shrink_nested()
        } else {
            paginator
        };
        paginator
            .collect(&script.patient_client(&VirtualClock::default()))
            .await
            .unwrap();
        let size = |variables: &serde_json::Value| {
            (
                variables["first"].as_i64().unwrap(),
                variables["parts"].as_i64().unwrap(),
            )
        };
        assert_eq!(
            script.variables().iter().map(size).collect::<Vec<_>>(),
            expected
        );
    }
}

#[tokio::test]
async fn a_body_too_large_shrinks_and_is_final_at_size_1() {
    let too_large = || Reply::TooLarge;
    let walked = run([too_large(), last("a")], |paginator| paginator).await;
    assert_eq!((walked.names.as_str(), walked.sizes), ("a", vec![100, 50]));
    let walked = run([too_large(), too_large()], |paginator| {
        paginator.page_size(2)
    })
    .await;
    assert_eq!(walked.sizes, [2, 1]);
    assert!(
        walked.error.contains("raise `max_body_bytes`"),
        "{}",
        walked.error
    );
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
    let clock = VirtualClock::default();
    let execute = async |script: &Script| {
        let client = script.patient_client(&clock);
        client.execute::<ChangeWidgets>(Variables::default()).await
    };
    let shelf = json!({ "label": "top" });
    for partly_done in [
        limited(json!({ "shelf": shelf, "other": null })),
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

#[tokio::test]
async fn a_document_with_a_fixed_size_is_retried_unchanged() {
    let clock = VirtualClock::default();
    let script = Script::new([BAD_GATEWAY, BAD_GATEWAY, last("a")]);
    let paginator = Paginator::<FixedWidgets>::new(Variables {
        first: Some(30),
        ..Default::default()
    });
    paginator
        .collect(&script.patient_client(&clock))
        .await
        .unwrap();
    assert!(
        script
            .variables()
            .iter()
            .all(|variables| variables["first"] == 30)
    );
    assert_eq!(clock.waits(), [1, 2], "retries, and no smaller pages");
}

#[tokio::test]
async fn a_page_that_costs_too_much_is_requested_with_a_smaller_size() {
    for message in [
        "Query has complexity of 311, which exceeds max complexity of 250",
        "Query cost is 1002, which exceeds the single query max cost limit (1000).",
    ] {
        let refusal = Reply::Json(200, json!({ "errors": [{ "message": message }] }));
        let replies = [refusal.clone(), refusal, more("a", "c1"), last("b")];
        let walked = run(replies, |paginator| paginator).await;
        assert_eq!(
            (walked.names.as_str(), walked.sizes),
            ("a b", vec![100, 50, 25, 25])
        );
    }
}

#[tokio::test]
async fn errors_of_any_shape_are_errors() {
    for (errors, message) in [
        (json!(["the database is down"]), "the database is down"),
        (json!({ "message": "no such field" }), "no such field"),
        (json!({}), "{}"),
    ] {
        let walked = run(
            [Reply::Json(200, json!({ "errors": errors }))],
            |paginator| paginator,
        )
        .await;
        assert_eq!(walked.error, format!("`Widgets`, page 1: {message}"));
    }
}

#[tokio::test]
async fn a_lone_surrogate_becomes_the_replacement_character() {
    let body = r#"{"data":{"shelf":{"label":"top","widgets":{"totalCount":1,"nodes":[{"name":"a\ud83d"}],"pageInfo":{"hasNextPage":false,"endCursor":null}}}}}"#;
    let body = body.replace("\\\\", "\\");
    let walked = run([Reply::Full(200, vec![], body)], |paginator| paginator).await;
    assert_eq!(
        (walked.names.as_str(), walked.error.as_str()),
        ("a\u{fffd}", "")
    );
}

#[tokio::test]
async fn a_custom_rule_precedes_the_known_ones() {
    let rule = Rule::new(Verdict::Retry)
        .status(401)
        .without_message("bad credentials");
    let client = |script: &Script| {
        script
            .builder()
            .profile(Profile::github().with_rule(rule.clone()))
            .retry(retry_policy())
            .clock(VirtualClock::default())
            .build()
            .unwrap()
    };
    let script = Script::new([Reply::Json(401, json!({})), last("a")]);
    let paginator = || Paginator::<Widgets>::new(Variables::default());
    paginator().collect(&client(&script)).await.unwrap();
    let script = Script::new([Reply::Json(401, json!({ "message": "Bad credentials" }))]);
    paginator().collect(&client(&script)).await.unwrap_err();
}

#[tokio::test]
async fn a_custom_rule_judges_successes_too() {
    let busy = Rule::new(Verdict::Throttled(Pause::Header("x-busy".parse().unwrap())))
        .when(|answer| answer.headers().contains_key("x-busy"));
    let clock = VirtualClock::default();
    let script = Script::new([last("").with([("x-busy", "7")]), last("a")]);
    let client = script
        .builder()
        .profile(Profile::github().with_rule(busy))
        .retry(retry_policy())
        .clock(clock.clone())
        .build()
        .unwrap();
    let items = Paginator::<Widgets>::new(Variables::default())
        .collect(&client)
        .await
        .unwrap();
    assert_eq!((items.len(), clock.waits()), (1, vec![7]));
}

#[tokio::test]
async fn a_rule_that_ends_the_list_needs_a_page_before_it() {
    let end = Rule::new(Verdict::End).status(404);
    let client = |script: &Script| {
        let profile = Profile::github().with_rule(end.clone());
        script.builder().profile(profile).build().unwrap()
    };
    let paginator = || Paginator::<Widgets>::new(Variables::default());
    let missing = || Reply::Json(404, json!({ "message": "Not Found" }));

    let script = Script::new([more("a b", "c1"), missing()]);
    let items = paginator().collect(&client(&script)).await.unwrap();
    assert_eq!(items.len(), 2);

    let script = Script::new([missing()]);
    let error = paginator().collect(&client(&script)).await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(404));
}
