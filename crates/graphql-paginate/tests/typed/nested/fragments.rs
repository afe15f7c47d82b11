//! Tests of nested connections that several fragments select: each of them gets all items.

use graphql_paginate_sandbox::Sandbox;
use serde_json::json;

use super::queries::{
    NestedFragments, NestedFragmentsWithPageInfo, nested_fragments, nested_fragments_with_page_info,
};
use super::{completed, follow_ups, uncompleted};
use crate::sandboxed::github;
use crate::script::Script;

/// Three pull requests with five labels each and four reviews of three comments.
fn sandbox() -> Sandbox {
    let builder = Sandbox::builder()
        .pull_requests(3)
        .connection_size("PullRequest.labels", 5)
        .connection_size("PullRequest.reviews", 4);
    builder
        .connection_size("PullRequestReview.comments", 3)
        .start_blocking()
        .unwrap()
}

fn variables(labels: i64, reviews: i64, comments: i64) -> nested_fragments::Variables {
    nested_fragments::Variables {
        labels: Some(labels),
        reviews: Some(reviews),
        comments: Some(comments),
        ..nested_fragments::Variables::new("octo".to_owned(), "repo".to_owned())
    }
}

fn with_page_info(labels: i64, reviews: i64) -> nested_fragments_with_page_info::Variables {
    nested_fragments_with_page_info::Variables {
        labels: Some(labels),
        reviews: Some(reviews),
        ..nested_fragments_with_page_info::Variables::new("octo".to_owned(), "repo".to_owned())
    }
}

#[tokio::test]
async fn each_fragment_has_all_items_whatever_the_sizes() {
    let sandbox = sandbox();
    let client = github(&sandbox);
    let whole = uncompleted(NestedFragments::paginate(variables(100, 100, 100)), &client).await;
    for (labels, reviews, comments) in [(1, 1, 1), (2, 3, 2), (5, 3, 1), (4, 4, 3)] {
        for (batch, size) in [(1, 1), (3, 2), (20, 100)] {
            let paginator = NestedFragments::paginate(variables(labels, reviews, comments));
            let items = completed(paginator.page_size(2), batch, size, &client).await;
            assert_eq!(
                items, whole,
                "{labels} {reviews} {comments}, {batch} {size}"
            );
        }
    }
}

#[tokio::test]
async fn the_methods_of_each_fragment_iterate_over_all_items() {
    let sandbox = sandbox();
    let client = github(&sandbox);
    let walk = NestedFragments::paginate(variables(2, 1, 1)).complete_nested();
    let items: Vec<_> = walk.items(&client).try_collect().await.unwrap();
    for item in &items {
        assert_eq!(item.names.labels().count(), 5);
        assert_eq!(item.colors.labels().count(), 5);
        let mut reviews = 0;
        for (one, other) in item.names.reviews().zip(item.colors.reviews()) {
            assert_eq!((one.comments().count(), other.comments().count()), (3, 3));
            reviews += 1;
        }
        assert_eq!(reviews, 4);
        assert_eq!(item.colors.reviews().count(), 4);
    }
    assert_eq!(items.len(), 3);
    // The further labels of all pull requests, once for both fragments.
    let of_labels = follow_ups(sandbox.github()).into_iter().filter(|body| {
        let query = body["query"].as_str().unwrap();
        query.contains("labels(first: $pageSize0, after: $pageCursor0) { nodes { name color }")
    });
    assert_eq!(of_labels.count(), 1);
}

#[tokio::test]
async fn page_info_in_one_of_the_fragments_is_enough() {
    let sandbox = sandbox();
    let client = github(&sandbox);
    let walk = NestedFragmentsWithPageInfo::paginate(with_page_info(100, 100));
    let whole = uncompleted(walk, &client).await;
    let walk = NestedFragmentsWithPageInfo::paginate(with_page_info(2, 3)).complete_nested();
    let items: Vec<_> = walk.items(&client).try_collect().await.unwrap();
    assert_eq!(items.len(), whole.len());
    for item in &items {
        assert_eq!(item.names.labels().count(), 5);
        assert_eq!(item.colors.labels().count(), 5);
        assert_eq!(item.names.reviews().count(), 4);
        assert_eq!(item.colors.reviews().count(), 4);
        assert!(!item.names.labels.as_ref().unwrap().page_info.has_next_page);
        let (one, other) = (&item.names.reviews, &item.colors.reviews);
        let cursor = one.as_ref().unwrap().page_info.end_cursor.clone();
        assert_eq!(other.as_ref().unwrap().page_info.end_cursor, cursor);
    }
}

#[tokio::test]
async fn lists_are_counted_once_without_completion() {
    let sandbox = sandbox();
    let client = github(&sandbox);
    let mut pages = NestedFragments::paginate(variables(2, 4, 3)).pages(&client);
    let page = pages.try_next().await.unwrap().unwrap();
    let [cut] = page.truncated.as_slice() else {
        panic!("{:?}", page.truncated);
    };
    assert_eq!((cut.path.as_str(), cut.connections), ("labels", 3));
}

/// A further page that only one of the fragments can decode.
#[tokio::test]
async fn no_fragment_gets_a_page_that_another_one_cannot_decode() {
    let page_info = |cursor: Option<&str>| json!({ "hasNextPage": cursor.is_some(), "hasPreviousPage": false, "endCursor": cursor });
    let labels = |label: serde_json::Value, cursor| json!({ "totalCount": 2, "nodes": [label], "pageInfo": page_info(cursor) });
    let reviews = json!({ "nodes": [], "pageInfo": page_info(None) });
    let first = labels(json!({ "name": "a", "color": "b" }), Some("c"));
    let item = json!({ "id": "1", "title": "t", "labels": first, "reviews": reviews });
    let pulls = json!({ "nodes": [item], "pageInfo": page_info(None) });
    let rest = labels(json!({ "name": "a" }), None);
    let script = Script::new([
        json!({ "data": { "repository": { "pullRequests": pulls } } }),
        json!({ "data": { "r0": { "__typename": "PullRequest", "labels": rest } } }),
    ]);
    let walk = NestedFragments::paginate(variables(1, 1, 1)).complete_nested();
    let result: Result<Vec<_>, _> = walk.items(&script.client()).try_collect().await;
    let message = result.unwrap_err().to_string();
    assert!(message.contains("`labels` of `1`"), "{message}");
}
