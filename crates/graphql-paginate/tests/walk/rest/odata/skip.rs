//! Tests of OData services that are paged by `$top`, `$skip` and the count.

use graphql_paginate::rest::ODataSkip;
use http::Response;
use serde_json::{Value, json};

use super::super::server::{Server, check, items, ok, walk};
use super::{counted, next, page};

#[tokio::test]
async fn skip_and_top_advance_by_rows_received_and_stop_on_the_count() {
    // The server cuts the second page short without a word.
    let server = Server::new([
        counted([1, 2], 5),
        counted([3], 5),
        counted([4, 5], 5),
        counted([], 5),
    ]);
    assert_eq!(
        walk(server.collection(ODataSkip::new()).page_size(2))
            .await
            .0,
        [1, 2, 3, 4, 5]
    );
    let asked = [
        "/items?$top=2&$count=true",
        "/items?$top=2&$skip=2&$count=true",
        "/items?$top=2&$skip=3&$count=true",
        // The last page is full: the count could be too low.
        "/items?$top=2&$skip=5&$count=true",
    ];
    assert_eq!(server.asked(), asked);
}

#[tokio::test]
async fn an_empty_page_ends_the_walk_before_the_count_is_reached() {
    let server = Server::new([counted([1, 2], 5), counted([], 5)]);
    let (ids, error) = walk(server.collection(ODataSkip::new()).page_size(2)).await;
    assert_eq!(
        (ids, error.is_none(), server.asked().len()),
        (vec![1, 2], true, 2)
    );
}

#[tokio::test]
async fn without_a_count_a_full_or_short_page_is_never_taken_for_the_last() {
    let pages = [
        page([1, 2], json!({})),
        page([3], json!({})),
        page([], json!({})),
    ];
    let asked = ["/items", "/items?$skip=2", "/items?$skip=3"];
    check(
        pages,
        ODataSkip::new().without_count(),
        &[1, 2, 3],
        &asked,
        "",
    )
    .await;
}

#[tokio::test]
async fn a_count_that_grows_during_the_walk_extends_it() {
    let pages = [counted([1, 2], 3), counted([3], 4), counted([4], 4)];
    let asked = [
        "/items?$count=true",
        "/items?$skip=2&$count=true",
        "/items?$skip=3&$count=true",
    ];
    check(pages, ODataSkip::new(), &[1, 2, 3, 4], &asked, "").await;
}

#[tokio::test]
async fn next_links_of_a_service_walked_by_skip_are_followed() {
    let first = page(
        [1],
        json!({ "@odata.count": 3, "@odata.nextLink": "items?$skiptoken=x" }),
    );
    let pages = [first, page([2, 3], json!({ "@odata.count": 3 }))];
    let asked = ["/items?$count=true", "/items?$skiptoken=x"];
    check(pages, ODataSkip::new(), &[1, 2, 3], &asked, "").await;
}

#[tokio::test]
async fn a_relative_link_of_such_a_service_is_resolved_against_the_context() {
    let server = Server::new([
        next([1], "company/items?$skiptoken=x"),
        page([2], json!({})),
    ]);
    let collection = server
        .client()
        .collection("company/items", ODataSkip::new().without_count())
        .unwrap();
    assert_eq!(walk(collection).await.0, [1, 2]);
    assert_eq!(
        server.asked(),
        ["/company/items", "/company/items?$skiptoken=x"]
    );
}

#[tokio::test]
async fn the_count_of_4_01_is_read() {
    let counted = |ids: &[u64]| ok(json!({ "value": items(ids.iter().copied()), "@count": 2 }));
    let asked = [
        "/items?$count=true",
        "/items?$skip=1&$count=true",
        "/items?$skip=2&$count=true",
    ];
    check(
        [counted(&[1]), counted(&[2]), counted(&[])],
        ODataSkip::new(),
        &[1, 2],
        &asked,
        "",
    )
    .await;
    let server = Server::new([counted(&[])]);
    assert_eq!(
        server.collection(ODataSkip::new()).count().await.unwrap(),
        2
    );
    let error = Server::new([page([], json!({}))])
        .collection(ODataSkip::new())
        .count()
        .await
        .unwrap_err();
    assert_eq!(error.operation(), Some("items"));
}

