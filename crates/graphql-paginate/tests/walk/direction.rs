//! Tests of backward walks: which flags are read and which arguments are sent.

use graphql_paginate::Paginator;
use serde_json::{Value, json};

use crate::fixture::{Variables, Widgets};
use crate::script::{Reply, Script, Walked, check, check_backward, page};

fn tail() -> [Reply; 2] {
    [
        page(
            "c d",
            json!({ "hasPreviousPage": true, "startCursor": "c" }),
        ),
        page(
            "a b",
            json!({ "hasPreviousPage": false, "startCursor": "a" }),
        ),
    ]
}

#[tokio::test]
async fn a_backward_walk_yields_the_last_item_first() {
    check_backward(tail(), Walked::complete("d c b a", "- c")).await;

    let script = Script::new(tail());
    let pages = Paginator::<Widgets>::new(Variables::default())
        .backward()
        .pages(&script.client());
    let pages: Vec<_> = pages.try_collect().await.unwrap();
    let names: Vec<Vec<_>> = pages
        .into_iter()
        .map(|page| page.items.into_iter().map(|widget| widget.name).collect())
        .collect();
    assert_eq!(
        names,
        [["c", "d"], ["a", "b"]],
        "pages keep the server's order"
    );
}

#[tokio::test]
async fn a_backward_walk_ignores_has_next_page() {
    let always = |previous: bool, cursor: &str| json!({ "hasPreviousPage": previous, "hasNextPage": true, "startCursor": cursor, "endCursor": "z" });
    let pages = [
        page("c d", always(true, "c")),
        page("a b", always(false, "a")),
    ];
    check_backward(pages, Walked::complete("d c b a", "- c")).await;
}

#[tokio::test]
async fn a_forward_walk_ignores_has_previous_page() {
    let always = |next: bool, cursor: &str| json!({ "hasPreviousPage": true, "hasNextPage": next, "startCursor": "s", "endCursor": cursor });
    let pages = [
        page("a b", always(true, "b")),
        page("c d", always(false, "d")),
    ];
    check(pages, Walked::complete("a b c d", "- b")).await;
}

#[tokio::test]
async fn a_request_never_has_both_directions() {
    let everything = Variables {
        first: Some(3),
        after: Some("f".to_owned()),
        last: Some(4),
        before: Some("l".to_owned()),
        ..Default::default()
    };
    let script = Script::new([page(
        "a",
        json!({ "hasNextPage": false, "hasPreviousPage": false }),
    )]);
    let items = Paginator::<Widgets>::new(everything.clone()).items(&script.client());
    items.try_collect::<Vec<_>>().await.unwrap();
    let forward = json!({ "number": 0, "first": 3, "after": "f" });
    assert_eq!(script.variables(), [forward]);

    let script = Script::new([page(
        "a",
        json!({ "hasNextPage": false, "hasPreviousPage": false }),
    )]);
    let items = Paginator::<Widgets>::new(everything)
        .backward()
        .items(&script.client());
    items.try_collect::<Vec<_>>().await.unwrap();
    let backward = json!({ "number": 0, "last": 4, "before": "l" });
    assert_eq!(script.variables(), [backward]);
}

#[tokio::test]
async fn a_backward_walk_lists_edges_in_reverse_too() {
    let script = Script::new(tail());
    let edges = Paginator::<Widgets>::new(Variables::default())
        .backward()
        .edges(&script.client());
    let edges: Vec<_> = edges.try_collect().await.unwrap();
    let names: Vec<_> = edges
        .into_iter()
        .map(|edge| edge.node.unwrap().name)
        .collect();
    assert_eq!(names, ["d", "c", "b", "a"]);
}

#[tokio::test]
async fn forward_overrides_an_earlier_backward() {
    let script = Script::new([page("a", json!({ "hasNextPage": false }))]);
    let items = Paginator::<Widgets>::new(Variables::default())
        .backward()
        .forward()
        .items(&script.client());
    items.try_collect::<Vec<_>>().await.unwrap();
    assert_eq!(script.variables()[0]["last"], Value::Null);
    assert_eq!(script.variables()[0]["first"], 100);
}
