//! Every end rule, on a server that needs it, and what must not end a walk.

use bytes::Bytes;
use futures::StreamExt;
use graphql_paginate::ErrorKind;
use graphql_paginate::rest::{
    Collection, LinkHeader, Location, NextLink, ODataNextLink, ODataSkip, OffsetLimit, PageNumber,
    Paging, RestCursor,
};
use http::Response;
use serde_json::{Value, json};

use super::server::{Item, Server, answer, check, items, ok, walk};

type Page = Response<Bytes>;

/// A page of `items` with further fields.
fn page(ids: impl IntoIterator<Item = u64>, fields: Value) -> Page {
    let mut body = json!({ "items": items(ids) });
    let body_fields = body.as_object_mut().unwrap();
    body_fields.extend(fields.as_object().unwrap().clone());
    ok(body)
}

fn no_content() -> Page {
    Response::builder().status(204).body(Bytes::new()).unwrap()
}

/// Walks a script with settings of the collection, which must go through all of it.
async fn check_with<P: Paging>(
    answers: impl IntoIterator<Item = Page>,
    paging: P,
    configure: impl Fn(Collection<Item, P>) -> Collection<Item, P>,
    ids: &[u64],
    requests: usize,
) {
    let server = Server::new(answers);
    let (found, error) = walk(configure(server.collection(paging))).await;
    let error = error.map(|error| error.to_string());
    assert_eq!(
        (found.as_slice(), error, server.asked().len()),
        (ids, None, requests),
        "{:?}",
        server.asked()
    );
}

