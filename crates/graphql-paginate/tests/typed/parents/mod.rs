//! Tests of connections inside a list: one walk for all elements of the list.

mod property;
mod scripted;
mod walks;

use graphql_paginate::dynamic::{PagingVariables, Query};
use graphql_paginate::{Client, GraphQLQuery, Paginator};
use graphql_paginate_sandbox::{Builder, Sandbox};
use serde_json::Value;

use crate::sandboxed;

#[derive(GraphQLQuery)]
#[graphql(
    schema = "github",
    query_path = "tests/typed/queries/reviews_of_nodes.graphql",
    response_derives = "Debug, Serialize"
)]
pub(crate) struct ReviewsOfNodes;

#[derive(GraphQLQuery)]
#[graphql(
    schema = "github",
    query_path = "tests/typed/queries/reviews_before.graphql",
    response_derives = "Debug"
)]
pub(crate) struct ReviewsBefore;

#[derive(GraphQLQuery)]
#[graphql(
    schema = "github",
    query_path = "tests/typed/queries/review_comments_of_nodes.graphql",
    response_derives = "Debug, Serialize",
    complete_nested
)]
pub(crate) struct ReviewCommentsOfNodes;

/// A sandbox whose pull requests have these numbers of reviews.
fn reviewed(sizes: &[usize]) -> Builder {
    let mut builder = Sandbox::builder().pull_requests(sizes.len());
    for (number, size) in (1..).zip(sizes) {
        builder = builder.connection_size_at("PullRequest.reviews", number, *size);
    }
    builder
}

fn reviews_of(ids: &[String]) -> Paginator<ReviewsOfNodes> {
    ReviewsOfNodes::paginate(reviews_of_nodes::Variables::new(ids.to_vec()))
}

/// The ids of the sandbox's pull requests, in order.
async fn ids(client: &Client) -> Vec<String> {
    let query = Query::new(
        "query($after: String) { repository(owner: \"octo\", name: \"repo\") { \
         pullRequests(first: 100, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } } }",
        ["repository", "pullRequests"],
    );
    let query = query.forward(PagingVariables::cursor("after"));
    let items: Vec<_> = query.paginate().items(client).try_collect().await.unwrap();
    let id = |item: &Value| item["id"].as_str().unwrap().to_owned();
    let items = items
        .iter()
        .map(|item| serde_json::from_str(item.get()).unwrap());
    items.map(|item| id(&item)).collect()
}

/// The review ids of each pull request, from one request without pages.
async fn truth(client: &Client, ids: &[String]) -> Vec<Vec<String>> {
    let mut variables = reviews_of_nodes::Variables::new(ids.to_vec());
    variables.size = Some(100);
    let data = client.execute::<ReviewsOfNodes>(variables).await.unwrap();
    let data = serde_json::to_value(data).unwrap();
    let mut all = Vec::new();
    for node in data["nodes"].as_array().unwrap() {
        let reviews = node["reviews"]["nodes"].as_array();
        let id = |review: &Value| review["id"].as_str().unwrap().to_owned();
        all.push(reviews.into_iter().flatten().map(id).collect());
    }
    all
}

/// The follow-up requests that GitHub received, by the numbers of the parents in each.
fn follow_ups(sandbox: &Sandbox) -> Vec<Vec<usize>> {
    let mut all = Vec::new();
    for variables in sandboxed::variables(sandbox.github()) {
        let mut numbers = Vec::new();
        for key in variables.as_object().unwrap().keys() {
            numbers.extend(
                key.strip_prefix("parentId")
                    .map(|number| number.parse::<usize>().unwrap()),
            );
        }
        numbers.sort_unstable();
        if !numbers.is_empty() {
            all.push(numbers);
        }
    }
    all
}
