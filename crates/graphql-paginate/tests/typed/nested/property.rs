//! A property test: items are completed with the fewest requests, for any tree, nulls in it, deleted items, and sizes
//! of pages and batches.

use graphql_paginate::{
    Client, CompletesNested, Error, ErrorKind, Paginator, Partial, SizedPages, WalksBackward,
    WalksForward,
};
use proptest::prelude::*;
use serde::Serialize;
use serde_json::Value;

use super::queries::{
    TreeBackward, TreeForward, TreeMixed, tree_backward, tree_forward, tree_mixed,
};
use super::tree::{Expected, Item, Tree};
use crate::property_test::check_values;
use crate::sandboxed::github;

/// The most items of a tree.
const MOST: usize = 3_000;

#[test]
fn trees_are_completed_with_the_fewest_requests() {
    check(192, trees(0..=40, 0..=12));
}

#[test]
fn large_trees_are_completed_with_the_fewest_requests() {
    check(16, trees(0..=300, 0..=250));
}

type Lengths = std::ops::RangeInclusive<usize>;

fn check(cases: u32, trees: impl Strategy<Value = (Tree, usize)>) {
    check_values(cases, &trees, async |(tree, concurrency)| {
        keeps_fetched_items(&tree, concurrency).await;
        fails_at_the_first_incomplete_item(
            Tree {
                gone_early: true,
                ..tree
            },
            concurrency,
        )
        .await;
    });
}

/// Trees, and numbers of requests in flight.
fn trees(outer: Lengths, inner: Lengths) -> impl Strategy<Value = (Tree, usize)> {
    let longest = *inner.end();
    // As in practice, few connections are long.
    let length = prop_oneof![6 => 0..=4_usize, 1 => inner.clone()];
    let lengths = (
        prop::collection::vec(length, outer),
        prop::collection::vec(prop_oneof![8 => 0..=3_usize, 1 => inner], longest),
    );
    let absences = (
        prop_oneof![Just(0_u64), 1..=30_u64],
        prop_oneof![Just(0_u64), Just(0_u64), 1..=20_u64],
        any::<u64>(),
    );
    let sizes = ([1..=60_usize, 1..=12, 1..=12], 1..=40_usize, 1..=25_usize);
    let backward = prop::sample::select(vec![[false, false], [true, true], [true, false]]);
    let tree = |(
        (reviews, comments),
        (nulls, gone, seed),
        (first, size, batch),
        inner,
        outer,
        concurrency,
    )| {
        let [backward_reviews, backward_comments]: [bool; 2] = inner;
        let backward = [outer, backward_reviews, backward_comments];
        let tree = Tree {
            reviews,
            comments,
            nulls,
            gone,
            gone_early: false,
            seed,
            first,
            size,
            batch,
            backward,
        };
        (tree.within(MOST), concurrency)
    };
    (
        lengths,
        absences,
        sizes,
        backward,
        any::<bool>(),
        1..=8_usize,
    )
        .prop_map(tree)
}

/// With `Partial::Keep`, connections of parents that are gone keep their first items, and all others are complete.
async fn keeps_fetched_items(tree: &Tree, concurrency: usize) {
    let sandbox = tree.sandbox();
    let walked = walk(tree, concurrency, Partial::Keep, None, &github(&sandbox)).await;
    let pages = tree.pages();
    let expected_items = || pages.iter().flatten();
    assert!(walked.error.is_none(), "{:?} of {tree:?}", walked.error);
    let expected: Vec<&Item> = expected_items().map(|expected| &expected.item).collect();
    assert_eq!(
        walked.items.iter().collect::<Vec<_>>(),
        expected,
        "items of {tree:?}"
    );
    let truncated: u64 = expected_items().map(|expected| expected.truncated).sum();
    assert_eq!(walked.truncated, truncated, "cut connections of {tree:?}");
    assert_eq!(
        sandbox.github().requests().len(),
        tree.requests(&pages),
        "requests of {tree:?}"
    );
}

