//! Builders of responses for the scripted tests of nested completion.

use graphql_paginate::{Error, Page, Paginator, Partial};
use serde_json::{Value, json};

use super::queries::{PullRequestReviews, pull_request_reviews};
use super::reviews;
use crate::script::Script;

/// A connection with these nodes. `cursor` is that of its next page; `None` if there is none.
pub(crate) fn connection(nodes: Value, cursor: Option<Value>) -> Value {
    json!({ "pageInfo": { "hasNextPage": cursor.is_some(), "endCursor": cursor }, "nodes": nodes })
}

pub(crate) fn review(id: &str) -> Value {
    json!({ "id": id, "state": "APPROVED", "author": null, "comments": connection(json!([]), None) })
}

/// Pull requests `p1`, `p2` and so on, each with a review and the cursor of its next page, if there is one.
pub(crate) fn page(cursors: &[Option<Value>]) -> Value {
    let node = |(index, cursor): (usize, &Option<Value>)| {
        let reviews = connection(json!([review(&format!("r{}", index + 1))]), cursor.clone());
        json!({ "id": format!("p{}", index + 1), "number": index + 1, "title": "T", "reviews": reviews })
    };
    let mut pull_requests = connection(cursors.iter().enumerate().map(node).collect(), None);
    pull_requests["totalCount"] = json!(cursors.len());
    json!({ "data": { "repository": { "pullRequests": pull_requests } } })
}

/// The rest of one parent's reviews.
pub(crate) fn rest(id: &str, cursor: Option<Value>) -> Value {
    json!({ "__typename": "PullRequest", "reviews": connection(json!([review(id)]), cursor) })
}

pub(crate) fn walk(partial: Partial, batch: usize) -> Paginator<PullRequestReviews> {
    PullRequestReviews::paginate(reviews(1, 1))
        .on_partial(partial)
        .complete_nested()
        .batch(batch)
}

/// The identifiers of all reviews, by pull request.
pub(crate) fn ids(
    page: &Page<pull_request_reviews::Item, pull_request_reviews::ResponseData>,
) -> Vec<Vec<String>> {
    let items = serde_json::to_value(&page.items).unwrap();
    let reviews = |item: &Value| item["reviews"]["nodes"].as_array().unwrap().clone();
    let id = |review: Value| review["id"].as_str().unwrap().to_owned();
    items
        .as_array()
        .unwrap()
        .iter()
        .map(|item| reviews(item).into_iter().map(id).collect())
        .collect()
}

pub(crate) fn two_open() -> Value {
    page(&[Some(json!("c1")), Some(json!("c2"))])
}

/// The error of a walk of the script one parent after the other; nothing follows it.
pub(crate) async fn failure(answers: impl IntoIterator<Item = Value>) -> Error {
    let mut pages = walk(Partial::Fail, 1).pages(&Script::new(answers).client());
    let error = pages.try_next().await.unwrap_err();
    assert!(pages.try_next().await.unwrap().is_none());
    error
}
