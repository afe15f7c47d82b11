//! Tests of the parents of nested connections on the sandbox: how they are found again, and how many share a request.

use graphql_paginate_sandbox::Sandbox;
use serde_json::Value;

use super::queries::{
    NestedBackward, NestedList, NestedRefetch, NestedSearch, PullRequestReviews, nested_list,
    nested_refetch, nested_search,
};
use super::{backward, completed, five, follow_ups, reviews, sent, uncompleted};
use crate::sandboxed::github;

#[tokio::test]
async fn a_nested_connection_with_more_pages_is_completed() {
    let sandbox = five()
        .connection_size_at("PullRequest.reviews", 2, 7)
        .start()
        .await
        .unwrap();
    let client = github(&sandbox);
    let whole = uncompleted(PullRequestReviews::paginate(reviews(100, 100)), &client).await;
    sandbox.github().clear_requests();

    let paginator = PullRequestReviews::paginate(reviews(3, 100)).page_size(3);
    assert_eq!(completed(paginator, 1, 2, &client).await, whole);
    let parents = sent(&sandbox, "parentId");
    assert_eq!(
        parents,
        [[whole[1]["id"].clone()], [whole[1]["id"].clone()]],
        "of the second alone"
    );
    assert_eq!(
        sandbox.github().requests().len(),
        4,
        "two pages, and four more reviews in pages of two"
    );
}

#[tokio::test]
async fn each_parent_continues_at_its_own_cursor() {
    let builder = five().connection_size("PullRequestReview.comments", 0);
    let builder = builder.connection_size_at("PullRequest.reviews", 2, 7);
    let sandbox = builder
        .connection_size_at("PullRequest.reviews", 4, 5)
        .start()
        .await
        .unwrap();
    let client = github(&sandbox);
    let whole = uncompleted(NestedBackward::paginate(backward(Some(100))), &client).await;
    let cut = uncompleted(NestedBackward::paginate(backward(None)), &client).await;
    let cursor = |item: usize| cut[item]["reviews"]["pageInfo"]["startCursor"].clone();
    assert_ne!(cursor(1), cursor(3));

    for batch in [1, 2] {
        sandbox.github().clear_requests();
        assert_eq!(
            completed(NestedBackward::paginate(backward(None)), batch, 2, &client).await,
            whole
        );
        let parents = sent(&sandbox, "parentId").into_iter().flatten();
        let pairs = parents.zip(sent(&sandbox, "pageCursor").into_iter().flatten());
        let mut pairs: Vec<(Value, Value)> = pairs.take(2).collect();
        // Two requests in flight can arrive in any order.
        pairs.sort_unstable_by_key(|(parent, _)| *parent != whole[1]["id"]);
        assert_eq!(
            pairs,
            [1, 3].map(|item| (whole[item]["id"].clone(), cursor(item))),
            "{batch} to a request"
        );
    }
}

#[tokio::test]
async fn a_parent_of_a_union_is_found_again() {
    let builder = Sandbox::builder().connection_size("Query.search", 8);
    let sandbox = builder
        .connection_size("PullRequest.reviews", 5)
        .start()
        .await
        .unwrap();
    let client = github(&sandbox);
    let variables = |reviews| nested_search::Variables {
        reviews,
        ..nested_search::Variables::new()
    };
    let whole = uncompleted(NestedSearch::paginate(variables(Some(100))), &client).await;
    let pull_requests: Vec<Value> = whole
        .iter()
        .filter(|item| item["__typename"] == "PullRequest")
        .cloned()
        .collect();
    assert!((1..8).contains(&pull_requests.len()), "{whole:?}");

    sandbox.github().clear_requests();
    // One request after the other, so that their order is that of the items.
    let paginator = NestedSearch::paginate(variables(None)).concurrency(1);
    assert_eq!(completed(paginator, 1, 100, &client).await, whole);
    let parents: Vec<Value> = sent(&sandbox, "parentId").into_iter().flatten().collect();
    let expected: Vec<Value> = pull_requests
        .iter()
        .map(|item| item["id"].clone())
        .collect();
    assert_eq!(parents, expected, "pull requests alone, each once");
}

#[tokio::test]
async fn many_parents_are_completed_in_batches() {
    let builder = Sandbox::builder()
        .pull_requests(25)
        .connection_size("PullRequest.reviews", 3);
    let sandbox = builder
        .connection_size("PullRequestReview.comments", 0)
        .start()
        .await
        .unwrap();
    let client = github(&sandbox);
    let whole = uncompleted(PullRequestReviews::paginate(reviews(100, 100)), &client).await;
    for (batch, expected) in [
        (1, vec![1; 25]),
        (10, vec![10, 10, 5]),
        (20, vec![20, 5]),
        (50, vec![25]),
    ] {
        sandbox.github().clear_requests();
        let paginator = PullRequestReviews::paginate(reviews(1, 1));
        assert_eq!(completed(paginator, batch, 100, &client).await, whole);
        let mut parents: Vec<usize> = sent(&sandbox, "parentId").iter().map(Vec::len).collect();
        // Requests in flight can arrive in any order.
        parents.sort_unstable_by(|one, other| other.cmp(one));
        assert_eq!(parents, expected, "{batch} to a request");
    }
}

#[tokio::test]
async fn parents_are_found_again_by_a_declared_root_field() {
    let builder = Sandbox::builder().connection_size("Repository.watchers", 4);
    let sandbox = builder
        .connection_size("User.followers", 3)
        .start()
        .await
        .unwrap();
    let client = github(&sandbox);
    let variables = nested_refetch::Variables::new("octo".to_owned(), "repo".to_owned());
    // One request after the other, so that their order is that of the items.
    let paginator = NestedRefetch::paginate(variables).concurrency(1);
    let items = completed(paginator, 3, 100, &client).await;
    let followers = |item: &Value| item["followers"]["nodes"].as_array().unwrap().len();
    assert_eq!(items.iter().map(followers).collect::<Vec<_>>(), [3; 4]);
    let logins: Vec<Value> = items.iter().map(|item| item["login"].clone()).collect();
    assert_eq!(sent(&sandbox, "parentLogin").concat(), logins);
    let query = follow_ups(sandbox.github())[0]["query"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(query.contains("$parentLogin0: String!"), "{query}");
}

#[tokio::test]
async fn a_connection_inside_a_nested_list_is_completed_for_each_element() {
    let sandbox = Sandbox::builder()
        .pull_requests(6)
        .connection_size("User.followers", 5);
    let sandbox = sandbox.start().await.unwrap();
    let client = github(&sandbox);
    let variables = |size| nested_list::Variables {
        followers: size,
        ..nested_list::Variables::new("octo".to_owned(), "repo".to_owned())
    };
    let whole = uncompleted(NestedList::paginate(variables(100)), &client).await;
    let reviewers = |item: &Value| item["suggestedReviewers"].as_array().unwrap().len();
    assert!(
        whole.iter().map(reviewers).max() > Some(1),
        "several elements in one list"
    );
    for batch in [1, 3, 20] {
        let paginator = NestedList::paginate(variables(2));
        assert_eq!(
            completed(paginator, batch, 2, &client).await,
            whole,
            "{batch} to a request"
        );
    }
}
