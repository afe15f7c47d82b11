//! Tests of queries that select neither `pageInfo` of nested connections nor the ids of their parents.

use graphql_paginate_sandbox::Sandbox;
use serde_json::{Value, json};

use super::queries::{NestedAsWritten, nested_as_written};
use super::{completed, follow_ups, uncompleted};
use crate::sandboxed::github;
use crate::script::Script;

/// Seven pull requests with five labels each and up to nine reviews of up to four comments.
fn sandbox() -> Sandbox {
    let builder = Sandbox::builder()
        .pull_requests(7)
        .connection_size("PullRequest.labels", 5)
        .connection_size("PullRequest.reviews", 9)
        .connection_size_at("PullRequest.reviews", 3, 0)
        .connection_size_at("PullRequest.reviews", 5, 2);
    builder
        .connection_size("PullRequestReview.comments", 4)
        .connection_size_at("PullRequestReview.comments", 2, 1)
        .start_blocking()
        .unwrap()
}

/// A query with first pages of these numbers of labels, reviews and comments.
fn variables(labels: i64, reviews: i64, comments: i64) -> nested_as_written::Variables {
    nested_as_written::Variables {
        labels: Some(labels),
        reviews: Some(reviews),
        comments: Some(comments),
        ..nested_as_written::Variables::new("octo".to_owned(), "repo".to_owned())
    }
}

#[tokio::test]
async fn incomplete_nested_connections_are_counted() {
    let sandbox = sandbox();
    let client = github(&sandbox);
    let mut pages = NestedAsWritten::paginate(variables(2, 9, 4)).pages(&client);
    let page = pages.try_next().await.unwrap().unwrap();
    let truncated: Vec<_> = page
        .truncated
        .iter()
        .map(|truncated| (truncated.path.as_str(), truncated.connections))
        .collect();
    assert_eq!(truncated, [("labels", 7)]);
    assert_eq!(pages.progress().truncated, 7);

    let mut pages = NestedAsWritten::paginate(variables(5, 3, 1)).pages(&client);
    let page = pages.try_next().await.unwrap().unwrap();
    let reviews = page.truncated.iter().find(|cut| cut.path == "reviews");
    assert_eq!(reviews.unwrap().connections, 5);
}

#[tokio::test]
async fn every_item_is_completed_whatever_the_sizes() {
    let sandbox = sandbox();
    let client = github(&sandbox);
    let whole = uncompleted(NestedAsWritten::paginate(variables(100, 100, 100)), &client).await;
    for (labels, reviews, comments) in [(1, 1, 1), (2, 3, 2), (5, 4, 1), (4, 9, 4)] {
        for (batch, size) in [(1, 1), (3, 2), (20, 100)] {
            for page_size in [2, 7] {
                let paginator = NestedAsWritten::paginate(variables(labels, reviews, comments));
                let items = completed(paginator.page_size(page_size), batch, size, &client).await;
                assert_eq!(
                    items, whole,
                    "{labels} {reviews} {comments}, {batch} {size} {page_size}"
                );
            }
        }
    }
}

#[tokio::test]
async fn every_item_is_completed_backward_and_from_both_ends() {
    let sandbox = sandbox();
    let client = github(&sandbox);
    let whole = uncompleted(NestedAsWritten::paginate(variables(100, 100, 100)), &client).await;
    let paginator = || NestedAsWritten::paginate(variables(2, 2, 1)).page_size(3);

    let mut backward = completed(paginator().backward(), 4, 2, &client).await;
    backward.reverse();
    assert_eq!(backward, whole);

    for is_one_request in [false, true] {
        let mut walk = paginator()
            .complete_nested()
            .both_ends_by_key(|pull_request| pull_request.title.clone())
            .ordered();
        if is_one_request {
            walk = walk.in_one_request();
        }
        let items: Vec<_> = walk.items(&client).try_collect().await.unwrap();
        let items: Vec<Value> = items
            .iter()
            .map(|item| serde_json::to_value(item).unwrap())
            .collect();
        assert_eq!(items, whole, "one request: {is_one_request}");
    }
}

/// A server that ignores `last` and returns the first items under both keys.
#[tokio::test]
async fn items_are_completed_if_the_server_does_not_know_last_in_one_request() {
    let item = |title: &str, has_more: bool| {
        let labels = json!({ "nodes": [{ "name": title }], "pageInfo": { "hasNextPage": has_more, "endCursor": title } });
        let reviews = json!({ "edges": [], "pageInfo": { "hasPreviousPage": false } });
        json!({ "id": title, "title": title, "labels": labels, "reviews": reviews })
    };
    let page = |titles: [&str; 2], has_next: bool| {
        let flags = json!({ "hasNextPage": has_next, "endCursor": titles[1], "hasPreviousPage": false, "startCursor": "a" });
        json!({ "nodes": [item(titles[0], false), item(titles[1], true)], "pageInfo": flags })
    };
    let answer = |head: Value| json!({ "data": { "repository": { "pullRequests": head, "pullRequestsFromEnd": page(["a", "b"], true) } } });
    let rest = |name: &str| {
        let labels = json!({ "nodes": [{ "name": name }], "pageInfo": { "hasNextPage": false } });
        json!({ "data": { "r0": { "__typename": "PullRequest", "labels": labels } } })
    };
    let script = Script::new([
        answer(page(["a", "b"], true)),
        rest("b2"),
        answer(page(["c", "d"], false)),
        rest("d2"),
    ]);
    let walk = NestedAsWritten::paginate(variables(1, 1, 1))
        .complete_nested()
        .both_ends_by_key(|pull_request| pull_request.title.clone())
        .in_one_request();
    let items: Vec<_> = walk.items(&script.client()).try_collect().await.unwrap();
    let names = |item: &Value| {
        let labels = item["labels"]["nodes"].as_array().unwrap().iter();
        let names: Vec<&str> = labels
            .map(|label| label["name"].as_str().unwrap())
            .collect();
        names.join(" ")
    };
    let items: Vec<String> = items
        .iter()
        .map(|item| names(&serde_json::to_value(item).unwrap()))
        .collect();
    assert_eq!(items, ["a", "b b2", "c", "d d2"]);
}

#[tokio::test]
async fn items_beyond_a_limit_are_not_completed() {
    let sandbox = sandbox();
    let client = github(&sandbox);
    let items: Vec<_> = NestedAsWritten::paginate(variables(2, 100, 100))
        .max_items(1)
        .complete_nested()
        .batch(1)
        .nested_page_size(100)
        .items(&client)
        .try_collect()
        .await
        .unwrap();
    assert_eq!(
        items[0]
            .labels
            .as_ref()
            .unwrap()
            .nodes
            .as_ref()
            .unwrap()
            .len(),
        5
    );
    assert_eq!(follow_ups(sandbox.github()).len(), 1);
}
