//! Tests of flags that announce further pages.

use graphql_paginate::rest::{
    LinkHeader, NextLink, ODataNextLink, ODataSkip, OffsetLimit, PageNumber, PagingStyle,
    RestCursor, ValueLocation,
};
use serde_json::json;

use super::super::server::{Page, check, page};
use super::check_with;

#[tokio::test]
async fn a_flag_precedes_links_and_cursors_in_every_paging_style() {
    let has_more = |ids: [u64; 2], flag: bool| {
        let mut page = page(
            ids,
            json!({ "next": "?c=1", "cursor": "c", "@odata.nextLink": "?c=1", "has_more": flag }),
        );
        page.headers_mut()
            .insert("link", "<?c=1>; rel=next".parse().unwrap());
        page
    };
    async fn ends<P: PagingStyle>(paging: P, pages: [Page; 2]) {
        check_with(
            pages,
            paging,
            |items| items.items_at("/items").page_size(2),
            &[1, 2, 3, 4],
            2,
        )
        .await;
    }
    let pages = || [has_more([1, 2], true), has_more([3, 4], false)];
    ends(NextLink::at("/next").more_at("/has_more"), pages()).await;
    ends(LinkHeader::new().more_at("/has_more"), pages()).await;
    ends(
        RestCursor::new("c", "/cursor").more_at("/has_more"),
        pages(),
    )
    .await;
    ends(
        OffsetLimit::new("o")
            .size_parameter("l")
            .more_at("/has_more"),
        pages(),
    )
    .await;
    ends(
        PageNumber::new("p")
            .first(1)
            .size_parameter("l")
            .more_at("/has_more"),
        pages(),
    )
    .await;
    ends(ODataNextLink::new().more_at("/has_more"), pages()).await;
    ends(ODataSkip::new().more_at("/has_more"), pages()).await;
}

#[tokio::test]
async fn a_flag_for_the_last_page_ends_the_walk_when_it_is_true() {
    let pages = [
        page([1], json!({ "last": false })),
        page([2], json!({ "last": "true" })),
    ];
    let paging = PageNumber::new("page").first(0).last_page_at("/last");
    let asked = ["/items?page=0", "/items?page=1"];
    check(pages, paging, &[1, 2], &asked, "").await;
}

#[tokio::test]
async fn a_missing_flag_is_an_error_and_not_an_end() {
    let missing = |field: &str| {
        format!(
            "`items`, page 1: the page's `{field}` is null, so it is unknown whether another page follows"
        )
    };
    let flag = missing("has_more");
    check(
        [page([1], json!({}))],
        OffsetLimit::new("o").more_at("/has_more"),
        &[1],
        &["/items?o=0"],
        &flag,
    )
    .await;
    check(
        [page([1], json!({}))],
        NextLink::at("/next").more_at("/has_more"),
        &[1],
        &["/items"],
        &flag,
    )
    .await;
    let header = ValueLocation::header("x-has-more");
    check(
        [page([1], json!({}))],
        LinkHeader::new().more_at(header),
        &[1],
        &["/items"],
        &missing("x-has-more"),
    )
    .await;
}

#[tokio::test]
async fn an_announced_page_without_a_position_is_an_error_and_not_an_end() {
    let announced = || [page([1], json!({ "has_more": true }))];
    let nowhere = |field: &str| {
        format!(
            "`items`, page 1: the page announces another one but its `{field}` is empty; the rest cannot be fetched from here"
        )
    };
    check(
        announced(),
        NextLink::at("/next").more_at("/has_more"),
        &[1],
        &["/items"],
        &nowhere("next"),
    )
    .await;
    check(
        announced(),
        LinkHeader::new().more_at("/has_more"),
        &[1],
        &["/items"],
        &nowhere("link"),
    )
    .await;
    let missing = "`items`, page 1: the page's `key of the last item` is null, so it is unknown whether another page follows";
    let by_key = || RestCursor::new("after", ValueLocation::last_item("/key"));
    check(
        announced(),
        by_key().more_at("/has_more"),
        &[1],
        &["/items"],
        missing,
    )
    .await;
    check(announced(), by_key(), &[1], &["/items"], missing).await;
}
