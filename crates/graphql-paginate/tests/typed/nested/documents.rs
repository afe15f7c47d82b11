//! Tests of the forms of nested connections on the sandbox: arguments, aliases, three levels, and fields beside them.

use graphql_paginate_sandbox::Sandbox;
use serde_json::{Value, json};

use super::queries::{
    NestedAliases, NestedBackward, NestedFilter, NestedRateLimit, PullRequestReviews,
    nested_aliases, nested_filter, nested_rate_limit,
};
use super::{backward, completed, five, follow_ups, reviews, uncompleted};
use crate::sandboxed::github;

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
    let whole = uncompleted(NestedFilter::paginate(variables(Some(100))), &client).await;
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
async fn one_field_under_two_aliases_is_two_connections() {
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
    let whole = uncompleted(
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
async fn three_levels_are_completed() {
    let builder = five().connection_size_at("PullRequest.reviews", 1, 9);
    let builder = builder.connection_size_at("PullRequest.reviews", 3, 4);
    let builder = builder.connection_size("PullRequestReview.comments", 3);
    let sandbox = builder
        .connection_size_at("PullRequestReview.comments", 8, 11)
        .start()
        .await
        .unwrap();
    let client = github(&sandbox);
    let whole = uncompleted(PullRequestReviews::paginate(reviews(100, 100)), &client).await;
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
async fn three_levels_are_completed_backward() {
    let builder = five().connection_size_at("PullRequest.reviews", 1, 9);
    let builder = builder.connection_size_at("PullRequest.reviews", 3, 4);
    let sandbox = builder
        .connection_size("PullRequestReview.comments", 5)
        .start()
        .await
        .unwrap();
    let client = github(&sandbox);
    let whole = uncompleted(NestedBackward::paginate(backward(Some(100))), &client).await;
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
async fn truncated_counts_incomplete_nested_connections() {
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
async fn a_field_before_the_connection_does_not_disturb_completion() {
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
