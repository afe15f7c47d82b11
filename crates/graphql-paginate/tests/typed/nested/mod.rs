//! Tests of nested completion: every item has all items of its nested connections.
//!
//! The expected items are those of the same document with nested pages that are large enough to need no completion.

mod queries;

mod answers;
mod as_written;
mod tree;

mod both_ends;
mod conditions;
mod documents;
mod failures;
mod fragments;
mod gone;
mod guards;
mod other_lists;
mod parents;
mod places;
mod property;
mod resume;
mod scripted;
mod sizes;
mod unclear;

use graphql_paginate::{Client, CompletesNested, Paginator};
use graphql_paginate_sandbox::{Builder, Endpoint, Sandbox};
use serde::Serialize;
use serde_json::Value;

use self::queries::{nested_backward, pull_request_reviews};

/// The items of a walk without completion.
async fn uncompleted<C: CompletesNested<Item: Serialize>>(
    paginator: Paginator<C>,
    client: &Client,
) -> Vec<Value> {
    let items: Vec<C::Item> = paginator.items(client).try_collect().await.unwrap();
    items
        .iter()
        .map(|item| serde_json::to_value(item).unwrap())
        .collect()
}

/// The items of a walk that completes them, with `batch` parents in a request and nested pages of `size`.
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

/// Variables for pages of `size` reviews and comments, counted from the end.
fn backward(size: Option<i64>) -> nested_backward::Variables {
    nested_backward::Variables {
        reviews: size,
        comments: size,
        ..nested_backward::Variables::new("octo".to_owned(), "repo".to_owned())
    }
}

/// Variables for pages of `reviews` reviews and `comments` comments.
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
        .filter(|body| {
            body["operationName"]
                .as_str()
                .unwrap()
                .ends_with("FollowUp")
        })
        .collect()
}

/// The values of the variables of each follow-up request whose names start with `variable`, in the order of their parents.
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

/// Five pull requests without reviews.
fn five() -> Builder {
    Sandbox::builder()
        .pull_requests(5)
        .connection_size("PullRequest.reviews", 0)
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
