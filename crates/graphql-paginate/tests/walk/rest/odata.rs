//! OData: next links, counts, delta links and query options.

use graphql_paginate::rest::odata::field;
use graphql_paginate::rest::{Collection, ODataNextLink, ODataSkip};
use http::Response;
use serde_json::{Value, json};

use super::server::{Item, Server, check, items, ok, walk};
use crate::secrets::Trace;

type Page = Response<bytes::Bytes>;

fn page(ids: impl IntoIterator<Item = u64>, rest: Value) -> Page {
    let mut body =
        json!({ "@odata.context": "https://api.test/v1/$metadata#items", "value": items(ids) });
    body.as_object_mut()
        .unwrap()
        .extend(rest.as_object().unwrap().clone());
    ok(body)
}

fn next(ids: impl IntoIterator<Item = u64>, link: &str) -> Page {
    page(ids, json!({ "@odata.nextLink": link }))
}

fn counted(ids: impl IntoIterator<Item = u64>, count: u64) -> Page {
    page(ids, json!({ "@odata.count": count }))
}

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
async fn smaller_pages_than_asked_follow_the_link_and_the_total_is_shown() {
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
async fn an_empty_page_ends_the_walk_though_the_count_was_not_reached() {
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
async fn a_count_that_grows_on_the_way_is_heeded() {
    let pages = [counted([1, 2], 3), counted([3], 4), counted([4], 4)];
    let asked = [
        "/items?$count=true",
        "/items?$skip=2&$count=true",
        "/items?$skip=3&$count=true",
    ];
    check(pages, ODataSkip::new(), &[1, 2, 3, 4], &asked, "").await;
}

#[tokio::test]
async fn a_service_that_gives_links_after_all_is_followed() {
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
    let asked = ["/items?$count=true", "/items?$skip=1&$count=true"];
    check(
        [counted(&[1]), counted(&[2])],
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
async fn an_id_that_two_rows_share_does_not_make_others_come_again() {
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
async fn custom_headers_and_preferences_go_with_every_page() {
    let server = Server::new([next([1], "items?$skiptoken=1"), page([2], json!({}))]);
    let collection = server.collection(ODataNextLink::new().track_changes());
    let collection = collection
        .header("Prefer", "wait=5")
        .header("ConsistencyLevel", "eventual")
        .page_size(3);
    assert_eq!(walk(collection).await.0, [1, 2]);
    for request in server.requests() {
        let preferences: Vec<_> = request.headers().get_all("prefer").iter().collect();
        assert_eq!(
            preferences,
            ["wait=5", "odata.maxpagesize=3", "odata.track-changes"]
        );
        assert_eq!(request.headers()["consistencylevel"], "eventual");
        assert_eq!(request.headers()["accept"], "application/json");
    }
}

#[tokio::test]
async fn pages_that_are_too_much_shrink_where_their_size_is_a_preference() {
    let too_much = || {
        Response::builder()
            .status(502)
            .body(bytes::Bytes::new())
            .unwrap()
    };
    let server = Server::new([
        too_much(),
        too_much(),
        too_much(),
        next([1], "items?$skiptoken=1"),
        page([2], json!({})),
    ]);
    let collection = server.collection(ODataNextLink::new()).page_size(100);
    assert_eq!(walk(collection).await.0, [1, 2]);
    let preferences: Vec<_> = server
        .requests()
        .iter()
        .map(|request| request.headers()["prefer"].clone())
        .collect();
    assert_eq!(
        preferences,
        [100, 100, 50, 25, 25].map(|size| format!("odata.maxpagesize={size}"))
    );
}

#[tokio::test]
async fn query_options_are_joined_and_encoded_once() {
    let server = Server::new([counted([], 0)]);
    let collection = server
        .collection(ODataSkip::new())
        .filter(field("name").eq("l'été & co").or(field("id").gt(2)))
        .filter(field("kind").starts_with("a+b"))
        .select(["id", "name"])
        .select(["kind"])
        .expand(["parent"])
        .order_by("name")
        .order_by_descending("id")
        .page_size(9);
    assert!(walk(collection).await.0.is_empty());
    let url = "/items?$filter=(name%20eq%20%27l%27%27%C3%A9t%C3%A9%20%26%20co%27%20or%20id%20gt%202)%20and%20startswith(kind,%27a%2Bb%27)\
               &$select=id,name,kind&$expand=parent&$orderby=name,id%20desc&$top=9&$count=true";
    assert_eq!(server.asked(), [url]);
}

#[tokio::test]
async fn rows_are_ordered_by_what_is_unique_and_other_orders_warn() {
    let unique = || ODataSkip::new().unique("id");
    let check = async |collection: Collection<Item, ODataSkip>,
                       server: Server,
                       url: &str,
                       warning: &str| {
        let (trace, _listening) = Trace::listen();
        walk(collection).await;
        assert_eq!(server.asked(), [url]);
        let text = trace.text();
        let warnings: Vec<_> = text
            .lines()
            .filter_map(|line| line.strip_prefix("WARN: message="))
            .collect();
        assert_eq!(warnings.join("").trim(), warning);
    };
    let server = || Server::new([counted([], 0)]);
    let at = server();
    check(
        at.collection(unique()),
        at,
        "/items?$orderby=id&$count=true",
        "",
    )
    .await;
    let at = server();
    let both = at
        .collection(unique())
        .order_by("name")
        .order_by_descending("id");
    check(both, at, "/items?$orderby=name,id%20desc&$count=true", "").await;
    let at = server();
    let equal =
        "pages may overlap where rows are equal in this order; add `.order_by(\"id\")` order=name";
    check(
        at.collection(unique()).order_by("name"),
        at,
        "/items?$orderby=name&$count=true",
        equal,
    )
    .await;
    let at = server();
    let none = "pages without `$orderby` may overlap; give a unique order with `.order_by(..)`";
    check(
        at.collection(ODataSkip::new()),
        at,
        "/items?$count=true",
        none,
    )
    .await;
}

#[tokio::test]
async fn a_broken_answer_in_the_middle_of_a_stream_is_never_a_page() {
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

#[tokio::test]
async fn the_count_of_versions_2_and_3_is_asked_for_and_read() {
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
async fn links_that_cover_the_first_rows_alone_are_followed_by_skip() {
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
        ]
    };
    let asked = [
        "/items?$top=3&$count=true",
        "/items?$top=1&$skiptoken=2",
        "/items?$top=3&$skip=3&$count=true",
        "/items?$top=1&$skiptoken=5",
        "/items?$top=3&$skip=6&$count=true",
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
