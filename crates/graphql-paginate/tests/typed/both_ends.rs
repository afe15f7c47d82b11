//! Tests of walks from both ends, on the sandbox.

use futures::TryStreamExt;
use graphql_paginate::{BothEnds, Client, ErrorKind, GraphQLQuery, Paginator};
use graphql_paginate_sandbox::Sandbox;
use proptest::prelude::*;
use serde_json::json;

use crate::property_test::check_values;
use crate::queries::PullRequests;
use crate::sandboxed::{self, github, numbers, sandbox, variables};
use crate::script::Script;

#[derive(GraphQLQuery)]
#[graphql(
    schema = "github",
    query_path = "../../queries/github/pull_requests_edges.graphql",
    response_derives = "Debug"
)]
pub(crate) struct PullRequestsEdges;

/// A query with a connection inside the items.
#[derive(GraphQLQuery)]
#[graphql(
    schema = "github",
    query_path = "tests/typed/queries/both_ends_reviews.graphql",
    response_derives = "Debug"
)]
pub(crate) struct BothEndsReviews;

pub(crate) fn paginator() -> Paginator<PullRequestsEdges> {
    PullRequestsEdges::paginate(pull_requests_edges::Variables::new(
        "octo".to_owned(),
        "repo".to_owned(),
    ))
}

async fn walk(both_ends: BothEnds<PullRequestsEdges>, client: &Client) -> Vec<i64> {
    both_ends
        .items(client)
        .map_ok(|item| item.number)
        .try_collect()
        .await
        .unwrap()
}

#[tokio::test]
async fn a_walk_from_both_ends_yields_every_item_once() {
    let sandbox = sandbox(230);
    let client = github(&sandbox);
    assert_eq!(
        walk(paginator().both_ends().ordered(), &client).await,
        numbers(230)
    );

    let sent = variables(sandbox.github());
    assert_eq!(
        sent[0],
        json!({ "owner": "octo", "name": "repo", "first": 100 })
    );
    assert_eq!(
        sent[1],
        json!({ "owner": "octo", "name": "repo", "last": 100 })
    );
    assert_eq!(sent.len(), 3, "as many as from one end");
}

#[tokio::test]
async fn both_ends_share_one_request() {
    let sandbox = sandbox(230);
    let both_ends = paginator().page_size(50).both_ends().in_one_request();
    assert_eq!(
        walk(both_ends.ordered(), &github(&sandbox)).await,
        numbers(230)
    );

    let sent = variables(sandbox.github());
    assert_eq!(
        sent[0],
        json!({ "owner": "octo", "name": "repo", "first": 50, "last": 50 })
    );
    assert!(
        sent[1]["after"].is_string() && sent[1]["before"].is_string(),
        "{sent:?}"
    );
    assert_eq!(sent.len(), 3, "two pages each");
}

#[tokio::test]
async fn null_nodes_in_a_shared_request_do_not_count_as_items() {
    let edge = |number: i64| {
        let node = json!({ "number": number, "title": "", "state": "OPEN" });
        let is_null = [2, 4, 9].contains(&number);
        json!({ "cursor": format!("c{number}"), "node": if is_null { json!(null) } else { node } })
    };
    let page = |numbers: [i64; 4]| {
        let (start, end) = (format!("c{}", numbers[0]), format!("c{}", numbers[3]));
        let flags = json!({ "hasNextPage": true, "endCursor": end, "hasPreviousPage": true, "startCursor": start });
        json!({ "totalCount": 100, "pageInfo": flags, "edges": numbers.map(edge) })
    };
    let answer = |front: [i64; 4], back: [i64; 4]| json!({ "data": { "repository": { "pullRequests": page(front), "pullRequestsFromEnd": page(back) } } });
    for (limit, requests) in [(4, 1), (5, 1), (8, 2)] {
        let script = Script::new([
            answer([1, 2, 3, 4], [97, 98, 99, 100]),
            answer([5, 6, 7, 8], [93, 94, 95, 96]),
        ]);
        let both_ends = paginator().page_size(4).max_items(limit).both_ends();
        let walked = walk(both_ends.in_one_request(), &script.client()).await;
        let all = [1, 3, 100, 99, 98, 97, 5, 6];
        assert_eq!(walked, all[..limit as usize]);
        assert_eq!(script.variables().len(), requests, "{limit} items");
    }
}

