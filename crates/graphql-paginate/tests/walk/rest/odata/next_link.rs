//! Tests of OData services that return next links and delta links, in versions 2 to 4.01.

use graphql_paginate::rest::ODataNextLink;
use serde_json::json;

use super::super::server::{Server, check, items, ok};
use super::{next, page};

#[tokio::test]
async fn a_next_link_with_an_empty_page_continues() {
    let pages = [
        next([1], "items?$skiptoken=1"),
        next([], "items?$skiptoken=2"),
        page([2], json!({})),
    ];
    let asked = ["/items", "/items?$skiptoken=1", "/items?$skiptoken=2"];
    check(pages, ODataNextLink::new(), &[1, 2], &asked, "").await;
}

#[tokio::test]
async fn a_page_shorter_than_requested_follows_the_link_and_has_the_total() {
    let first = page(
        [1, 2],
        json!({ "@odata.count": "5", "@odata.nextLink": "https://api.test/v1/items?$skiptoken=2" }),
    );
    let server = Server::new([first, page([3, 4, 5], json!({ "@odata.count": 5 }))]);
    let collection = server
        .collection(ODataNextLink::new())
        .query("$count", "true")
        .page_size(4);
    let pages: Vec<_> = collection.pages().try_collect().await.unwrap();
    let totals: Vec<_> = pages
        .iter()
        .map(|page| (page.items.len(), page.total_count))
        .collect();
    assert_eq!(totals, [(2, Some(5)), (3, Some(5))]);
    assert_eq!(
        server.asked(),
        ["/items?$count=true", "/items?$skiptoken=2"]
    );
}

#[tokio::test]
async fn names_of_4_01_are_read_and_relative_links_resolved_against_the_context() {
    let first = json!({
        "@context": "https://api.test/v1/service/$metadata#items",
        "value": items([1]),
        "@nextLink": "items?$skiptoken=1",
    });
    let pages = [ok(first), ok(json!({ "value": items([2]) }))];
    check(
        pages,
        ODataNextLink::new(),
        &[1, 2],
        &["/items", "/service/items?$skiptoken=1"],
        "",
    )
    .await;
}

#[tokio::test]
async fn the_delta_link_is_exposed_and_walked_later_without_a_loop() {
    let delta = "https://api.test/v1/items?$deltatoken=7";
    let ends = |ids: &[u64]| page(ids.iter().copied(), json!({ "@odata.deltaLink": delta }));
    let server = Server::new([
        next([1], "items?$skiptoken=1"),
        ends(&[2]),
        ends(&[]),
        ends(&[]),
    ]);
    let paging = || ODataNextLink::new().track_changes();
    let pages: Vec<_> = server
        .collection(paging())
        .pages()
        .try_collect()
        .await
        .unwrap();
    assert_eq!(pages[0].data.delta_link(), None);
    assert_eq!(pages[1].data.delta_link().as_deref(), Some(delta));
    for _ in 0..2 {
        let again: Vec<_> = server
            .collection(paging())
            .start_at(delta)
            .pages()
            .try_collect()
            .await
            .unwrap();
        assert_eq!(
            (
                again.len(),
                again[0].items.len(),
                again[0].data.delta_link().as_deref()
            ),
            (1, 0, Some(delta))
        );
    }
    assert_eq!(
        server.asked()[2..],
        ["/items?$deltatoken=7", "/items?$deltatoken=7"]
    );
}

#[tokio::test]
async fn next_links_of_versions_2_and_3_are_followed() {
    let version_3 = [
        ok(
            json!({ "odata.metadata": "https://api.test/v1/$metadata#items", "value": items([1, 2]), "odata.count": "3", "odata.nextLink": "items?$skiptoken=2" }),
        ),
        ok(json!({ "value": items([3]), "odata.count": "3" })),
    ];
    let asked = ["/items", "/items?$skiptoken=2"];
    check(version_3, ODataNextLink::new(), &[1, 2, 3], &asked, "").await;
    let version_2 = [
        ok(
            json!({ "d": { "results": items([1, 2]), "__count": "3", "__next": "https://api.test/v1/items?$skiptoken=2" } }),
        ),
        ok(json!({ "d": { "results": items([3]), "__count": "3" } })),
    ];
    check(version_2, ODataNextLink::new(), &[1, 2, 3], &asked, "").await;
    let bare = [ok(json!({ "d": items([1, 2]) }))];
    check(bare, ODataNextLink::new(), &[1, 2], &["/items"], "").await;
}
