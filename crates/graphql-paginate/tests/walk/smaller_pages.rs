//! Tests of failures that are answered by smaller pages.

use graphql_paginate::Paginator;
use serde_json::json;

use crate::clock::VirtualClock;
use crate::fixture::{FixedWidgets, Variables, Widgets};
use crate::retries::{BAD_GATEWAY, check};
use crate::script::{Reply, Run, Script, last, more, page, run};

fn gave_up(code: &str) -> Reply {
    let error = json!({ "type": code, "message": "Resource limits for this query exceeded." });
    let Reply::Json(_, mut body) = page("- -", json!({ "hasNextPage": false })) else {
        unreachable!()
    };
    body["errors"] = json!([error]);
    Reply::Json(200, body)
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