/// A server that ignores `last` and returns the first items under both keys.
#[tokio::test]
async fn a_server_that_does_not_know_last_is_walked_from_its_first_item_alone_in_one_request() {
    let page = |numbers: [i64; 2], is_last: bool| {
        let edge = |number: i64| json!({ "cursor": format!("c{number}"), "node": { "number": number, "title": "", "state": "OPEN" } });
        let end = format!("c{}", numbers[1]);
        let flags = json!({ "hasNextPage": !is_last, "endCursor": end, "hasPreviousPage": false, "startCursor": "c1" });
        json!({ "totalCount": 4, "pageInfo": flags, "edges": numbers.map(edge) })
    };
    // Some servers answer with the flags of the last page.
    for is_last in [false, true] {
        let back = page([1, 2], is_last);
        let answer = |front: serde_json::Value| json!({ "data": { "repository": { "pullRequests": front, "pullRequestsFromEnd": back } } });
        let script = Script::new([answer(page([1, 2], false)), answer(page([3, 4], true))]);
        assert_eq!(
            walk(paginator().both_ends().in_one_request(), &script.client()).await,
            [1, 2, 3, 4]
        );
    }
}

/// The same over several pages: those of the end that was left come again and end nothing.
#[tokio::test]
async fn a_server_that_does_not_know_last_is_walked_to_its_last_item_in_one_request() {
    let page = |numbers: [i64; 2], is_last: bool| {
        let edge = |number: i64| json!({ "cursor": format!("c{number}"), "node": { "number": number, "title": "", "state": "OPEN" } });
        let end = format!("c{}", numbers[1]);
        let flags = json!({ "hasNextPage": !is_last, "endCursor": end, "hasPreviousPage": false, "startCursor": "c1" });
        json!({ "totalCount": 0, "pageInfo": flags, "edges": numbers.map(edge) })
    };
    for is_last in [false, true] {
        let back = page([1, 2], is_last);
        let answer = |front: serde_json::Value| json!({ "data": { "repository": { "pullRequests": front, "pullRequestsFromEnd": back } } });
        for is_ordered in [false, true] {
            let script = Script::new([
                answer(page([1, 2], false)),
                answer(page([3, 4], false)),
                answer(page([5, 6], true)),
            ]);
            let mut both_ends = paginator().both_ends().in_one_request();
            if is_ordered {
                both_ends = both_ends.ordered();
            }
            assert_eq!(walk(both_ends, &script.client()).await, [1, 2, 3, 4, 5, 6]);
        }
    }
}

#[tokio::test]
async fn a_stalled_end_in_a_shared_request_is_an_error() {
    let edges = |numbers: &[i64]| {
        let edge = |number: &i64| json!({ "cursor": format!("c{number}"), "node": { "number": number, "title": "", "state": "OPEN" } });
        numbers.iter().map(edge).collect::<Vec<_>>()
    };
    let page = |numbers: &[i64], start: &str, end: &str| {
        let flags = json!({ "hasNextPage": true, "endCursor": end, "hasPreviousPage": true, "startCursor": start });
        json!({ "totalCount": 9, "pageInfo": flags, "edges": edges(numbers) })
    };
    let answer = |front: serde_json::Value, back: serde_json::Value| json!({ "data": { "repository": { "pullRequests": front, "pullRequestsFromEnd": back } } });
    let first = answer(page(&[1, 2], "c1", "c2"), page(&[8, 9], "c8", "c9"));
    let second = answer(page(&[3, 4], "c3", "c4"), page(&[6, 7], "c8", "c7"));
    let script = Script::new([first, second]);
    let mut items = paginator()
        .both_ends()
        .in_one_request()
        .items(&script.client());
    let mut walked = Vec::new();
    let error = loop {
        match items.try_next().await {
            Ok(item) => walked.push(item.unwrap().number),
            Err(error) => break error,
        }
    };
    assert_eq!(walked, [1, 2, 9, 8, 3, 4, 7, 6]);
    let ErrorKind::Stalled { cursor } = error.kind() else {
        panic!("{error}")
    };
    assert_eq!(cursor, "back c8");
    assert_eq!(
        items.try_next().await.unwrap().map(|item| item.number),
        None
    );
}

