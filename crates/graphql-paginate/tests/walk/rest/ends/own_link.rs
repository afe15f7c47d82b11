//! Tests of pages that link to themselves, and of cursor values that mean the end.

use graphql_paginate::ErrorKind;
use graphql_paginate::rest::{NextLink, ODataNextLink, RestCursor};
use serde_json::json;

use super::super::server::{Server, check, items, ok, page, walk};

#[tokio::test]
async fn an_empty_page_that_leads_to_itself_is_the_end() {
    let by_cursor = [
        page([1, 2], json!({ "next": "c3" })),
        page([], json!({ "next": "c3" })),
    ];
    let asked = ["/items", "/items?cursor=c3"];
    check(
        by_cursor,
        RestCursor::new("cursor", "/next"),
        &[1, 2],
        &asked,
        "",
    )
    .await;
    let by_link = [
        page([1, 2], json!({ "next": "?c=3" })),
        page([], json!({ "next": "/v1/items?c=3" })),
    ];
    check(
        by_link,
        NextLink::at("/next"),
        &[1, 2],
        &["/items", "/items?c=3"],
        "",
    )
    .await;
    let first = [page([], json!({ "next": "https://api.test/v1/items" }))];
    check(first, NextLink::at("/next"), &[], &["/items"], "").await;
    let odata = [
        ok(json!({ "value": items([1]), "@odata.nextLink": "?s=1" })),
        ok(json!({ "value": [], "@odata.nextLink": "?s=1" })),
    ];
    check(
        odata,
        ODataNextLink::new(),
        &[1],
        &["/items", "/items?s=1"],
        "",
    )
    .await;
}

#[tokio::test]
async fn a_last_page_that_links_to_itself_is_the_end_with_a_flag_and_an_error_without() {
    let pages = || {
        [
            page([1], json!({ "next": "?c=2", "has_more": true })),
            page([2], json!({ "next": "?c=2", "has_more": false })),
        ]
    };
    let asked = ["/items", "/items?c=2"];
    check(
        pages(),
        NextLink::at("/next").more_at("/has_more"),
        &[1, 2],
        &asked,
        "",
    )
    .await;
    let (ids, error) = walk(Server::new(pages()).collection(NextLink::at("/next"))).await;
    assert_eq!(ids, [1, 2]);
    assert!(matches!(error.unwrap().kind(), ErrorKind::Stalled { .. }));
}

#[tokio::test]
async fn a_configured_value_is_the_end() {
    let pages = [
        page([1], json!({ "next_cursor": 7 })),
        page([2], json!({ "next_cursor": -1 })),
    ];
    let asked = ["/items", "/items?cursor=7"];
    check(
        pages,
        RestCursor::new("cursor", "/next_cursor").end_value("-1"),
        &[1, 2],
        &asked,
        "",
    )
    .await;
    let pages = [
        page([1], json!({ "next": "?p=2" })),
        page([2], json!({ "next": "none" })),
    ];
    check(
        pages,
        NextLink::at("/next").end_value("none"),
        &[1, 2],
        &["/items", "/items?p=2"],
        "",
    )
    .await;
}
