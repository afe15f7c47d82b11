//! On the sandbox.

use graphql_paginate_sandbox::{Builder, Sandbox};
use serde_json::{Value, json};

use super::queries::{
    NestedAliases, NestedBackward, NestedFilter, NestedList, NestedRateLimit, NestedRefetch,
    NestedSearch, PullRequestReviews, nested_aliases, nested_backward, nested_filter, nested_list,
    nested_rate_limit, nested_refetch, nested_search,
};
use super::{as_they_come, completed, follow_ups, reviews};
use crate::sandboxed::github;

/// Five pull requests without reviews.
fn five() -> Builder {
    Sandbox::builder()
        .pull_requests(5)
        .connection_size("PullRequest.reviews", 0)
}

/// First pages of so many reviews and comments, counted from the end.
fn backward(size: Option<i64>) -> nested_backward::Variables {
    nested_backward::Variables {
        reviews: size,
        comments: size,
        ..nested_backward::Variables::new("octo".to_owned(), "repo".to_owned())
    }
}

/// The variables of each follow-up request that begin like this, in the order of their parents.
fn sent(sandbox: &Sandbox, variable: &str) -> Vec<Vec<Value>> {
    let of = |body: Value| {
        let variables = body["variables"].as_object().unwrap().clone();
        variables
            .into_iter()
            .filter(|(name, _)| name.starts_with(variable))
            .map(|(_, value)| value)
            .collect()
    };
    follow_ups(sandbox.github()).into_iter().map(of).collect()
}

#[tokio::test]
async fn nested_overflow() {
    let sandbox = five()
        .connection_size_at("PullRequest.reviews", 2, 7)
        .start()
        .await
        .unwrap();
    let client = github(&sandbox);
    let whole = as_they_come(PullRequestReviews::paginate(reviews(100, 100)), &client).await;
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
async fn two_parents_with_different_cursors() {
    let builder = five().connection_size("PullRequestReview.comments", 0);
    let builder = builder.connection_size_at("PullRequest.reviews", 2, 7);
    let sandbox = builder
        .connection_size_at("PullRequest.reviews", 4, 5)
        .start()
        .await
        .unwrap();
    let client = github(&sandbox);
    let whole = as_they_come(NestedBackward::paginate(backward(Some(100))), &client).await;
    let cut = as_they_come(NestedBackward::paginate(backward(None)), &client).await;
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
        // Two requests that are under way at once come in any order.
        pairs.sort_unstable_by_key(|(parent, _)| *parent != whole[1]["id"]);
        assert_eq!(
            pairs,
            [1, 3].map(|item| (whole[item]["id"].clone(), cursor(item))),
            "{batch} to a request"
        );
    }
}

#[tokio::test]
async fn nested_filter_arguments_are_preserved() {
    let builder = Sandbox::builder()
        .connection_size("User.repositories", 3)
        .pull_requests(20);
    let sandbox = builder.start().await.unwrap();
    let client = github(&sandbox);
    let variables = |size| nested_filter::Variables {
        size,
        states: Some(vec![nested_filter::PullRequestState::MERGED]),
        ..nested_filter::Variables::new("octo".to_owned())
    };
    let whole = as_they_come(NestedFilter::paginate(variables(Some(100))), &client).await;
    let pull_requests = whole[0]["pullRequests"]["nodes"].as_array().unwrap();
    assert!(
        (4..20).contains(&pull_requests.len()),
        "some of twenty, more than a page: {pull_requests:?}"
    );
    assert!(pull_requests.iter().all(|node| node["state"] == "MERGED"));

    sandbox.github().clear_requests();
    assert_eq!(
        completed(NestedFilter::paginate(variables(None)), 1, 2, &client).await,
        whole
    );
    let asked = follow_ups(sandbox.github());
    assert!(asked.len() >= 3);
    for body in asked {
        let query = body["query"].as_str().unwrap();
        let arguments = "(states: $states, orderBy: {field: $field, direction: DESC}, first: $pageSize0, after: $pageCursor0)";
        assert!(
            query.contains(&format!("pullRequests{arguments}")),
            "{query}"
        );
        assert!(
            query.contains("$field: IssueOrderField! = UPDATED_AT"),
            "{query}"
        );
        assert!(!query.contains("$login"), "{query}");
        assert_eq!(body["variables"]["states"], json!(["MERGED"]));
        assert!(!body["variables"].as_object().unwrap().contains_key("login"));
    }
}

#[tokio::test]
async fn one_field_twice_under_aliases() {
    let builder = five().connection_size_at("PullRequest.reviews", 2, 12);
    let sandbox = builder
        .connection_size_at("PullRequest.reviews", 5, 7)
        .start()
        .await
        .unwrap();
    let client = github(&sandbox);
    let variables = |few, more| nested_aliases::Variables {
        few,
        more,
        ..nested_aliases::Variables::new("octo".to_owned(), "repo".to_owned())
    };
    let whole = as_they_come(
        NestedAliases::paginate(variables(Some(100), Some(100))),
        &client,
    )
    .await;
    for batch in [1, 20] {
        let paginator = NestedAliases::paginate(variables(None, None));
        assert_eq!(
            completed(paginator, batch, 3, &client).await,
            whole,
            "{batch} to a request"
        );
    }
    for body in follow_ups(sandbox.github()) {
        let query = body["query"].as_str().unwrap();
        let (few, more) = (
            query.contains("few: reviews("),
            query.contains("more: reviews("),
        );
        assert!(few != more, "either alias: {query}");
        assert_eq!(query.contains("states: [APPROVED]"), few, "{query}");
    }
}

