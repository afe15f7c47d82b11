//! Tests of the places from which a cursor can be read: body, items and headers.

use graphql_paginate::ErrorKind;
use graphql_paginate::rest::{RestCursor, ValueLocation};
use serde_json::json;

use super::server::{Server, check, items, ok, page, walk};

#[tokio::test]
async fn a_cursor_is_read_from_the_last_item() {
    let pages = |ids: &[u64]| ok(json!({ "data": items(ids.iter().copied()) }));
    let answers = || [pages(&[1, 2, 3]), pages(&[4, 5]), pages(&[])];
    let asked = [
        "/items",
        "/items?starting_after=3",
        "/items?starting_after=5",
    ];
    let last = ValueLocation::last_item("/id");
    check(
        answers(),
        RestCursor::new("starting_after", last),
        &[1, 2, 3, 4, 5],
        &asked,
        "",
    )
    .await;
    // By its place in the body, the cursor of a shorter page is absent.
    let by_place = RestCursor::new("starting_after", "/data/2/id");
    let asked = ["/items", "/items?starting_after=3"];
    check(answers(), by_place, &[1, 2, 3, 4, 5], &asked, "").await;
}

#[tokio::test]
async fn if_the_last_item_is_null_the_cursor_is_that_of_the_one_before() {
    let pages = [ok(json!([{ "id": 1 }, { "id": 2 }, null])), ok(json!([]))];
    let paging = RestCursor::new("after", ValueLocation::last_item("/id"));
    check(pages, paging, &[1, 2], &["/items", "/items?after=2"], "").await;
}

#[tokio::test]
async fn a_cursor_comes_from_a_header() {
    let headed = |id: u64, cursor: &str| {
        let mut page = page([id], json!({}));
        page.headers_mut().insert("x-next", cursor.parse().unwrap());
        page
    };
    let pages = [headed(1, "a/b"), headed(2, ""), page([3], json!({}))];
    let paging = RestCursor::new("c", ValueLocation::header("X-Next"));
    check(pages, paging, &[1, 2], &["/items", "/items?c=a/b"], "").await;
}

#[tokio::test]
async fn a_backward_walk_follows_previous_cursors() {
    let related = |ids: [u64; 2], more: bool| {
        page(
            ids,
            json!({ "pageInfo": { "startCursor": ids[0], "hasPreviousPage": more } }),
        )
    };
    let server = Server::new([
        related([5, 6], true),
        related([3, 4], true),
        related([1, 2], false),
    ]);
    let paging = || {
        RestCursor::new("before", "/pageInfo/startCursor")
            .more_at("/pageInfo/hasPreviousPage")
            .size_parameter("last")
            .backward()
    };
    let mut items = server.collection(paging()).page_size(2).items();
    assert_eq!(items.try_next().await.unwrap().unwrap().id, 6);
    let checkpoint = items.checkpoint();
    drop(items);
    let server = Server::new([
        related([5, 6], true),
        related([3, 4], true),
        related([1, 2], false),
    ]);
    let rest = server
        .collection(paging())
        .page_size(2)
        .resume(checkpoint.clone());
    assert_eq!(walk(rest).await.0, [5, 4, 3, 2, 1]);
    assert_eq!(
        server.asked(),
        [
            "/items?last=2",
            "/items?last=2&before=5",
            "/items?last=2&before=3"
        ]
    );
    // A checkpoint of a backward walk is none of a forward one.
    let forward = RestCursor::new("before", "/pageInfo/startCursor").size_parameter("last");
    let (_, error) = walk(server.collection(forward).resume(checkpoint)).await;
    assert!(matches!(
        error.unwrap().kind(),
        ErrorKind::Checkpoint { .. }
    ));
}