/// By default, a walk ends at the first item that cannot be completed. The items before it are complete, and the walk can
/// be resumed with the other policy.
async fn fails_at_the_first_incomplete_item(tree: Tree, concurrency: usize) {
    let pages = tree.pages();
    let Some(broken) = pages
        .iter()
        .flatten()
        .position(|expected| expected.truncated > 0)
    else {
        return;
    };
    let sandbox = tree.sandbox();
    let client = github(&sandbox);
    let failed = walk(&tree, concurrency, Partial::Fail, None, &client).await;
    let error = failed
        .error
        .unwrap_or_else(|| panic!("nothing failed in {tree:?}"));
    assert!(
        matches!(error.kind(), ErrorKind::GraphQL { .. }),
        "{error} in {tree:?}"
    );
    let on_pages_before = before_page_of(broken, &pages);
    assert!(
        (on_pages_before..=broken).contains(&failed.items.len()),
        "{tree:?}"
    );

    let checkpoint = error.checkpoint().unwrap().clone();
    let rest = walk(&tree, concurrency, Partial::Keep, Some(checkpoint), &client).await;
    assert!(rest.error.is_none(), "{:?} of {tree:?}", rest.error);
    let expected: Vec<&Item> = pages
        .iter()
        .flatten()
        .map(|expected| &expected.item)
        .collect();
    assert_eq!(
        failed.items.iter().chain(&rest.items).collect::<Vec<_>>(),
        expected,
        "items of {tree:?}"
    );
}

/// The number of items before the page with an item.
fn before_page_of(item: usize, pages: &[Vec<Expected>]) -> usize {
    let ends = pages.iter().scan(0, |end, page| {
        *end += page.len();
        Some(*end)
    });
    ends.take_while(|end| *end <= item)
        .last()
        .unwrap_or_default()
}

/// The result of a walk.
struct Walked {
    items: Vec<Item>,
    truncated: u64,
    error: Option<Error>,
}

type Checkpoint = Option<graphql_paginate::Checkpoint>;

async fn walk(
    tree: &Tree,
    concurrency: usize,
    partial: Partial,
    resume: Checkpoint,
    client: &Client,
) -> Walked {
    let [_, reviews, comments] = tree.first.map(|size| Some(size as i64));
    let (owner, name) = ("octo".to_owned(), "repo".to_owned());
    macro_rules! walk {
        ($query:ident, $module:ident) => {{
            let variables = $module::Variables {
                reviews,
                comments,
                ..$module::Variables::new(owner, name)
            };
            let paginator = $query::paginate(variables).on_partial(partial);
            walk_with(paginator, tree, concurrency, resume, client).await
        }};
    }
    match tree.backward {
        [_, false, _] => walk!(TreeForward, tree_forward),
        [_, true, true] => walk!(TreeBackward, tree_backward),
        [_, true, false] => walk!(TreeMixed, tree_mixed),
    }
}

async fn walk_with<C>(
    paginator: Paginator<C>,
    tree: &Tree,
    concurrency: usize,
    resume: Checkpoint,
    client: &Client,
) -> Walked
where
    C: CompletesNested<Item: Serialize> + SizedPages + WalksForward + WalksBackward,
{
    let paginator = if tree.backward[0] {
        paginator.backward()
    } else {
        paginator.forward()
    };
    let paginator = paginator.page_size(tree.first[0] as u32);
    let paginator = match resume {
        Some(checkpoint) => paginator.resume(checkpoint),
        None => paginator,
    };
    let walk = paginator
        .complete_nested()
        .batch(tree.batch)
        .concurrency(concurrency);
    let mut items = walk.nested_page_size(tree.size as u32).items(client);
    let mut found = Vec::new();
    let error = loop {
        match items.try_next().await {
            Ok(Some(item)) => found.push(item_of(&serde_json::to_value(item).unwrap())),
            Ok(None) => break None,
            Err(error) => break Some(error),
        }
    };
    Walked {
        items: found,
        truncated: items.progress().truncated,
        error,
    }
}

fn item_of(value: &Value) -> Item {
    let list = |of: &Value, field: &str| match &of[field] {
        connection if connection["nodes"].is_array() => {
            connection["nodes"].as_array().unwrap().clone()
        }
        connection => connection["edges"]
            .as_array()
            .unwrap()
            .iter()
            .map(|edge| edge["node"].clone())
            .collect(),
    };
    let seen = |value: &Value| (!value.is_null()).then(|| value.clone());
    let position = |comment: &Value| {
        let body = comment["body"].as_str().unwrap();
        body.rsplit(' ').next().unwrap().to_owned()
    };
    let comment = |comment: &Value| seen(comment).map(|comment| position(&comment));
    let review = |review: &Value| {
        seen(review).map(|review| list(&review, "comments").iter().map(comment).collect())
    };
    let number = value["number"].as_u64().unwrap() as usize;
    (number, list(value, "reviews").iter().map(review).collect())
}
