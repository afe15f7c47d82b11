//! Tests of pages, cursors and nulls, on a scripted server.

use graphql_paginate::{ErrorKind, Paginator};
use serde_json::{Value, json};

use crate::fixture::{Variables, Widgets};
use crate::script::{Reply, Script, Walked, check, last, more, page, run, walk};

fn data(data: Value) -> Reply {
    Reply::Json(200, json!({ "data": data }))
}

#[tokio::test]
async fn a_single_page_is_one_request() {
    check([last("a b")], Walked::complete("a b", "-")).await;
}

#[tokio::test]
async fn a_byte_order_mark_is_ignored() {
    let Reply::Json(_, body) = last("a b") else {
        unreachable!()
    };
    let marked = Reply::Full(200, vec![], format!("\u{feff}{body}"));
    check([marked], Walked::complete("a b", "-")).await;
}

#[tokio::test]
async fn three_pages_are_three_requests_in_order() {
    let pages = [more("a b", "c1"), more("c d", "c2"), last("e")];
    check(pages, Walked::complete("a b c d e", "- c1 c2")).await;
}

#[tokio::test]
async fn the_first_request_has_no_cursor() {
    for given in [None, Some(String::new())] {
        let script = Script::new([last("a")]);
        let variables = Variables {
            after: given,
            ..Default::default()
        };
        let items: Vec<_> = Paginator::<Widgets>::new(variables)
            .items(&script.client())
            .try_collect()
            .await
            .unwrap();
        assert_eq!(items.len(), 1);
        assert_eq!(script.variables()[0]["after"], Value::Null);
    }
    let (walked, _) = walk([last("a")], |paginator| paginator.start_at("")).await;
    assert_eq!(walked, Walked::complete("a", "-"));
}

#[tokio::test]
async fn a_walk_starts_at_the_initial_cursor() {
    let pages = [more("c d", "c2"), last("e")];
    let (walked, _) = walk(pages, |paginator| paginator.start_at("c1")).await;
    assert_eq!(walked, Walked::complete("c d e", "c1 c2"));

    let script = Script::new([last("e")]);
    let variables = Variables {
        after: Some("c2".to_owned()),
        ..Default::default()
    };
    let items: Vec<_> = Paginator::<Widgets>::new(variables)
        .items(&script.client())
        .try_collect()
        .await
        .unwrap();
    assert_eq!(
        (items.len(), &script.variables()[0]["after"]),
        (1, &json!("c2"))
    );
}

#[tokio::test]
async fn an_empty_connection_has_no_items() {
    check([last("")], Walked::complete("", "-")).await;
}

#[tokio::test]
async fn an_empty_page_in_the_middle_does_not_end_the_walk() {
    check(
        [more("a", "c1"), more("", "c2"), last("b")],
        Walked::complete("a b", "- c1 c2"),
    )
    .await;
}

#[tokio::test]
async fn edges_and_nodes_yield_the_same_items() {
    let pages = || [more("a b", "c1"), last("c")];
    let paginator = Paginator::<Widgets>::new(Variables::default());
    let nodes: Vec<_> = paginator
        .clone()
        .items(&Script::new(pages()).client())
        .try_collect()
        .await
        .unwrap();
    let edges: Vec<_> = paginator
        .edges(&Script::new(pages()).client())
        .try_collect()
        .await
        .unwrap();
    assert_eq!(
        edges
            .into_iter()
            .map(|edge| edge.node.unwrap())
            .collect::<Vec<_>>(),
        nodes
    );
    assert_eq!(nodes.len(), 3);
}

#[tokio::test]
async fn null_nodes_are_skipped_and_counted() {
    check(
        [more("a - b", "c1"), last("-")],
        Walked::complete("a b", "- c1"),
    )
    .await;

    let script = Script::new([last("a - -")]);
    let mut pages = Paginator::<Widgets>::new(Variables::default()).pages(&script.client());
    let page = pages.try_next().await.unwrap().unwrap();
    assert_eq!((page.items.len(), page.null_items), (1, 2));
}

#[tokio::test]
async fn null_nodes_on_the_last_page_are_an_error() {
    let page_info = json!({ "hasNextPage": false, "endCursor": null });
    let null = data(json!({ "shelf": { "widgets": { "pageInfo": page_info, "nodes": null } } }));
    let text = "`Widgets`, page 2 at cursor `c1`: `shelf.widgets.nodes` is null, without an error that says why; \
                does the item exist, and may the token read it?";
    check([more("a", "c1"), null], Walked::failed("a", "- c1", text)).await;
}

#[tokio::test]
async fn a_null_connection_is_an_error() {
    for (answer, path) in [
        (
            json!({ "shelf": { "widgets": null } }),
            &["shelf", "widgets"][..],
        ),
        (json!({ "shelf": null }), &["shelf"]),
        (Value::Null, &[]),
    ] {
        let (_, error) = walk([data(answer)], |paginator| paginator).await;
        let kind = error.unwrap().into_kind();
        assert!(
            matches!(&kind, ErrorKind::NullConnection { path: null } if *null == path),
            "{kind:?}"
        );
    }
}

#[tokio::test]
async fn a_null_parent_with_an_error_is_that_error() {
    let error = json!({ "type": "NOT_FOUND", "path": ["shelf"], "message": "Could not resolve to a Shelf" });
    let reply = Reply::Json(200, json!({ "data": { "shelf": null }, "errors": [error] }));
    let text = "`Widgets`, page 1: Could not resolve to a Shelf (NOT_FOUND) at `shelf`; \
                does it exist, and may the token read it?";
    check([reply], Walked::failed("", "-", text)).await;
}

#[tokio::test]
async fn an_item_on_two_pages_is_yielded_twice() {
    check(
        [more("a b", "c1"), last("b c")],
        Walked::complete("a b b c", "- c1"),
    )
    .await;
}

#[tokio::test]
async fn a_page_has_the_rest_of_the_response() {
    let script = Script::new([
        more("a b", "c1"),
        page("", json!({ "hasNextPage": false, "endCursor": null })),
    ]);
    let mut pages = Paginator::<Widgets>::new(Variables::default()).pages(&script.client());
    let first = pages.try_next().await.unwrap().unwrap();
    assert_eq!(first.data.shelf.unwrap().label.as_deref(), Some("top"));
    assert_eq!(
        (first.total_count, first.cursor.as_deref()),
        (Some(9), Some("c1"))
    );
    assert_eq!(first.page_info.end_cursor.as_deref(), Some("c1"));
    assert!(first.errors.is_empty());

    let second = pages.try_next().await.unwrap().unwrap();
    assert_eq!(
        second.cursor.as_deref(),
        Some("c1"),
        "an empty last page keeps the cursor before it"
    );
    assert_eq!(
        second.page_info.end_cursor, None,
        "page info is as received"
    );
}

#[tokio::test]
async fn a_lone_surrogate_becomes_the_replacement_character() {
    let body = r#"{"data":{"shelf":{"label":"top","widgets":{"totalCount":1,"nodes":[{"name":"a\ud83d"}],"pageInfo":{"hasNextPage":false,"endCursor":null}}}}}"#;
    let body = body.replace("\\\\", "\\");
    let walked = run([Reply::Full(200, vec![], body)], |paginator| paginator).await;
    assert_eq!(
        (walked.names.as_str(), walked.error.as_str()),
        ("a\u{fffd}", "")
    );
}