#[tokio::test]
async fn nodes_without_edges_meet_by_a_key() {
    let sandbox = sandbox(230);
    let both_ends =
        PullRequests::paginate(sandboxed::pull_requests()).both_ends_by_key(|item| item.number);
    let items = both_ends
        .ordered()
        .items(&github(&sandbox))
        .map_ok(|item| item.number);
    assert_eq!(items.try_collect::<Vec<_>>().await.unwrap(), numbers(230));
    assert_eq!(sandbox.github().requests().len(), 3);
}

#[tokio::test]
async fn incomplete_nested_lists_are_counted() {
    let builder = Sandbox::builder()
        .pull_requests(5)
        .connection_size("PullRequest.reviews", 2);
    let builder = builder.connection_size_at("PullRequest.reviews", 2, 3);
    let sandbox = builder
        .connection_size_at("PullRequest.reviews", 4, 50)
        .start()
        .await
        .unwrap();
    let variables = both_ends_reviews::Variables::new("octo".to_owned(), "repo".to_owned());
    let both_ends = BothEndsReviews::paginate(variables)
        .page_size(3)
        .both_ends_by_key(|item| item.number);
    let mut items = both_ends.ordered().items(&github(&sandbox));
    let mut cut = Vec::new();
    while let Some(item) = items.try_next().await.unwrap() {
        cut.extend(
            item.reviews
                .is_some_and(|reviews| reviews.page_info.has_next_page)
                .then_some(item.number),
        );
    }
    assert_eq!(cut, [2, 4]);
    assert_eq!(items.progress().truncated, 2);
}

#[tokio::test]
async fn a_wrong_token_is_one_error() {
    let sandbox = sandbox(5);
    let client = Client::github(Sandbox::UNKNOWN_TOKEN).endpoint(sandbox.github().url());
    let items = paginator().both_ends().items(&client);
    let error = items.try_collect::<Vec<_>>().await.unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 401);
    assert!(sandbox.github().requests().len() <= 2);
}

/// One data set, and how it is walked.
#[derive(Debug, Clone, Copy)]
struct Case {
    count: usize,
    size: usize,
    is_ordered: bool,
    has_key: bool,
    /// Whether one request fetches both ends.
    is_paired: bool,
}

#[test]
fn every_item_once_with_the_fewest_requests() {
    let size = prop_oneof![1 => 1..=10_usize, 3 => 1..=100_usize];
    let case = |(count, size, [is_ordered, has_key, is_paired]): (_, _, [bool; 3])| Case {
        count,
        size,
        is_ordered,
        has_key,
        is_paired,
    };
    let cases = (0..=230_usize, size, any::<[bool; 3]>()).prop_map(case);
    check_values(64, &cases, check);
}

#[tokio::test]
async fn page_boundaries() {
    for (count, size) in [
        (0, 1),
        (1, 1),
        (2, 1),
        (99, 100),
        (100, 100),
        (101, 100),
        (200, 100),
        (201, 100),
    ] {
        for bits in 0..8 {
            let [is_ordered, has_key, is_paired] = [1, 2, 4].map(|bit| bits & bit != 0);
            check(Case {
                count,
                size,
                is_ordered,
                has_key,
                is_paired,
            })
            .await;
        }
    }
}

async fn check(case: Case) {
    let sandbox = sandbox(case.count);
    let paginator = paginator().page_size(case.size as u32);
    let both_ends = if case.has_key {
        paginator.both_ends_by_key(|item| item.number)
    } else {
        paginator.both_ends()
    };
    let both_ends = if case.is_ordered {
        both_ends.ordered()
    } else {
        both_ends
    };
    let both_ends = if case.is_paired {
        both_ends.in_one_request()
    } else {
        both_ends
    };
    let mut walked = walk(both_ends, &github(&sandbox)).await;
    if !case.is_ordered {
        walked.sort_unstable();
    }
    assert_eq!(walked, numbers(case.count), "items of {case:?}");
    let requests = sandbox.github().requests().len();
    // If the ends are adjacent, one more request is needed to detect that they have met.
    if case.is_paired {
        let both = 2 * case.size;
        let is_side_by_side = case.count > 0 && case.count.is_multiple_of(both);
        let needed = case.count.div_ceil(both).max(1);
        assert_eq!(requests, needed + usize::from(is_side_by_side), "{case:?}");
    } else {
        assert!(
            requests <= case.count.div_ceil(case.size).max(2) + 1,
            "{requests} requests of {case:?}"
        );
    }
}
