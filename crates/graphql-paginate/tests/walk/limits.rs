//! Limits and page sizes: how much is requested, and how much is yielded.

use graphql_paginate::{Client, ErrorKind, Paginator, Profile};
use serde_json::{Value, json};

use crate::fixture::{Variables, Widgets};
use crate::script::{Reply, Script, Walked, all, last, more, page, walk};

/// `count` items starting with this number, and a cursor after them.
fn hundred(start: usize, count: usize) -> Reply {
    let names: Vec<String> = (start..start + count)
        .map(|number| number.to_string())
        .collect();
    more(&names.join(" "), &format!("c{start}"))
}

/// The requested page sizes and the number of items of a walk.
async fn sizes(script: &Script, paginator: Paginator<Widgets>) -> (Vec<Value>, usize) {
    let items: Vec<_> = paginator
        .items(&script.client())
        .try_collect()
        .await
        .unwrap();
    (
        script
            .variables()
            .into_iter()
            .map(|variables| variables["first"].clone())
            .collect(),
        items.len(),
    )
}

#[tokio::test]
async fn max_items_reduces_the_size_of_the_last_page() {
    let script = Script::new([hundred(0, 100), hundred(100, 100), hundred(200, 50)]);
    assert_eq!(
        sizes(&script, all().max_items(250)).await,
        (vec![json!(100), json!(100), json!(50)], 250)
    );
}

#[tokio::test]
async fn max_items_cuts_a_page_with_more_items() {
    let (walked, _) = walk([more("a b", "c1"), more("c d", "c2")], |paginator| {
        paginator.max_items(3)
    })
    .await;
    assert_eq!(walked, Walked::complete("a b c", "- c1"));
    let backward = [
        page(
            "c d",
            json!({ "hasPreviousPage": true, "startCursor": "c" }),
        ),
        page(
            "a b",
            json!({ "hasPreviousPage": true, "startCursor": "a" }),
        ),
    ];
    let (walked, _) = walk(backward, |paginator| paginator.backward().max_items(3)).await;
    assert_eq!(
        walked,
        Walked::complete("d c b", "- c"),
        "a backward walk keeps the last items of its last page"
    );
}

#[tokio::test]
async fn max_items_counts_items_and_not_nulls() {
    let script = Script::new([more("a -", "c1"), more("b", "c2")]);
    assert_eq!(
        sizes(&script, all().max_items(2)).await,
        (vec![json!(2), json!(1)], 2)
    );
}

#[tokio::test]
async fn max_pages_limits_the_requests() {
    let (walked, _) = walk([more("a", "c1"), more("b", "c2")], |paginator| {
        paginator.max_pages(2)
    })
    .await;
    assert_eq!(walked, Walked::complete("a b", "- c1"));
}

#[tokio::test]
async fn a_limit_of_zero_sends_no_request() {
    assert_eq!(
        walk([], |paginator| paginator.max_items(0)).await.0,
        Walked::complete("", "")
    );
    assert_eq!(
        walk([], |paginator| paginator.max_pages(0)).await.0,
        Walked::complete("", "")
    );
}

#[tokio::test]
async fn a_reached_limit_ends_the_walk_before_an_error_about_the_next_page() {
    let stuck = page("a b", json!({ "hasNextPage": true, "endCursor": null }));
    let (walked, _) = walk([stuck], |paginator| paginator.max_items(2)).await;
    assert_eq!(walked, Walked::complete("a b", "-"));
}

#[tokio::test]
async fn the_page_size_comes_from_the_caller_then_the_variables_then_the_profile() {
    let in_variables = |first| {
        Paginator::<Widgets>::new(Variables {
            first: Some(first),
            ..Default::default()
        })
    };
    for (paginator, expected) in [
        (all(), 100),
        (all().page_size(20), 20),
        (in_variables(30), 30),
        (in_variables(30).page_size(20), 20),
        (all().page_size(1000), 100),
        (in_variables(i64::MAX), 100),
    ] {
        assert_eq!(
            sizes(&Script::new([last("a")]), paginator).await,
            (vec![json!(expected)], 1)
        );
    }
}

#[tokio::test]
async fn an_unknown_api_chooses_its_own_page_size() {
    for (paginator, expected) in [(all(), Value::Null), (all().page_size(1000), json!(1000))] {
        let script = Script::new([last("a")]);
        let builder =
            Client::builder("https://api.example.test/graphql").profile(Profile::default());
        let client = builder.transport(script.clone()).build().unwrap();
        paginator
            .items(&client)
            .try_collect::<Vec<_>>()
            .await
            .unwrap();
        assert_eq!(script.variables()[0]["first"], expected);
    }
}

#[tokio::test]
async fn a_page_size_below_one_is_refused_before_anything_is_sent() {
    let negative = Paginator::<Widgets>::new(Variables {
        first: Some(-1),
        ..Default::default()
    });
    for (paginator, size) in [(all().page_size(0), 0), (negative, -1)] {
        let script = Script::new([]);
        let error = paginator
            .items(&script.client())
            .try_collect::<Vec<_>>()
            .await
            .unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Setup { .. }));
        assert_eq!(
            error.to_string(),
            format!("`Widgets`: the page size is {size}; a page holds at least 1 item")
        );
    }
}
