//! Tests of totals and numbers of pages, correct and wrong ones.

use graphql_paginate::rest::{Collection, ODataSkip, OffsetLimit, PageNumber, ValueLocation};
use graphql_paginate::{ErrorKind, OnRepeat};
use serde_json::json;

use super::super::server::{Item, Server, answer, check, items, ok, page, walk};
use super::check_with;
use crate::secrets::Trace;

#[tokio::test]
async fn a_total_or_a_flag_saves_the_request_after_the_last_page() {
    let counted = |ids: &[u64]| page(ids.iter().copied(), json!({ "count": 5 }));
    let pages = || [counted(&[1, 2, 3]), counted(&[4, 5])];
    let sized = |items: Collection<Item, PageNumber>| items.total_at("/count").page_size(3);
    check_with(
        pages(),
        PageNumber::new("page").size_parameter("n"),
        sized,
        &[1, 2, 3, 4, 5],
        2,
    )
    .await;
    // Without a size, and with the total in a header.
    let headed = |ids: &[u64]| {
        let mut page = page(ids.iter().copied(), json!({}));
        page.headers_mut()
            .insert("x-total-count", "5".parse().unwrap());
        page
    };
    let total = |items: Collection<Item, PageNumber>| {
        items.total_at(ValueLocation::header("X-Total-Count"))
    };
    check_with(
        [headed(&[1, 2, 3]), headed(&[4, 5])],
        PageNumber::new("page"),
        total,
        &[1, 2, 3, 4, 5],
        2,
    )
    .await;
    let sized = |items: Collection<Item, OffsetLimit>| items.total_at("/count").page_size(3);
    check_with(
        pages(),
        OffsetLimit::new("offset").size_parameter("n"),
        sized,
        &[1, 2, 3, 4, 5],
        2,
    )
    .await;
}

#[tokio::test]
async fn a_total_that_is_too_low_at_a_page_boundary_does_not_end_the_walk() {
    let counted = |from: u64, to: u64| {
        ok(json!({ "value": items(from..=to), "@odata.count": 5, "count": 5 }))
    };
    let pages = || {
        [
            counted(1, 5),
            counted(6, 10),
            counted(11, 12),
            counted(1, 0),
        ]
    };
    let ids: Vec<u64> = (1..=12).collect();
    check_with(pages(), ODataSkip::new(), |rows| rows.page_size(5), &ids, 4).await;
    let sized = |items: Collection<Item, OffsetLimit>| items.total_at("/count").page_size(5);
    check_with(
        pages(),
        OffsetLimit::new("offset").size_parameter("n"),
        sized,
        &ids,
        4,
    )
    .await;
    let sized = |items: Collection<Item, PageNumber>| items.total_at("/count").page_size(5);
    check_with(
        pages(),
        PageNumber::new("page").first(1).size_parameter("n"),
        sized,
        &ids,
        4,
    )
    .await;
}

/// Ten items from a number on, and a count that the server caps at 20.
fn capped(from: u64, to: u64) -> http::Response<bytes::Bytes> {
    let rows = json!({ "value": items(from..=to), "count": 20, "@odata.count": 20, "pages": 2 });
    ok(rows)
}

#[tokio::test]
async fn a_capped_total_does_not_end_the_walk_if_the_server_chooses_the_page_size() {
    let pages = || [capped(1, 10), capped(11, 20), capped(21, 27), capped(1, 0)];
    let ids: Vec<u64> = (1..=27).collect();
    for size in [None, Some(50)] {
        let sized = |rows: Collection<Item, ODataSkip>| match size {
            Some(size) => rows.page_size(size),
            None => rows,
        };
        check_with(pages(), ODataSkip::new(), sized, &ids, 4).await;
        let sized = |items: Collection<Item, OffsetLimit>| match size {
            Some(size) => items.total_at("/count").page_size(size),
            None => items.total_at("/count"),
        };
        let paging = OffsetLimit::new("offset").size_parameter("n");
        check_with(pages(), paging, sized, &ids, 4).await;
        let sized = |items: Collection<Item, PageNumber>| match size {
            Some(size) => items.page_size(size),
            None => items,
        };
        let paging = PageNumber::new("page")
            .size_parameter("n")
            .pages_at("/pages");
        let pages = pages().into_iter().take(3);
        check_with(pages, paging, sized, &ids, 3).await;
    }
}

#[tokio::test]
async fn the_last_page_again_after_the_total_is_the_end() {
    let pages = [capped(1, 10), capped(11, 20), capped(11, 20)];
    let ids: Vec<u64> = (1..=20).collect();
    let paging = PageNumber::new("page").first(1);
    check_with(pages, paging, |items| items.total_at("/count"), &ids, 3).await;
}