#[tokio::test]
async fn union_parent() {
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
    let whole = as_they_come(NestedSearch::paginate(variables(Some(100))), &client).await;
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
async fn three_levels() {
    let builder = five().connection_size_at("PullRequest.reviews", 1, 9);
    let builder = builder.connection_size_at("PullRequest.reviews", 3, 4);
    let builder = builder.connection_size("PullRequestReview.comments", 3);
    let sandbox = builder
        .connection_size_at("PullRequestReview.comments", 8, 11)
        .start()
        .await
        .unwrap();
    let client = github(&sandbox);
    let whole = as_they_come(PullRequestReviews::paginate(reviews(100, 100)), &client).await;
    let eighth = &whole[0]["reviews"]["nodes"][7];
    assert_eq!(eighth["comments"]["nodes"].as_array().unwrap().len(), 11);
    for (page, batch) in [(1, 1), (3, 2), (100, 20)] {
        let paginator = PullRequestReviews::paginate(reviews(2, 1));
        assert_eq!(
            completed(paginator, batch, page, &client).await,
            whole,
            "pages of {page}, {batch}"
        );
    }
}

#[tokio::test]
async fn three_levels_from_the_end() {
    let builder = five().connection_size_at("PullRequest.reviews", 1, 9);
    let builder = builder.connection_size_at("PullRequest.reviews", 3, 4);
    let sandbox = builder
        .connection_size("PullRequestReview.comments", 5)
        .start()
        .await
        .unwrap();
    let client = github(&sandbox);
    let whole = as_they_come(NestedBackward::paginate(backward(Some(100))), &client).await;
    for (page, batch) in [(1, 1), (3, 2), (100, 20)] {
        let paginator = NestedBackward::paginate(backward(None));
        assert_eq!(
            completed(paginator, batch, page, &client).await,
            whole,
            "pages of {page}, {batch}"
        );
    }
}

#[tokio::test]
async fn many_overflowing_parents() {
    let builder = Sandbox::builder()
        .pull_requests(25)
        .connection_size("PullRequest.reviews", 3);
    let sandbox = builder
        .connection_size("PullRequestReview.comments", 0)
        .start()
        .await
        .unwrap();
    let client = github(&sandbox);
    let whole = as_they_come(PullRequestReviews::paginate(reviews(100, 100)), &client).await;
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
        // Those that are under way at once come in any order.
        parents.sort_unstable_by(|one, other| other.cmp(one));
        assert_eq!(parents, expected, "{batch} to a request");
    }
}

#[tokio::test]
async fn what_is_cut_is_said() {
    let builder = five().connection_size_at("PullRequest.reviews", 1, 3);
    let builder = builder.connection_size_at("PullRequest.reviews", 4, 1);
    let sandbox = builder
        .connection_size("PullRequestReview.comments", 5)
        .start()
        .await
        .unwrap();
    let client = github(&sandbox);
    let paginator = PullRequestReviews::paginate(reviews(2, 2));

    let mut pages = paginator.clone().page_size(3).pages(&client);
    let mut truncated = Vec::new();
    while let Some(page) = pages.try_next().await.unwrap() {
        let paths = page.truncated.into_iter();
        truncated.push(
            paths
                .map(|cut| (cut.path, cut.connections))
                .collect::<Vec<_>>(),
        );
    }
    let (first, second) = ("reviews".to_owned(), "reviews.nodes.comments".to_owned());
    assert_eq!(
        truncated,
        [vec![(first, 1), (second.clone(), 2)], vec![(second, 1)]]
    );
    assert_eq!(pages.progress().truncated, 4);

    let mut items = paginator.clone().items(&client);
    while items.try_next().await.unwrap().is_some() {}
    assert_eq!(items.progress().truncated, 4);
    assert_eq!(
        follow_ups(sandbox.github()),
        [] as [Value; 0],
        "nobody asked to complete them"
    );

    let mut pages = paginator.complete_nested().pages(&client);
    assert_eq!(pages.try_next().await.unwrap().unwrap().truncated, []);
    assert_eq!(pages.progress().truncated, 0);
}

#[tokio::test]
async fn parents_found_again_by_another_root_field() {
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
async fn page_info_under_a_list() {
    let sandbox = Sandbox::builder()
        .pull_requests(6)
        .connection_size("User.followers", 5);
    let sandbox = sandbox.start().await.unwrap();
    let client = github(&sandbox);
    let variables = |size| nested_list::Variables {
        followers: size,
        ..nested_list::Variables::new("octo".to_owned(), "repo".to_owned())
    };
    let whole = as_they_come(NestedList::paginate(variables(100)), &client).await;
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

#[tokio::test]
async fn rate_limit_before_the_connection() {
    let sandbox = five()
        .connection_size_at("PullRequest.reviews", 3, 5)
        .start()
        .await
        .unwrap();
    let client = github(&sandbox);
    let variables = || nested_rate_limit::Variables::new("octo".to_owned(), "repo".to_owned());
    let mut pages = NestedRateLimit::paginate(variables())
        .page_size(2)
        .complete_nested()
        .pages(&client);
    let mut numbers = Vec::new();
    let mut counts = Vec::new();
    while let Some(page) = pages.try_next().await.unwrap() {
        assert!(page.data.rate_limit.is_some_and(|quota| quota.cost >= 1));
        for item in page.items {
            numbers.push(item.number);
            counts.push(item.reviews.unwrap().nodes.unwrap().len());
        }
    }
    assert_eq!(
        (numbers, counts),
        (vec![1, 2, 3, 4, 5], vec![0, 0, 5, 0, 0])
    );
    for body in follow_ups(sandbox.github()) {
        assert!(
            !body["query"].as_str().unwrap().contains("rateLimit"),
            "of no use there"
        );
    }
}
