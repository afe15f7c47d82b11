//! Every pull request of a repository with all its reviews, and each review with all its comments: three levels of
//! connections, each item complete.
//!
//! `cargo run --example pull_request_reviews -- rust-lang/rust` queries GitHub if `GITHUB_TOKEN` is set, and the
//! sandbox otherwise.

use anyhow::Context;
use graphql_paginate::GraphQLQuery;
use graphql_paginate_examples::{count, github, show, table};

#[derive(GraphQLQuery)]
#[graphql(
    schema = "github",
    query_path = "../queries/github/pull_request_reviews.graphql",
    response_derives = "Debug",
    complete_nested
)]
struct PullRequestReviews;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let repository = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "rust-lang/rust".to_owned());
    let (owner, name) = repository
        .split_once('/')
        .context("name the repository as owner/name")?;
    let connected = github().await?;
    // Small first pages, so that items have pending pages.
    let variables = pull_request_reviews::Variables {
        reviews: Some(2),
        comments: Some(2),
        ..pull_request_reviews::Variables::new(owner.into(), name.into())
    };
    let walk = PullRequestReviews::paginate(variables)
        .max_items(100)
        .complete_nested()
        .batch(20);
    let mut items = walk.items(&connected.client);

    let mut table = table(&["number", "reviews", "comments", "title"]);
    let (mut reviews, mut comments) = (0, 0);
    while let Some(pull_request) = items.try_next().await? {
        let (own_reviews, own_comments) = counts(&pull_request);
        let number = format!("#{}", pull_request.number);
        table.add_row([
            number,
            own_reviews.to_string(),
            own_comments.to_string(),
            pull_request.title,
        ]);
        reviews += own_reviews;
        comments += own_comments;
    }
    let requests = items.progress().requests as usize;
    let summary = format!(
        "{} with {} in {}",
        count(reviews, "review"),
        count(comments, "comment"),
        count(requests, "request")
    );
    show(&table, &summary)
}

fn counts(pull_request: &pull_request_reviews::Item) -> (usize, usize) {
    let reviews = pull_request
        .reviews
        .iter()
        .flat_map(|reviews| reviews.nodes.iter().flatten().flatten());
    let comments =
        |review: &pull_request_reviews::PullRequestReviewsRepositoryPullRequestsNodesReviewsNodes| {
            review.comments.nodes.iter().flatten().flatten().count()
        };
    reviews.fold((0, 0), |(count, sum), review| {
        (count + 1, sum + comments(review))
    })
}