#[tokio::test]
async fn a_flag_ends_every_way_of_paging_whatever_else_the_page_says() {
    let has_more = |ids: [u64; 2], flag: bool| {
        let mut page = page(
            ids,
            json!({ "next": "?c=1", "cursor": "c", "@odata.nextLink": "?c=1", "has_more": flag }),
        );
        page.headers_mut()
            .insert("link", "<?c=1>; rel=next".parse().unwrap());
        page
    };
    async fn ends<P: Paging>(paging: P, pages: [Page; 2]) {
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
async fn a_missing_flag_is_an_error_and_no_end() {
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
    let header = Location::header("x-has-more");
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
async fn an_announced_page_without_a_place_is_an_error_and_no_end() {
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
    let by_key = || RestCursor::new("after", Location::last_item("/key"));
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

#[tokio::test]
async fn a_total_or_a_flag_saves_the_request_behind_the_end() {
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
    let total =
        |items: Collection<Item, PageNumber>| items.total_at(Location::header("X-Total-Count"));
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
        PageNumber::new("page").size_parameter("n"),
        sized,
        &ids,
        4,
    )
    .await;
}

#[tokio::test]
async fn a_refusal_behind_the_total_is_the_end() {
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
async fn not_found_behind_a_page_is_the_end_on_request_alone() {
    let pages = || {
        [
            page([1, 2], json!({})),
            answer(404, json!({ "message": "no such page" })),
        ]
    };
    let asked = ["/items?page=1", "/items?page=2"];
    check(
        pages(),
        PageNumber::new("page").not_found_is_end(),
        &[1, 2],
        &asked,
        "",
    )
    .await;
    let refused = "`items`, page 2 at cursor `2+2`: the server refused the request (404 Not Found): no such page";
    check(pages(), PageNumber::new("page"), &[1, 2], &asked, refused).await;
    // The first page of a walk is not behind the end, wherever it starts.
    for start in ["", "9"] {
        let server = Server::new([answer(404, Value::Null)]);
        let paging = PageNumber::new("page").not_found_is_end();
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
async fn no_content_behind_a_page_is_the_end_and_in_place_of_the_first_an_error() {
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
async fn an_absent_list_is_empty_on_request_alone() {
    let ends = [json!({ "items": null }), json!({}), json!({ "items": {} })];
    for end in ends {
        let pages = || [page([1], json!({})), ok(end.clone())];
        let absent =
            |items: Collection<Item, PageNumber>| items.items_at("/items").absent_is_empty();
        check_with(pages(), PageNumber::new("page"), absent, &[1], 2).await;
        let strict = Server::new(pages());
        let (ids, error) = walk(
            strict
                .collection(PageNumber::new("page"))
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
            .collection(PageNumber::new("page"))
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
async fn a_short_page_is_the_end_on_request_alone_and_not_against_a_total() {
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
async fn an_empty_page_before_the_last_number_does_not_end_the_walk() {
    let numbered = |ids: &[u64]| page(ids.iter().copied(), json!({ "pages": 3, "more": true }));
    let pages = || [numbered(&[1]), numbered(&[]), numbered(&[2])];
    let asked = ["/items?page=1", "/items?page=2", "/items?page=3"];
    check(
        pages(),
        PageNumber::new("page").pages_at("/pages"),
        &[1, 2],
        &asked,
        "",
    )
    .await;
    let flagged = pages()
        .into_iter()
        .chain([page([3], json!({ "more": false }))]);
    let asked = [
        "/items?page=1",
        "/items?page=2",
        "/items?page=3",
        "/items?page=4",
    ];
    check(
        flagged,
        PageNumber::new("page").more_at("/more"),
        &[1, 2, 3],
        &asked,
        "",
    )
    .await;
    // An offset does not move behind an empty page.
    let stuck = [
        page([1], json!({ "more": true })),
        page([], json!({ "more": true })),
    ];
    let (_, error) =
        walk(Server::new(stuck).collection(OffsetLimit::new("o").more_at("/more"))).await;
    assert!(matches!(error.unwrap().kind(), ErrorKind::Stalled { .. }));
}

#[tokio::test]
async fn a_cursor_is_read_before_the_items_leave_the_body() {
    let pages = |ids: &[u64]| ok(json!({ "data": items(ids.iter().copied()) }));
    let answers = || [pages(&[1, 2, 3]), pages(&[4, 5]), pages(&[])];
    let asked = [
        "/items",
        "/items?starting_after=3",
        "/items?starting_after=5",
    ];
    let last = Location::last_item("/id");
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
async fn a_last_item_that_is_null_leaves_its_cursor_to_the_one_before() {
    let pages = [ok(json!([{ "id": 1 }, { "id": 2 }, null])), ok(json!([]))];
    let paging = RestCursor::new("after", Location::last_item("/id"));
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
    let paging = RestCursor::new("c", Location::header("X-Next"));
    check(pages, paging, &[1, 2], &["/items", "/items?c=a/b"], "").await;
}

#[tokio::test]
async fn a_walk_goes_backward_by_cursors() {
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

#[tokio::test]
async fn parameters_go_into_the_request_body_of_a_post() {
    let pages = [
        page([1], json!({ "next_cursor": "b" })),
        page([2], json!({ "next_cursor": null })),
    ];
    let server = Server::new(pages);
    let paging = RestCursor::new("/page/cursor", "/next_cursor").size_parameter("/page/size");
    let query = json!({ "filter": { "state": "open" } });
    let collection = server
        .collection(paging)
        .post(query)
        .page_size(9)
        .query("v", "2");
    assert_eq!(walk(collection).await.0, [1, 2]);
    assert_eq!(server.asked(), ["/items?v=2", "/items?v=2"]);
    let bodies: Vec<Value> = server
        .requests()
        .iter()
        .map(|request| {
            assert_eq!(
                (
                    request.method().as_str(),
                    &request.headers()["content-type"]
                ),
                ("POST", &"application/json".parse().unwrap())
            );
            serde_json::from_slice(request.body()).unwrap()
        })
        .collect();
    let filter = json!({ "state": "open" });
    assert_eq!(
        bodies,
        [
            json!({ "filter": filter, "page": { "size": 9 } }),
            json!({ "filter": filter, "page": { "size": 9, "cursor": "b" } })
        ]
    );
    let server = Server::new([page([1], json!({})), page([], json!({}))]);
    let numbered = PageNumber::new("/page").first(0);
    assert_eq!(
        walk(server.collection(numbered).post(json!({}))).await.0,
        [1]
    );
    assert_eq!(&server.requests()[1].body()[..], br#"{"page":1}"#);
}

#[tokio::test]
async fn a_request_body_that_is_missing_or_cannot_hold_a_parameter_is_told() {
    let server = Server::new([]);
    let refused = async |collection: Collection<Item, PageNumber>| {
        walk(collection).await.1.unwrap().to_string()
    };
    let bodiless = refused(server.collection(PageNumber::new("/page"))).await;
    assert_eq!(
        bodiless,
        "`items`: `/page` is a field of the request body; give the body by `.post(..)`"
    );
    let list = refused(server.collection(PageNumber::new("/page")).post(json!([]))).await;
    assert_eq!(
        list,
        "`items`: `/page` does not lead through objects of the request body"
    );
}

#[tokio::test]
async fn numbered_pages_that_the_server_ignores_are_an_error() {
    for list in [items([1, 2]), json!([7, 8])] {
        let server = Server::new((0..2).map(|_| ok(list.clone())));
        let collection = server
            .collection(PageNumber::new("page"))
            .decode_as::<Value>();
        let read: Vec<_> = collection.items().collect().await;
        let error = read.last().unwrap().as_ref().unwrap_err();
        assert_eq!(read.len(), 3);
        assert!(matches!(error.kind(), ErrorKind::RepeatedPage), "{error}");
    }
}

#[tokio::test]
async fn half_a_surrogate_pair_is_read_as_the_replacement_character() {
    let body = r#"[{"title":"a\ud83d"},{"title":"\ud83d\ude00"}]"#;
    let server = Server::new([Response::new(Bytes::from_static(body.as_bytes()))]);
    let read: Vec<Value> = server
        .collection(LinkHeader::new())
        .decode_as()
        .collect()
        .await
        .unwrap();
    assert_eq!(
        read,
        [json!({ "title": "a\u{fffd}" }), json!({ "title": "😀" })]
    );
}

#[tokio::test]
async fn keys_that_are_there_twice_are_an_error_and_no_end() {
    for body in [
        r#"{"items":[{"id":1}],"next":"?c=2","next":null}"#,
        r#"{"items":[{"id":1}],"items":[],"next":null}"#,
    ] {
        let server = Server::new([Response::new(Bytes::from_static(body.as_bytes()))]);
        let collection = server.collection(NextLink::at("/next")).items_at("/items");
        let error = walk(collection).await.1.unwrap().to_string();
        assert!(error.contains("the key is there twice"), "{error}");
    }
}

#[tokio::test]
async fn a_number_of_pages_that_is_too_low_behind_a_full_page_does_not_end_the_walk() {
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
async fn an_empty_page_that_reports_errors_is_an_error_and_no_end() {
    for errors in [
        json!({ "errors": [{ "message": "shard 2 is down" }] }),
        json!({ "error": { "message": "shard 2 is down" } }),
        json!({ "error": "shard 2 is down" }),
    ] {
        let server = Server::new([page([], errors.clone())]);
        let error = walk(server.collection(LinkHeader::new()).items_at("/items"))
            .await
            .1;
        let error = error.unwrap().to_string();
        assert!(error.ends_with("(200 OK): shard 2 is down"), "{error}");
    }
    for nothing in [
        json!({ "errors": [] }),
        json!({ "error": null }),
        json!({ "error": "" }),
        json!({ "message": "no results" }),
    ] {
        let server = Server::new([page([], nothing)]);
        let collection = server.collection(LinkHeader::new()).items_at("/items");
        assert!(walk(collection).await.1.is_none());
    }
}

#[tokio::test]
async fn zero_items_never_come_from_another_list_than_that_of_the_items() {
    let body = json!({ "warnings": [], "data": { "users": items([1, 2]) } });
    let error = walk(Server::new([ok(body.clone())]).collection(LinkHeader::new()))
        .await
        .1;
    let error = error.unwrap().to_string();
    assert!(
        error.contains("the body has several lists (`warnings`, `data.users`)"),
        "{error}"
    );
    let server = Server::new([ok(body)]);
    assert_eq!(
        walk(server.collection(LinkHeader::new()).items_at("/data/users"))
            .await
            .0,
        [1, 2]
    );
    let empty = json!({ "users": [], "meta": { "sort": [] } });
    assert!(
        walk(Server::new([ok(empty)]).collection(LinkHeader::new()))
            .await
            .1
            .is_none()
    );
}

#[tokio::test]
async fn an_element_without_its_item_is_an_error_and_not_a_null() {
    let server = Server::new([ok(json!([{ "node": { "id": 1 } }, { "nod": { "id": 2 } }]))]);
    let error = walk(server.collection(LinkHeader::new()).item_at("/node"))
        .await
        .1;
    let error = error.unwrap().to_string();
    assert!(
        error.contains("an element of the list has no `/node`"),
        "{error}"
    );
}

#[tokio::test]
async fn a_first_page_that_is_full_and_leads_nowhere_warns() {
    let (trace, _listening) = crate::secrets::Trace::listen();
    let server = Server::new([page([1, 2], json!({ "nxt": "?c=2" }))]);
    walk(server.collection(NextLink::at("/next")).page_size(2)).await;
    assert!(
        trace
            .text()
            .contains("the first page is full and announces no other"),
        "{}",
        trace.text()
    );
}
