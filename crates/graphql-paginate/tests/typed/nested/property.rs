//! Whatever the tree, the sizes of pages at each level and of batches: whole items, in as few requests as there can be.

use futures::TryStreamExt;
use graphql_paginate_sandbox::Sandbox;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::Value;

use super::queries::PullRequestReviews;
use super::reviews;
use crate::sandboxed::github;

/// A tree and how it is walked.
#[derive(Debug, Clone)]
struct Case {
    /// The numbers of reviews of each pull request.
    reviews: Vec<usize>,
    /// The numbers of comments of each review, by its place under its pull request; the same under all of them.
    comments: Vec<usize>,
    /// Items in a page of pull requests, and in the first pages of reviews and comments.
    first: [usize; 3],
    /// Items in the further pages of both.
    size: usize,
    batch: usize,
    concurrency: usize,
}

#[test]
fn whole_trees_in_as_few_requests_as_can_be() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let config = Config { cases: 64, failure_persistence: None, ..Config::default() };
    let checked = TestRunner::new(config).run(&cases(), |case| {
        runtime.block_on(check(case));
        Ok(())
    });
    checked.unwrap();
}

fn cases() -> impl Strategy<Value = Case> {
    // Few connections are long, as in life.
    let length = prop_oneof![4 => 0..=4_usize, 1 => 0..=40_usize];
    let reviews = prop::collection::vec(length.clone(), 0..=60);
    let comments = prop::collection::vec(prop_oneof![8 => 0..=3_usize, 1 => 0..=40_usize], 40);
    let first = [1..=60_usize, 1..=12, 1..=12];
    let case = |(reviews, comments, first, size, batch, concurrency)| Case {
        reviews,
        comments,
        first,
        size,
        batch,
        concurrency,
    };
    (reviews, comments, first, 1..=40_usize, 1..=25_usize, 1..=8_usize).prop_map(case)
}

async fn check(case: Case) {
    let sandbox = sandbox(&case);
    let [outer, first_reviews, first_comments] = case.first;
    let variables = reviews(first_reviews as i64, first_comments as i64);
    let walk = PullRequestReviews::paginate(variables).page_size(outer as u32).complete_nested();
    let walk = walk.batch(case.batch).concurrency(case.concurrency).nested_page_size(case.size as u32);
    let mut items = walk.items(&github(&sandbox));
    let mut tree = Vec::new();
    while let Some(item) = items.try_next().await.unwrap() {
        tree.push(shape(&serde_json::to_value(item).unwrap()));
    }
    assert_eq!(tree, expected(&case), "items of {case:?}");
    assert_eq!(items.progress().truncated, 0, "{case:?}");
    assert_eq!(sandbox.github().requests().len(), optimum(&case), "requests of {case:?}");
}

fn sandbox(case: &Case) -> Sandbox {
    let mut builder = Sandbox::builder().pull_requests(case.reviews.len());
    for (index, count) in case.reviews.iter().enumerate() {
        builder = builder.connection_size_at("PullRequest.reviews", index + 1, *count);
    }
    for (index, count) in case.comments.iter().enumerate() {
        builder = builder.connection_size_at("PullRequestReview.comments", index + 1, *count);
    }
    builder.start_blocking().unwrap()
}

/// A pull request's number, and for each of its reviews the places of its comments.
type Shape = (usize, Vec<Vec<String>>);

fn shape(item: &Value) -> Shape {
    let list = |of: &Value, field: &str| of[field]["nodes"].as_array().unwrap().clone();
    let place = |comment: &Value| {
        let body = comment["body"].as_str().unwrap();
        body.rsplit(' ').next().unwrap().to_owned()
    };
    let comments = |review: &Value| list(review, "comments").iter().map(place).collect();
    let number = item["number"].as_u64().unwrap() as usize;
    (number, list(item, "reviews").iter().map(comments).collect())
}

fn expected(case: &Case) -> Vec<Shape> {
    let comments = |review: usize| (1..=case.comments[review]).map(|place| place.to_string()).collect();
    let pull_request = |(index, reviews): (usize, &usize)| (index + 1, (0..*reviews).map(comments).collect());
    case.reviews.iter().enumerate().map(pull_request).collect()
}

/// One request a page of pull requests; and in each round after it, for either kind, as many as its open connections
/// fill.
///
/// A review's comments are asked for from the round on after which the review is there.
fn optimum(case: &Case) -> usize {
    let [outer, ..] = case.first;
    let follow_ups = |page: &[usize]| {
        let mut open = Vec::<[usize; 2]>::new();
        page.iter().for_each(|reviews| note(case, *reviews, &mut open));
        let requests = |count: &usize| count.div_ceil(case.batch);
        open.iter().flatten().map(requests).sum::<usize>()
    };
    case.reviews.len().div_ceil(outer).max(1) + case.reviews.chunks(outer).map(follow_ups).sum::<usize>()
}

/// Adds what a pull request has open in each round.
fn note(case: &Case, reviews: usize, open: &mut Vec<[usize; 2]>) {
    let [_, first_reviews, first_comments] = case.first;
    let further = |count: usize, first: usize| count.saturating_sub(first).div_ceil(case.size);
    let mut add = |rounds: std::ops::Range<usize>, kind: usize| {
        open.resize(open.len().max(rounds.end), [0; 2]);
        rounds.for_each(|round| open[round][kind] += 1);
    };
    add(0..further(reviews, first_reviews), 0);
    for review in 0..reviews {
        // The round that brings the review; what the page itself brought is open in the first.
        let from = (review + 1).saturating_sub(first_reviews).div_ceil(case.size);
        add(from..from + further(case.comments[review], first_comments), 1);
    }
}
