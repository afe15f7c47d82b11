//! Tests of page numbers.

use graphql_paginate::ErrorKind;
use graphql_paginate::rest::{ODataSkip, PageNumber};
use http::Response;
use serde_json::{Value, json};

use super::server::{ENDPOINT, Server, answer, check, items, ok, walk};

fn page(ids: impl IntoIterator<Item = u64>, pages: Value) -> Response<bytes::Bytes> {
    ok(json!({ "data": items(ids), "total_pages": pages }))
}

#[tokio::test]
async fn pages_are_requested_up_to_the_last() {
    let paging = || PageNumber::new("page").pages_at("/total_pages");
    let pages = [page([1, 2], json!(2)), page([3], json!("2"))];
    check(
        pages,
        paging(),
        &[1, 2, 3],
        &["/items?page=1", "/items?page=2"],
        "",
    )
    .await;
    check([page([], json!(0))], paging(), &[], &["/items?page=1"], "").await;
    // With items on the page, there cannot be fewer pages.
    let pages = [page([1], json!(0)), page([2], json!(0)), page([], json!(0))];
    let asked = ["/items?page=1", "/items?page=2", "/items?page=3"];
    check(pages, paging(), &[1, 2], &asked, "").await;
    let from_zero = [page([1], json!(2)), page([2], json!(2)), page([], json!(2))];
    let asked = ["/items?page=0", "/items?page=1", "/items?page=2"];
    check(from_zero, paging().first(0), &[1, 2], &asked, "").await;
    let missing = "`items`, page 1: the page's `total_pages` is null, so it is unknown whether another page follows";
    check(
        [page([1], Value::Null)],
        paging(),
        &[1],
        &["/items?page=1"],
        missing,
    )
    .await;
}

#[tokio::test]
async fn without_a_number_of_pages_an_empty_page_is_the_end() {
    let pages = [ok(items([1, 2])), ok(items([3])), ok(items([]))];
    check(
        pages,
        PageNumber::new("p").first(1),
        &[1, 2, 3],
        &["/items?p=1", "/items?p=2", "/items?p=3"],
        "",
    )
    .await;
}

#[tokio::test]
async fn the_page_size_is_constant_up_to_the_last_item() {
    // A smaller last page would be other items: 3 pages of 2, not of 2, 2 and 1.
    let server = Server::new([ok(items([1, 2])), ok(items([3, 4])), ok(items([5, 6]))]);
    let collection = server
        .collection(PageNumber::new("page").size_parameter("n"))
        .page_size(2)
        .max_items(5);
    assert_eq!(walk(collection).await.0, [1, 2, 3, 4, 5]);
    assert_eq!(
        server.asked(),
        [
            "/items?n=2&page=1",
            "/items?n=2&page=2",
            "/items?n=2&page=3"
        ]
    );
}

#[tokio::test]
async fn a_walk_starts_at_a_page_and_only_at_a_page() {
    let server = Server::new([ok(items([9])), ok(items([]))]);
    let paging = || PageNumber::new("page").size_parameter("n");
    assert_eq!(
        walk(server.collection(paging()).start_at("3x50")).await.0,
        [9]
    );
    assert_eq!(server.asked(), ["/items?n=50&page=3", "/items?n=50&page=4"]);
    let error = walk(server.collection(paging()).start_at("three"))
        .await
        .1
        .unwrap()
        .to_string();
    assert!(
        error.ends_with(
            "`three` is not the number of a page; start at one such as `3`, or `3x50` with its size"
        ),
        "{error}"
    );
}

#[tokio::test]
async fn a_server_that_repeats_its_last_page_is_a_stall() {
    let pages = [ok(items([1])), ok(items([2])), ok(items([2]))];
    let error = "`items`, page 3 at cursor `3+2`: the page holds the same items as an earlier one; does the server ignore \
                 the paging parameter?";
    check(
        pages,
        PageNumber::new("page"),
        &[1, 2],
        &["/items?page=1", "/items?page=2", "/items?page=3"],
        error,
    )
    .await;
}

#[tokio::test]
async fn page_numbers_and_offsets_do_not_overflow() {
    let paging = || PageNumber::new("page").pages_at("/total_pages");
    let pages = [
        page([1], json!(u64::MAX)),
        page([2], json!(2)),
        page([], json!(2)),
    ];
    let asked = ["/items?page=1", "/items?page=2", "/items?page=3"];
    check(pages, paging(), &[1, 2], &asked, "").await;
    let most = u64::MAX.to_string();
    let server = Server::new([ok(items([1]))]);
    let (ids, error) = walk(server.collection(PageNumber::new("page")).start_at(&most)).await;
    assert_eq!(ids, [1]);
    assert!(matches!(error.unwrap().kind(), ErrorKind::Stalled { .. }));
    let server = Server::new([ok(json!({ "value": items([1]) }))]);
    let (ids, error) = walk(server.collection(ODataSkip::new()).start_at(&most)).await;
    assert_eq!(ids, [1]);
    assert!(matches!(error.unwrap().kind(), ErrorKind::Stalled { .. }));
}

