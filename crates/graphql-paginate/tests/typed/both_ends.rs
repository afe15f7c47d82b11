//! Case 19: a list of the sandbox walked from both ends at once.

use futures::TryStreamExt;
use graphql_paginate::{BothEnds, Client, GraphQLQuery, Paginator};
use graphql_paginate_sandbox::Sandbox;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::json;

use crate::queries::PullRequests;
use crate::sandboxed::{self, github, numbers, sandbox, variables};

#[derive(GraphQLQuery)]
#[graphql(
    schema = "github",
    query_path = "../../queries/github/pull_requests_edges.graphql",
    response_derives = "Debug"
)]
struct PullRequestsEdges;

fn paginator() -> Paginator<PullRequestsEdges> {
    PullRequestsEdges::paginate(pull_requests_edges::Variables::new("octo".to_owned(), "repo".to_owned()))
}

async fn walk(both_ends: BothEnds<PullRequestsEdges>, client: &Client) -> Vec<i64> {
    both_ends.items(client).map_ok(|item| item.number).try_collect().await.unwrap()
}

#[tokio::test]
async fn case_19_both_ends() {
    let sandbox = sandbox(230);
    let client = github(&sandbox);
    assert_eq!(walk(paginator().both_ends().ordered(), &client).await, numbers(230));

    let sent = variables(sandbox.github());
    assert_eq!(sent[0], json!({ "owner": "octo", "name": "repo", "first": 100 }));
    assert_eq!(sent[1], json!({ "owner": "octo", "name": "repo", "last": 100 }));
    assert_eq!(sent.len(), 3, "as many as from one end");
}

#[tokio::test]
async fn nodes_without_edges_meet_by_a_key() {
    let sandbox = sandbox(230);
    let both_ends = PullRequests::paginate(sandboxed::pull_requests()).both_ends_by_key(|item| item.number);
    let items = both_ends.ordered().items(&github(&sandbox)).map_ok(|item| item.number);
    assert_eq!(items.try_collect::<Vec<_>>().await.unwrap(), numbers(230));
    assert_eq!(sandbox.github().requests().len(), 3);
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

/// One data set and how it is walked.
#[derive(Debug, Clone, Copy)]
struct Case {
    count: usize,
    size: usize,
    is_ordered: bool,
    has_key: bool,
}

#[test]
fn every_item_once_with_as_few_requests_as_can_be() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let config = Config { cases: 64, failure_persistence: None, ..Config::default() };
    let size = prop_oneof![1 => 1..=10_usize, 3 => 1..=100_usize];
    let case = |(count, size, is_ordered, has_key)| Case { count, size, is_ordered, has_key };
    let cases = (0..=230_usize, size, any::<bool>(), any::<bool>()).prop_map(case);
    let checked = TestRunner::new(config).run(&cases, |case| {
        runtime.block_on(check(case));
        Ok(())
    });
    checked.unwrap();
}

#[tokio::test]
async fn page_boundaries() {
    for (count, size) in [(0, 1), (1, 1), (2, 1), (99, 100), (100, 100), (101, 100), (200, 100), (201, 100)] {
        for (is_ordered, has_key) in [(false, false), (true, false), (false, true), (true, true)] {
            check(Case { count, size, is_ordered, has_key }).await;
        }
    }
}

async fn check(case: Case) {
    let sandbox = sandbox(case.count);
    let paginator = paginator().page_size(case.size as u32);
    let both_ends = match case.has_key {
        true => paginator.both_ends_by_key(|item| item.number),
        false => paginator.both_ends(),
    };
    let both_ends = if case.is_ordered { both_ends.ordered() } else { both_ends };
    let mut walked = walk(both_ends, &github(&sandbox)).await;
    if !case.is_ordered {
        walked.sort_unstable();
    }
    assert_eq!(walked, numbers(case.count), "items of {case:?}");
    let requests = sandbox.github().requests().len();
    assert!(requests <= case.count.div_ceil(case.size).max(2), "{requests} requests of {case:?}");
}
