//! Tests of ends that must be configured: not found, no content, an absent list, a short page.

use graphql_paginate::ErrorKind;
use graphql_paginate::rest::{
    Collection, NextLink, ODataSkip, OffsetLimit, PageNumber, RestCursor,
};
use serde_json::{Value, json};

use super::super::server::{Item, Server, answer, check, items, ok, page, walk};
use super::{check_with, no_content};

#[tokio::test]
async fn not_found_after_a_page_is_the_end_only_if_configured() {
    let pages = || {
        [
            page([1, 2], json!({})),
            answer(404, json!({ "message": "no such page" })),
        ]
    };
    let asked = ["/items?page=1", "/items?page=2"];
    check(
        pages(),
        PageNumber::new("page").first(1).not_found_is_end(),
        &[1, 2],
        &asked,
        "",
    )
    .await;
    let refused = "`items`, page 2 at cursor `2+2`: the server refused the request (404 Not Found): no such page";
    check(
        pages(),
        PageNumber::new("page").first(1),
        &[1, 2],
        &asked,
        refused,
    )
    .await;
    // The first page of a walk is never after the end, wherever the walk starts.
    for start in ["", "9"] {
        let server = Server::new([answer(404, Value::Null)]);
        let paging = PageNumber::new("page").first(1).not_found_is_end();
        let (_, error) = walk(server.collection(paging).start_at(start)).await;
        assert_eq!(error.unwrap().status().unwrap().as_u16(), 404, "{start}");
    }
    // Neither is a next link that leads nowhere.
    let pages = [
        page([1], json!({ "next": "?c=2" })),
        answer(404, Value::Null),
    ];
    let (_, error) = walk(Server::new(pages).collection(NextLink::at("/next"))).await;
    assert_eq!(error.unwrap().status().unwrap().as_u16(), 404);
}

#[tokio::test]
async fn no_content_after_a_page_is_the_end_and_as_first_page_an_error() {
    let pages = [page([1, 2], json!({})), no_content()];
    let asked = ["/items?offset=0", "/items?offset=2"];
    check(pages, OffsetLimit::new("offset"), &[1, 2], &asked, "").await;
    let (_, error) =
        walk(Server::new((0..7).map(|_| no_content())).collection(OffsetLimit::new("offset")))
            .await;
    assert!(matches!(
        error.unwrap().kind(),
        ErrorKind::UnexpectedBody { .. }
    ));
}

#[tokio::test]
async fn an_absent_list_is_empty_only_if_configured() {
    let ends = [json!({ "items": null }), json!({}), json!({ "items": {} })];
    for end in ends {
        let pages = || [page([1], json!({})), ok(end.clone())];
        let absent =
            |items: Collection<Item, PageNumber>| items.items_at("/items").absent_is_empty();
        check_with(pages(), PageNumber::new("page").first(1), absent, &[1], 2).await;
        let strict = Server::new(pages());
        let (ids, error) = walk(
            strict
                .collection(PageNumber::new("page").first(1))
                .items_at("/items"),
        )
        .await;
        assert_eq!(ids, [1]);
        assert!(
            matches!(error.unwrap().kind(), ErrorKind::MissingItems { .. }),
            "{end}"
        );
    }
    let other = Server::new([ok(json!({ "items": "none" }))]);
    let (_, error) = walk(
        other
            .collection(PageNumber::new("page").first(1))
            .items_at("/items")
            .absent_is_empty(),
    )
    .await;
    assert!(matches!(
        error.unwrap().kind(),
        ErrorKind::MissingItems { .. }
    ));
}

#[tokio::test]
async fn a_short_page_is_the_end_only_if_configured_and_not_before_the_total() {
    let pages = || [page([1, 2], json!({})), page([3], json!({}))];
    let paging = || OffsetLimit::new("offset").size_parameter("n");
    check_with(
        pages(),
        paging().short_page_is_end(),
        |items| items.page_size(2),
        &[1, 2, 3],
        2,
    )
    .await;
    let more = pages().into_iter().chain([page([], json!({}))]);
    check_with(more, paging(), |items| items.page_size(2), &[1, 2, 3], 3).await;
    let counted = |ids: &[u64]| page(ids.iter().copied(), json!({ "count": 4 }));
    let cut = [counted(&[1, 2]), counted(&[3]), counted(&[4])];
    let total = |items: Collection<Item, OffsetLimit>| items.page_size(2).total_at("/count");
    check_with(cut, paging().short_page_is_end(), total, &[1, 2, 3, 4], 3).await;
}

#[tokio::test]
async fn a_page_is_not_short_of_a_size_that_was_never_sent() {
    let pages = || [page([1, 2], json!({})), page([3], json!({})), no_content()];
    let sized = |items: Collection<Item, OffsetLimit>| items.page_size(100);
    let paging = OffsetLimit::new("offset").short_page_is_end();
    check_with(pages(), paging, sized, &[1, 2, 3], 3).await;
    let pages = [
        page([1, 2], json!({ "next": "a" })),
        page([3], json!({ "next": "b" })),
        page([4], json!({ "next": null })),
    ];
    let paging = RestCursor::new("after", "/next").short_page_is_end();
    check_with(
        pages,
        paging,
        |items| items.page_size(100),
        &[1, 2, 3, 4],
        3,
    )
    .await;
}

#[tokio::test]
async fn a_numbered_page_of_the_first_size_is_not_short_of_a_later_size() {
    let paging = || {
        PageNumber::new("page")
            .first(1)
            .size_parameter("n")
            .short_page_is_end()
    };
    let server = Server::new([page([1, 2], json!({}))]);
    let mut pages = server.collection(paging()).page_size(2).pages();
    pages.try_next().await.unwrap().unwrap();
    // After some pages, the walk would request larger ones.
    let mut rest: Vec<_> = (2..=6)
        .map(|number| page([2 * number - 1, 2 * number], json!({})))
        .collect();
    rest.push(page([13], json!({})));
    let resume =
        |items: Collection<Item, PageNumber>| items.page_size(100).resume(pages.checkpoint());
    check_with(rest, paging(), resume, &Vec::from_iter(3..=13), 6).await;
}

#[tokio::test]
async fn a_link_of_a_service_outweighs_a_short_page() {
    let link = "https://api.test/v1/items?$skiptoken=2";
    let rows = |ids: &[u64]| json!({ "value": items(ids.iter().copied()) });
    let mut first = rows(&[1, 2]);
    first["@odata.nextLink"] = json!(link);
    let pages = [
        ok(first),
        ok(rows(&[3])),
        ok(rows(&[4, 5, 6])),
        ok(rows(&[7])),
    ];
    let paging = ODataSkip::new().without_count().short_page_is_end();
    check_with(
        pages,
        paging,
        |items| items.page_size(3),
        &[1, 2, 3, 4, 5, 6, 7],
        4,
    )
    .await;
}