#[tokio::test]
async fn the_page_where_a_walk_starts_keeps_its_size() {
    let paging = || PageNumber::new("page").size_parameter("n");
    let start = |server: &Server| server.collection(paging()).start_at("3").page_size(50);
    // Fewer items than the page has.
    let server = Server::new([ok(items([101, 102, 103, 104, 105, 106]))]);
    let (ids, _) = walk(start(&server).max_items(5)).await;
    assert_eq!(ids, [101, 102, 103, 104, 105]);
    assert_eq!(server.asked(), ["/items?n=50&page=3"]);
    // A failure for which pages are requested with fewer items.
    let server = Server::new([answer(502, json!({})), ok(items([101])), ok(items([]))]);
    assert_eq!(walk(start(&server)).await.0, [101]);
    let expected = [
        "/items?n=50&page=3",
        "/items?n=50&page=3",
        "/items?n=50&page=4",
    ];
    assert_eq!(server.asked(), expected);
    // A checkpoint inside the page, resumed with another size.
    let server = Server::new([ok(items([101, 102])), ok(items([101, 102])), ok(items([]))]);
    let mut taken = start(&server).items();
    taken.try_next().await.unwrap();
    let rest = server
        .collection(paging())
        .page_size(20)
        .resume(taken.checkpoint());
    assert_eq!(walk(rest).await.0, [102]);
    assert_eq!(server.asked(), expected);
}

#[tokio::test]
async fn a_start_page_of_more_items_than_the_api_serves_is_refused() {
    let server = Server::new([]);
    let mut profile = graphql_paginate::Profile::default();
    profile.max_page_size = Some(20);
    let client = graphql_paginate::Client::builder(ENDPOINT)
        .profile(profile)
        .transport(server.clone())
        .build()
        .unwrap();
    let paging = PageNumber::new("page").size_parameter("n");
    let collection = client.collection("items", paging).unwrap();
    let (_, error) = walk(collection.start_at("3").page_size(50)).await;
    assert_eq!(
        error.unwrap().to_string(),
        "`items`: page 3 of pages of 50 items cannot be requested with a page size of 20, and has other items than page 3 of those; its first item is on page `6x20`, so start there"
    );
}

#[tokio::test]
async fn pages_of_the_servers_size_keep_it_when_a_walk_is_resumed_with_a_size() {
    let paging = || PageNumber::new("page").first(1).size_parameter("n");
    let server = Server::new([
        ok(items([1, 2])),
        ok(items([3, 4])),
        ok(items([3, 4])),
        ok(items([])),
    ]);
    let mut taken = server.collection(paging()).items();
    for _ in 0..3 {
        taken.try_next().await.unwrap();
    }
    let rest = server
        .collection(paging())
        .page_size(20)
        .resume(taken.checkpoint());
    assert_eq!(walk(rest).await.0, [4]);
    let expected = [
        "/items?page=1",
        "/items?page=2",
        "/items?page=2",
        "/items?page=3",
    ];
    assert_eq!(server.asked(), expected);
}

const EMPTY_LAST: &str = "page 3 is empty, though `total_pages` is 3; declare the number of the first page: `first = 0` or `first = 1`, for a REST collection `.first(0)` or `.first(1)`";

#[tokio::test]
async fn an_empty_page_with_the_last_number_is_an_error_unless_the_first_number_is_declared() {
    let paging = || PageNumber::new("page").pages_at("/total_pages");
    let pages = || {
        [
            page([3, 4], json!(3)),
            page([5], json!(3)),
            page([], json!(3)),
        ]
    };
    let asked = ["/items?page=1", "/items?page=2", "/items?page=3"];
    let error = format!("`items`, page 3 at cursor `3+3`: {EMPTY_LAST}");
    check(pages(), paging(), &[3, 4, 5], &asked, &error).await;
    check(pages(), paging().first(1), &[3, 4, 5], &asked, "").await;
}

#[tokio::test]
async fn a_list_of_one_empty_page_ends_if_page_zero_is_empty_too_or_refused() {
    let paging = || PageNumber::new("page").pages_at("/total_pages");
    let asked = ["/items?page=1", "/items?page=0"];
    let empty = || page([], json!(1));
    check([empty(), empty()], paging(), &[], &asked, "").await;
    for status in [400, 404, 422] {
        let refused = answer(status, json!({ "message": "no page 0" }));
        check([empty(), refused], paging(), &[], &asked, "").await;
    }
    let error = "`items`, page 2 at cursor `0+0!`: page 1 is empty, though `total_pages` is 1; declare the number of the first page: `first = 0` or `first = 1`, for a REST collection `.first(0)` or `.first(1)`";
    check([empty(), page([1], json!(1))], paging(), &[], &asked, error).await;
    check([empty()], paging().first(1), &[], &asked[..1], "").await;
}

#[tokio::test]
async fn a_walk_that_ended_at_page_zero_of_an_empty_list_resumes_at_page_one() {
    let paging = || PageNumber::new("page").pages_at("/total_pages");
    for last in [page([], json!(1)), answer(404, json!({}))] {
        let pages = [
            page([], json!(1)),
            last,
            page([1], json!(1)),
            page([], json!(1)),
        ];
        let server = Server::new(pages);
        let mut walk = server.collection(paging()).items();
        assert!(walk.try_next().await.unwrap().is_none());
        let added = server.collection(paging()).resume(walk.checkpoint());
        let added = added.collect().await.unwrap();
        assert_eq!(added.len(), 1);
        assert_eq!(server.asked()[2], "/items?page=1");
    }
}
