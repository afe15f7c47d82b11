//! Tests of cursors and flags in the body.

use graphql_paginate::rest::RestCursor;
use http::Response;
use serde_json::{Value, json};

use super::server::{Server, check, items, ok, walk};

fn paging() -> RestCursor {
    RestCursor::new("after", "/pageInfo/endCursor")
        .more_at("/pageInfo/hasNextPage")
        .size_parameter("first")
}

fn page(ids: impl IntoIterator<Item = u64>, more: Value, cursor: Value) -> Response<bytes::Bytes> {
    ok(json!({ "items": items(ids), "pageInfo": { "hasNextPage": more, "endCursor": cursor } }))
}

#[tokio::test]
async fn first_after_pages_as_in_graphql() {
    let pages = [
        page([1, 2], json!(true), json!("a=/+")),
        page([], json!(true), json!("b")),
        page([3], json!(false), json!("c")),
    ];
    check(
        pages,
        paging(),
        &[1, 2, 3],
        &["/items", "/items?after=a%3D/%2B", "/items?after=b"],
        "",
    )
    .await;
    check(
        [page([], json!(false), Value::Null)],
        paging(),
        &[],
        &["/items"],
        "",
    )
    .await;
    let cursorless = "`items`, page 1: the page announces another one but its `pageInfo.endCursor` is empty; the rest \
                      cannot be fetched from here";
    for cursor in [Value::Null, json!("")] {
        check(
            [page([1], json!(true), cursor)],
            paging(),
            &[1],
            &["/items"],
            cursorless,
        )
        .await;
    }
}

#[tokio::test]
async fn the_walk_starts_at_a_cursor_with_its_own_parameters_everywhere() {
    let server = Server::new([
        page([3], json!(true), json!("d")),
        page([4], json!(false), json!("e")),
    ]);
    let collection = server
        .collection(paging())
        .query("sortBy", "Name")
        .page_size(1)
        .start_at("c");
    assert_eq!(walk(collection).await.0, [3, 4]);
    assert_eq!(
        server.asked(),
        [
            "/items?sortBy=Name&first=1&after=c",
            "/items?sortBy=Name&first=1&after=d"
        ]
    );
}

#[tokio::test]
async fn a_flag_may_be_text_and_a_missing_or_invalid_one_is_an_error() {
    let pages = [
        page([1], json!("true"), json!(7)),
        page([2], json!("False"), json!(8)),
    ];
    check(pages, paging(), &[1, 2], &["/items", "/items?after=7"], "").await;
    let missing = "`items`, page 1: the page's `pageInfo.hasNextPage` is null, so it is unknown whether another page follows";
    check(
        [page([1], Value::Null, json!("a"))],
        paging(),
        &[1],
        &["/items"],
        missing,
    )
    .await;
    let server = Server::new([page([1], json!("perhaps"), json!("a"))]);
    let error = walk(server.collection(paging()))
        .await
        .1
        .unwrap()
        .to_string();
    assert!(
        error.contains("`pageInfo.hasNextPage`: `\"perhaps\"` is neither true nor false"),
        "{error}"
    );
}

#[tokio::test]
async fn without_a_flag_the_cursor_alone_decides() {
    let page =
        |ids: &[u64], next: Value| ok(json!({ "items": items(ids.iter().copied()), "next": next }));
    for end in [Value::Null, json!("")] {
        let pages = [page(&[1], json!("x")), page(&[2], end)];
        check(
            pages,
            RestCursor::new("cursor", "/next"),
            &[1, 2],
            &["/items", "/items?cursor=x"],
            "",
        )
        .await;
    }
}

#[tokio::test]
async fn a_later_walk_continues_at_the_cursor_of_the_last_page() {
    let server = Server::new([page([1], json!(false), json!("end"))]);
    let pages: Vec<_> = server
        .collection(paging())
        .total_at("/total")
        .pages()
        .try_collect()
        .await
        .unwrap();
    assert_eq!(pages[0].cursor.as_deref(), Some("end"));
}
