//! Tests of nested completion in walks from both ends.

use graphql_paginate::{BothEnds, Connection, Paginator};
use graphql_paginate_sandbox::{Fault, Faults, Sandbox};
use serde::Serialize;
use serde_json::Value;

use super::queries::{TreeForward, TreeMixed, tree_forward, tree_mixed};
use super::{follow_ups, uncompleted};
use crate::sandboxed::github;

async fn collected<C: Connection<Item: Serialize>>(
    walk: BothEnds<C>,
    sandbox: &Sandbox,
) -> Vec<Value> {
    let items: Vec<C::Item> = walk
        .ordered()
        .items(&github(sandbox))
        .try_collect()
        .await
        .unwrap();
    items
        .iter()
        .map(|item| serde_json::to_value(item).unwrap())
        .collect()
}

fn sandbox() -> Sandbox {
    let builder = Sandbox::builder()
        .pull_requests(23)
        .connection_size("PullRequest.reviews", 4);
    builder
        .connection_size("PullRequestReview.comments", 3)
        .start_blocking()
        .unwrap()
}

fn forward(size: i64) -> tree_forward::Variables {
    tree_forward::Variables {
        reviews: Some(size),
        comments: Some(size),
        ..tree_forward::Variables::new("octo".to_owned(), "repo".to_owned())
    }
}

fn mixed(size: i64) -> tree_mixed::Variables {
    tree_mixed::Variables {
        reviews: Some(size),
        comments: Some(size),
        ..tree_mixed::Variables::new("octo".to_owned(), "repo".to_owned())
    }
}

fn whole_forward() -> Paginator<TreeForward> {
    TreeForward::paginate(forward(2))
        .page_size(5)
        .complete_nested()
        .batch(4)
}

#[tokio::test]
async fn items_from_both_ends_are_complete() {
    let sandbox = sandbox();
    let whole = uncompleted(TreeForward::paginate(forward(100)), &github(&sandbox)).await;
    let by_key = whole_forward().both_ends_by_key(|item| item.number);
    assert_eq!(collected(by_key, &sandbox).await, whole);

    let whole = uncompleted(TreeMixed::paginate(mixed(100)), &github(&sandbox)).await;
    let by_cursor = TreeMixed::paginate(mixed(2))
        .page_size(5)
        .complete_nested()
        .batch(4)
        .both_ends();
    assert_eq!(collected(by_cursor, &sandbox).await, whole);

    let mut unordered = whole_forward()
        .both_ends_by_key(|item| item.number)
        .items(&github(&sandbox));
    while unordered.try_next().await.unwrap().is_some() {}
    assert_eq!(unordered.progress().truncated, 0);
}

#[tokio::test]
async fn walks_from_both_ends_respect_the_largest_page_of_the_api() {
    let sandbox = sandbox();
    let walk = whole_forward()
        .nested_page_size(5_000)
        .both_ends_by_key(|item| item.number);
    collected(walk, &sandbox).await;
    let sizes = follow_ups(sandbox.github());
    assert!(
        !sizes.is_empty()
            && sizes
                .iter()
                .all(|body| body["variables"]["pageSize0"] == 100)
    );
}

#[tokio::test]
async fn a_failed_completion_of_either_end_ends_the_walk() {
    let sandbox = sandbox();
    let client = github(&sandbox);
    let whole = uncompleted(TreeForward::paginate(forward(100)), &client).await;
    // The first pages of both ends are received; the seventh follow-up request is lost.
    let is_follow_up = |body: &Value| {
        body["operationName"]
            .as_str()
            .unwrap()
            .ends_with("FollowUp")
    };
    let lost = Faults::new().when(
        move |asked| is_follow_up(&asked.json()) && asked.number > 8,
        Fault::status(404),
    );
    sandbox.github().script(lost);
    let mut items = whole_forward()
        .both_ends_by_key(|item| item.number)
        .ordered()
        .items(&client);
    let mut all = Vec::new();
    let error = loop {
        match items.try_next().await {
            Ok(item) => all.push(serde_json::to_value(item.expect("it does not end")).unwrap()),
            Err(error) => break error,
        }
    };
    assert!(items.try_next().await.unwrap().is_none());
    sandbox.github().script(Faults::new());
    let resumed = TreeForward::paginate(forward(2)).resume(error.checkpoint().unwrap().clone());
    all.extend(super::completed(resumed, 4, 10, &client).await);
    assert_eq!(all, whole);
}
