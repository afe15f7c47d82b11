//! Tests of servers that fail or repeat themselves during a completion.

use std::time::Duration;

use graphql_paginate::{Client, ErrorKind, Partial, Profile, RetryPolicy};
use graphql_paginate_sandbox::Clock;
use serde_json::{Value, json};

use super::answers::{connection, failure, ids, page, rest, two_open, walk};
use super::queries::{NestedBackward, nested_backward};
use crate::sandboxed::{Shared, without_pace};
use crate::script::Script;

#[tokio::test]
async fn a_repeated_nested_cursor_is_stalled() {
    let stuck = json!({ "data": { "r0": rest("r1b", Some(json!("c1"))) } });
    let error = failure([page(&[Some(json!("c1"))]), stuck]).await;
    assert!(
        matches!(error.kind(), ErrorKind::Stalled { cursor } if cursor == "c1"),
        "{error}"
    );
}

#[tokio::test]
async fn a_cycle_of_nested_cursors_is_stalled() {
    let answer = |id, cursor: &str| json!({ "data": { "r0": rest(id, Some(json!(cursor))) } });
    let error = failure([
        page(&[Some(json!("a"))]),
        answer("r1b", "b"),
        answer("r1c", "a"),
    ])
    .await;
    assert!(
        matches!(error.kind(), ErrorKind::Stalled { cursor } if cursor == "a"),
        "{error}"
    );
}

#[tokio::test]
async fn two_parents_may_have_the_same_cursor() {
    let answer = json!({ "data": { "r0": rest("r1b", None), "r1": rest("r2b", None) } });
    let script = Script::new([page(&[Some(json!("c")), Some(json!("c"))]), answer]);
    let page = walk(Partial::Fail, 2)
        .pages(&script.client())
        .try_next()
        .await
        .unwrap()
        .unwrap();
    assert_eq!(ids(&page), [["r1", "r1b"], ["r2", "r2b"]]);
    assert_eq!(page.truncated, []);
    let expected = json!({
        "parentId0": "p1", "pageSize0": 100, "pageCursor0": "c",
        "parentId1": "p2", "pageSize1": 100, "pageCursor1": "c", "comments": 1,
    });
    assert_eq!(script.variables()[1], expected);
}

#[tokio::test]
async fn a_nested_next_page_without_a_cursor_is_an_error() {
    for cursor in [Value::Null, json!("")] {
        let error = failure([page(&[Some(cursor)])]).await;
        assert!(
            matches!(error.kind(), ErrorKind::MissingCursor { field } if field == "endCursor"),
            "{error}"
        );
    }
}

#[tokio::test]
async fn a_nested_previous_page_without_a_cursor_names_the_missing_field() {
    let reviews =
        json!({ "pageInfo": { "hasPreviousPage": true, "startCursor": null }, "edges": [] });
    let node = json!({ "id": "p1", "number": 1, "reviews": reviews });
    let pull_requests = connection(json!([node]), None);
    let script =
        Script::new([json!({ "data": { "repository": { "pullRequests": pull_requests } } })]);
    let variables = nested_backward::Variables::new("octo".to_owned(), "repo".to_owned());
    let mut items = NestedBackward::paginate(variables)
        .complete_nested()
        .items(&script.client());
    let error = items.try_next().await.unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::MissingCursor { field } if field == "startCursor"),
        "{error}"
    );
}

#[tokio::test]
async fn waits_of_follow_up_requests_count_in_the_budget_of_the_walk() {
    let throttled =
        || json!({ "data": null, "errors": [{ "type": "RATE_LIMITED", "message": "later" }] });
    let answer = json!({ "data": { "r0": rest("r1b", None) } });
    let script = Script::new([two_open(), throttled(), answer, throttled()]);
    let mut policy = RetryPolicy::default();
    policy.max_total_wait = Duration::from_secs(100);
    let builder =
        Client::builder("https://api.example.test/").profile(without_pace(Profile::github()));
    let builder = builder
        .transport(script)
        .clock(Shared(Clock::stopped_at(0)))
        .retry(policy);
    let mut pages = walk(Partial::Fail, 1)
        .concurrency(1)
        .pages(&builder.build().unwrap());
    let error = pages.try_next().await.unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::Throttled { .. }),
        "a minute twice: {error:?}"
    );
    assert_eq!(error.nested(), Some("`reviews` of `p2`"));
}

#[tokio::test]
async fn an_invalid_nested_value_is_named_by_its_path_in_the_response() {
    let mut answer = rest("r1b", None);
    answer["reviews"]["nodes"][0]["id"] = Value::Null;
    let error = failure([
        page(&[Some(json!("c1"))]),
        json!({ "data": { "r0": answer } }),
    ])
    .await;
    let ErrorKind::Decode { path, problem } = error.kind() else {
        panic!("{error}")
    };
    assert_eq!(path, "data.r0.reviews.nodes[0].id");
    assert_eq!(problem, "invalid type: null, expected a string");
}