#[tokio::test]
async fn a_duplicate_id_does_not_repeat_items_on_resume() {
    let server = Server::new([counted([1, 2], 4), counted([1, 2, 2, 3], 4), counted([], 4)]);
    let mut first = server.collection(ODataSkip::new()).page_size(2).items();
    first.try_next().await.unwrap().unwrap();
    let rest = server
        .collection(ODataSkip::new())
        .page_size(4)
        .resume(first.checkpoint());
    assert_eq!(walk(rest).await.0, [2, 2, 3]);
}

#[tokio::test]
async fn a_broken_response_during_a_walk_is_never_a_page() {
    let body = r#"{"value":[{"id":1},{"id":2}, error"#;
    let server = Server::new([Response::new(bytes::Bytes::from_static(body.as_bytes()))]);
    let (ids, error) = walk(server.collection(ODataSkip::new())).await;
    assert_eq!(ids, Vec::<u64>::new());
    assert!(
        error
            .unwrap()
            .to_string()
            .starts_with("`items`, page 1: the server answered 200 OK with")
    );
}

#[tokio::test]
async fn more_rows_than_the_count_show_that_it_is_not_exact() {
    let pages = [counted([1, 2], 1), counted([3], 1), counted([], 1)];
    let asked = [
        "/items?$count=true",
        "/items?$skip=2&$count=true",
        "/items?$skip=3&$count=true",
    ];
    check(pages, ODataSkip::new(), &[1, 2, 3], &asked, "").await;
}

#[tokio::test]
async fn the_count_of_versions_2_and_3_is_requested_and_read() {
    let counted =
        |ids: &[u64]| ok(json!({ "d": { "results": items(ids.iter().copied()), "__count": "3" } }));
    let asked = [
        "/items?$inlinecount=allpages",
        "/items?$skip=2&$inlinecount=allpages",
    ];
    let paging = ODataSkip::new().inline_count();
    check(
        [counted(&[1, 2]), counted(&[3])],
        paging,
        &[1, 2, 3],
        &asked,
        "",
    )
    .await;
}

#[tokio::test]
async fn skip_continues_after_links_that_cover_only_the_first_rows() {
    let linked = |ids: std::ops::RangeInclusive<u64>, link: Option<&str>| {
        let link = link.map_or(json!({}), |link| json!({ "@odata.nextLink": link }));
        let Value::Object(mut fields) = link else {
            unreachable!()
        };
        fields.insert("@odata.count".to_owned(), json!(8));
        page(ids, Value::Object(fields))
    };
    let pages = || {
        [
            linked(1..=2, Some("items?$top=1&$skiptoken=2")),
            linked(3..=3, None),
            linked(4..=5, Some("items?$top=1&$skiptoken=5")),
            linked(6..=6, None),
            linked(7..=8, None),
            page([], json!({ "@odata.count": 8 })),
        ]
    };
    let asked = [
        "/items?$top=3&$count=true",
        "/items?$top=1&$skiptoken=2",
        "/items?$top=3&$skip=3&$count=true",
        "/items?$top=1&$skiptoken=5",
        "/items?$top=3&$skip=6&$count=true",
        "/items?$top=3&$skip=8&$count=true",
    ];
    let all: Vec<u64> = (1..=8).collect();
    for concurrency in [1, 4] {
        let server = Server::new(pages());
        let collection = server
            .collection(ODataSkip::new())
            .page_size(3)
            .concurrency(concurrency);
        assert_eq!(walk(collection).await.0, all);
        assert_eq!(server.asked(), asked);
    }
    // A checkpoint at such a link knows how many rows came before.
    let server = Server::new(pages());
    let mut first = server.collection(ODataSkip::new()).page_size(3).items();
    for _ in 0..2 {
        first.try_next().await.unwrap().unwrap();
    }
    let server = Server::new(pages().into_iter().skip(1));
    let rest = server
        .collection(ODataSkip::new())
        .page_size(3)
        .resume(first.checkpoint());
    assert_eq!(walk(rest).await.0, [3, 4, 5, 6, 7, 8]);
}