#[tokio::test]
async fn a_refusal_after_the_total_is_the_end() {
    for status in [400, 404, 410, 416, 422] {
        let counted = |ids: [u64; 3]| page(ids, json!({ "count": 6 }));
        let pages = || {
            [
                counted([1, 2, 3]),
                counted([4, 5, 6]),
                answer(status, json!({ "message": "no such page" })),
            ]
        };
        let sized = |items: Collection<Item, PageNumber>| items.total_at("/count").page_size(3);
        check_with(
            pages(),
            PageNumber::new("page").size_parameter("n"),
            sized,
            &[1, 2, 3, 4, 5, 6],
            3,
        )
        .await;
        let sized = |items: Collection<Item, OffsetLimit>| items.total_at("/count").page_size(3);
        check_with(
            pages(),
            OffsetLimit::new("offset").size_parameter("n"),
            sized,
            &[1, 2, 3, 4, 5, 6],
            3,
        )
        .await;
    }
}

#[tokio::test]
async fn a_refused_request_past_the_total_is_logged() {
    for (status, is_logged) in [(400, true), (422, true), (404, false), (416, false)] {
        let (trace, _listening) = Trace::listen();
        let server = Server::new([
            page([1, 2, 3], json!({ "count": 3 })),
            answer(status, json!({ "message": "Result window is too large" })),
        ]);
        let list = server
            .client()
            .collection::<Item, _>("items", PageNumber::new("page"));
        let list = list.unwrap().total_at("/count").page_size(3);
        assert_eq!(list.collect().await.unwrap().len(), 3);
        let text = trace.text();
        let warning = "items are missing";
        assert_eq!(text.contains(warning), is_logged, "{status}: {text}");
        assert_eq!(text.contains("Result window is too large"), is_logged);
    }
}

#[tokio::test]
async fn an_empty_page_before_the_last_number_does_not_end_the_walk() {
    let numbered = |ids: &[u64]| page(ids.iter().copied(), json!({ "pages": 3, "more": true }));
    let pages = || [numbered(&[1, 2]), numbered(&[]), numbered(&[3])];
    let asked = ["/items?page=1", "/items?page=2", "/items?page=3"];
    check(
        pages(),
        PageNumber::new("page").first(1).pages_at("/pages"),
        &[1, 2, 3],
        &asked,
        "",
    )
    .await;
    let flagged = pages()
        .into_iter()
        .chain([page([4], json!({ "more": false }))]);
    let asked = [
        "/items?page=1",
        "/items?page=2",
        "/items?page=3",
        "/items?page=4",
    ];
    check(
        flagged,
        PageNumber::new("page").first(1).more_at("/more"),
        &[1, 2, 3, 4],
        &asked,
        "",
    )
    .await;
    // An offset does not move after an empty page.
    let stuck = [
        page([1], json!({ "more": true })),
        page([], json!({ "more": true })),
    ];
    let (_, error) =
        walk(Server::new(stuck).collection(OffsetLimit::new("o").more_at("/more"))).await;
    assert!(matches!(error.unwrap().kind(), ErrorKind::Stalled { .. }));
}

#[tokio::test]
async fn a_number_of_pages_that_is_too_low_does_not_end_the_walk_after_a_full_page() {
    let numbered = |ids: &[u64]| page(ids.iter().copied(), json!({ "pages": 1 }));
    let paging = || {
        PageNumber::new("page")
            .size_parameter("n")
            .pages_at("/pages")
    };
    let pages = [numbered(&[1, 2]), numbered(&[3])];
    check_with(pages, paging(), |items| items.page_size(2), &[1, 2, 3], 2).await;
    let refused = [
        numbered(&[1, 2]),
        answer(404, json!({ "detail": "Invalid page." })),
    ];
    check_with(refused, paging(), |items| items.page_size(2), &[1, 2], 2).await;
}

#[tokio::test]
async fn a_walk_that_ended_at_the_repeated_last_page_does_not_yield_it_when_it_resumes() {
    let pages = |pages: &[[u64; 3]]| Server::new(pages.iter().map(|ids| ok(items(*ids))));
    let list = |server: &Server| {
        let paging = OffsetLimit::new("offset").size_parameter("n");
        let list = server.client().collection::<Item, _>("items", paging);
        list.unwrap().page_size(3).on_repeat(OnRepeat::End)
    };
    let server = pages(&[[1, 2, 3], [4, 5, 6], [4, 5, 6]]);
    let mut walk = list(&server).items();
    let mut seen = Vec::new();
    while let Some(item) = walk.try_next().await.unwrap() {
        seen.push(item.id);
    }
    assert_eq!(seen, [1, 2, 3, 4, 5, 6]);

    let server = pages(&[[4, 5, 6], [7, 8, 9], [7, 8, 9]]);
    let added = list(&server)
        .resume(walk.checkpoint())
        .collect()
        .await
        .unwrap();
    let added: Vec<u64> = added.into_iter().map(|item| item.id).collect();
    assert_eq!(added, [7, 8, 9]);

    let server = pages(&[[4, 5, 6], [4, 5, 6]]);
    let added = list(&server)
        .resume(walk.checkpoint())
        .collect()
        .await
        .unwrap();
    assert_eq!(added, []);
}
