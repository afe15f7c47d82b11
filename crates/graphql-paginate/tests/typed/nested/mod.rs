//! Cases 30 to 40, and 84: items that come out whole.
//!
//! Whole is what the same document brings when its nested pages are large enough to need no completion.

mod queries;

mod answers;
mod as_written;
mod tree;

mod both_ends;
mod cases;
mod failures;
mod gone;
mod guards;
mod property;
mod resume;
mod scripted;
mod sizes;

use graphql_paginate::{Client, CompletesNested, Paginator};
use graphql_paginate_sandbox::{Endpoint, Sandbox};
use serde::Serialize;
use serde_json::Value;

use self::queries::pull_request_reviews;

/// The items of a walk without completion.
async fn as_they_come<C: CompletesNested<Item: Serialize>>(
    paginator: Paginator<C>,
    client: &Client,
) -> Vec<Value> {
    let items: Vec<C::Item> = paginator.items(client).try_collect().await.unwrap();
    items
        .iter()
        .map(|item| serde_json::to_value(item).unwrap())
        .collect()
}

/// The items of a walk that completes them, so many parents to a request.
async fn completed<C: CompletesNested<Item: Serialize>>(
    paginator: Paginator<C>,
    batch: usize,
    size: u32,
    client: &Client,
) -> Vec<Value> {
    let walk = paginator
        .complete_nested()
        .batch(batch)
        .nested_page_size(size);
    let items: Vec<C::Item> = walk.items(client).try_collect().await.unwrap();
    items
        .iter()
        .map(|item| serde_json::to_value(item).unwrap())
        .collect()
}

/// Pull requests with first pages of so many reviews and comments.
fn reviews(reviews: i64, comments: i64) -> pull_request_reviews::Variables {
    pull_request_reviews::Variables {
        reviews: Some(reviews),
        comments: Some(comments),
        ..pull_request_reviews::Variables::new("octo".to_owned(), "repo".to_owned())
    }
}

/// The follow-up requests that an API received, as JSON.
fn follow_ups(endpoint: &Endpoint) -> Vec<Value> {
    let bodies = endpoint
        .requests()
        .into_iter()
        .map(|request| request.json());
    bodies
        .filter(|body| body["operationName"].as_str().unwrap().ends_with("Rest"))
        .collect()
}

/// Six pull requests with six reviews each, no comments.
fn six() -> Sandbox {
    let builder = Sandbox::builder()
        .pull_requests(6)
        .connection_size("PullRequest.reviews", 6);
    builder
        .connection_size("PullRequestReview.comments", 0)
        .start_blocking()
        .unwrap()
}
