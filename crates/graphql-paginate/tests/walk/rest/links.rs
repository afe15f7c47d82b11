//! Tests of next links, in the body and in the `Link` header.

use graphql_paginate::ErrorKind;
use graphql_paginate::rest::{LinkHeader, NextLink, ODataNextLink, RestCursor};
use http::Response;
use serde_json::{Value, json};

use super::server::{Item, Server, check, items, ok, walk};

fn linked(ids: impl IntoIterator<Item = u64>, next: Value) -> Response<bytes::Bytes> {
    ok(json!({ "items": items(ids), "_next": next }))
}

fn headed(ids: impl IntoIterator<Item = u64>, links: &[&str]) -> Response<bytes::Bytes> {
    let mut response = ok(items(ids));
    for link in links {
        response.headers_mut().append("link", link.parse().unwrap());
    }
    response
}

fn next() -> NextLink {
    NextLink::at("/_next").size_parameter("limit")
}

#[tokio::test]
async fn a_link_header_is_followed_to_any_path_until_it_has_no_next() {
    let pages = [
        headed(
            [1],
            &[
                "<https://api.test/v1/items?page=2>; rel=\"next\", <https://api.test/v1/items?page=3>; rel=\"last\"",
            ],
        ),
        headed([2], &["<https://api.test/other/place?p=3>; rel=next"]),
        headed([3], &["<https://api.test/v1/items?page=3>; rel=\"last\""]),
    ];
    let asked = [
        "/items",
        "/items?page=2",
        "https://api.test/other/place?p=3",
    ];
    check(pages, LinkHeader::new(), &[1, 2, 3], &asked, "").await;
    check([headed([1], &[])], LinkHeader::new(), &[1], &["/items"], "").await;
    check(
        [headed([], &["<?page=1>; rel=prev"])],
        LinkHeader::new(),
        &[],
        &["/items"],
        "",
    )
    .await;
}

#[tokio::test]
async fn equal_pages_with_new_links_are_an_error() {
    let pages = (2..9).map(|page| linked([1, 2], json!(format!("?page={page}"))));
    let server = Server::new(pages);
    let (ids, error) = walk(server.collection(next())).await;
    assert_eq!(ids, [1, 2, 1, 2, 1, 2, 1, 2, 1, 2]);
    assert!(matches!(error.unwrap().kind(), ErrorKind::RepeatedPage));
}

#[tokio::test]
async fn pages_of_the_same_ids_with_other_values_are_not_repeated() {
    let mut pages = Vec::new();
    for day in 1..40 {
        let rows = [1, 2].map(|id| json!({ "id": id, "day": day }));
        let next = (day < 39).then(|| format!("?day={}", day + 1));
        pages.push(ok(json!({ "items": rows, "_next": next })));
    }
    let server = Server::new(pages);
    let (ids, error) = walk(server.collection(next())).await;
    assert_eq!((ids.len(), error.is_none()), (78, true));
}

#[tokio::test]
async fn the_page_size_is_sent_with_the_first_request_only() {
    let server = Server::new([headed([1], &["<?page=2&n=50>; rel=next"]), headed([2], &[])]);
    let (ids, error) = walk(
        server
            .collection(LinkHeader::new().size_parameter("per_page"))
            .page_size(50),
    )
    .await;
    assert_eq!(
        (ids, error.is_none(), server.asked()),
        (
            vec![1, 2],
            true,
            vec!["/items?per_page=50".into(), "/items?page=2&n=50".into()]
        )
    );
}

#[tokio::test]
async fn next_links_are_resolved_in_every_form() {
    let server = Server::new([
        linked([1], json!("/v1/items?limit=1&pagecursor=a%2Fb%20+%7e")),
        linked([2], json!("items?pagecursor=%C3%A9&&x")),
        linked([3], json!("https://api.test:443/v1/items?pagecursor=4")),
        linked([4], Value::Null),
    ]);
    let collection = server.collection(next()).query("since", "7").page_size(1);
    let (ids, error) = walk(collection).await;
    assert_eq!(
        (ids, error.map(|error| error.to_string())),
        (vec![1, 2, 3, 4], None)
    );
    let asked = [
        "/items?since=7&limit=1",
        "/items?limit=1&pagecursor=a%2Fb%20+%7e",
        "/items?pagecursor=%C3%A9&&x",
        "https://api.test:443/v1/items?pagecursor=4",
    ];
    assert_eq!(server.asked(), asked);
}

#[tokio::test]
async fn the_link_may_be_deep_in_the_body() {
    let page =
        |id, paging: Value| ok(json!({ "items": items([id]), "meta": { "paging": paging } }));
    let pages = [page(1, json!({ "next": "?c=2" })), page(2, json!({}))];
    check(
        pages,
        NextLink::at("/meta/paging/next"),
        &[1, 2],
        &["/items", "/items?c=2"],
        "",
    )
    .await;
}

#[tokio::test]
async fn a_null_empty_or_absent_next_link_is_the_end() {
    for page in [
        linked([1], Value::Null),
        linked([1], json!("")),
        ok(json!({ "items": items([1]) })),
    ] {
        check([page], next(), &[1], &["/items"], "").await;
    }
}

#[tokio::test]
async fn an_invalid_next_link_is_an_error_and_not_the_end() {
    let problem = |name: &str, kind: &str| {
        format!(
            "`items`, page 1: unexpected value at `{name}`: {kind} is neither text nor a number; the API's schema may \
             have changed since the code was generated"
        )
    };
    for (wrong, kind) in [
        (json!({ "href": "?c=2" }), "an object"),
        (json!(["?c=2"]), "a list"),
        (json!(true), "`true`"),
    ] {
        let page = || [ok(json!({ "value": items([1]), "next": { "c": wrong } }))];
        let odata = [ok(json!({ "value": items([1]), "@odata.nextLink": wrong }))];
        check(
            page(),
            NextLink::at("/next/c"),
            &[],
            &["/items"],
            &problem("next.c", kind),
        )
        .await;
        check(
            odata,
            ODataNextLink::new(),
            &[],
            &["/items"],
            &problem("@odata.nextLink", kind),
        )
        .await;
        check(
            page(),
            RestCursor::new("after", "/next/c"),
            &[],
            &["/items"],
            &problem("next.c", kind),
        )
        .await;
    }
    for no_link in [json!(false), json!({}), json!([])] {
        check(
            [ok(
                json!({ "value": items([1]), "@odata.nextLink": no_link }),
            )],
            ODataNextLink::new(),
            &[1],
            &["/items"],
            "",
        )
        .await;
    }
}

#[tokio::test]
async fn a_link_to_another_origin_is_refused_before_anything_is_sent() {
    let cases = [
        (
            "https://evil.test/v1/items?token=x",
            "https://evil.test/v1/items",
            "it leaves `https://api.test`, where the credentials belong; make a client for that server to go on there",
        ),
        (
            "//evil.test/",
            "https://evil.test/",
            "it leaves `https://api.test`, where the credentials belong; make a client for that server to go on there",
        ),
        (
            "http://api.test/v1/items",
            "http://api.test/v1/items",
            "it leaves `https`, and credentials could be read on the way",
        ),
        (
            "https://api.test@evil.test/",
            "https://evil.test/",
            "it holds a user name, which can hide the host it leads to",
        ),
        (
            "https://api.test:8443/v1",
            "https://api.test:8443/v1",
            "it leaves `https://api.test`, where the credentials belong; make a client for that server to go on there",
        ),
    ];
    for (link, target, reason) in cases {
        let server = Server::new([linked([1], json!(link))]);
        let (ids, error) = walk(server.collection(next())).await;
        assert_eq!(
            (ids, server.asked()),
            (vec![1], vec!["/items".to_owned()]),
            "{link}"
        );
        match error.unwrap().into_kind() {
            ErrorKind::RefusedLink {
                target: found,
                reason: why,
            } => {
                assert_eq!((found.as_str(), why.as_str()), (target, reason), "{link}");
            }
            other => panic!("{link}: {other}"),
        }
    }
}

#[tokio::test]
async fn a_collection_and_a_start_outside_the_origin_are_refused() {
    let server = Server::new([]);
    let outside = server
        .client()
        .collection::<Item, _>("https://evil.test/items", next());
    assert!(matches!(
        outside.unwrap_err().kind(),
        ErrorKind::RefusedLink { .. }
    ));
    let start = server
        .collection(next())
        .start_at("https://evil.test/items?page=2")
        .items()
        .next()
        .await;
    assert!(matches!(
        start.unwrap().unwrap_err().kind(),
        ErrorKind::RefusedLink { .. }
    ));
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_link_to_itself_is_an_error_after_its_items() {
    let pages = [linked([1], json!("?c=1")), linked([2], json!("?c=1"))];
    let error = "`items`, page 2 at cursor `https://api.test/v1/items?c=1`: the page leads back to cursor \
                 `https://api.test/v1/items?c=1`, which the walk has visited before; does the document use its cursor variable?";
    check(pages, next(), &[1, 2], &["/items", "/items?c=1"], error).await;
}

#[tokio::test]
async fn pages_of_equal_items_are_accepted_where_the_server_names_the_next_one() {
    let pages = || {
        [
            linked([1, 1], json!("?c=1")),
            linked([1, 1], json!("?c=2")),
            linked([1, 1], Value::Null),
        ]
    };
    let asked = ["/items", "/items?c=1", "/items?c=2"];
    check(pages(), next(), &[1; 6], &asked, "").await;
    let asked = ["/items", "/items?c=?c%3D1", "/items?c=?c%3D2"];
    let cursor = RestCursor::new("c", "/_next");
    let asked = asked.map(|url| url.replace("=?", "=%3F"));
    let asked: Vec<&str> = asked.iter().map(String::as_str).collect();
    check(pages(), cursor, &[1; 6], &asked, "").await;
}

#[tokio::test]
async fn links_to_another_origin_are_followed_at_the_endpoint_if_configured() {
    for link in [
        "http://api.test/v1/items?page=2",
        "https://api.test:8080/v1/items?page=2",
        "http://backend.internal:81/v1/items?page=2",
        "https://user@backend.internal/v1/items?page=2",
    ] {
        let server = Server::new([linked([1], json!(link)), linked([2], Value::Null)]);
        let collection = server.collection(next()).replace_link_origin();
        let (ids, error) = walk(collection).await;
        assert_eq!((ids, error.is_none()), (vec![1, 2], true), "{link}");
        assert_eq!(server.asked(), ["/items", "/items?page=2"], "{link}");
    }
}

#[tokio::test]
async fn malformed_link_headers_are_followed_or_an_error_but_never_the_end() {
    for link in [
        "<?page=2>; rel=next",
        "<?page=2>; rel='next'",
        "?page=2; rel=\"next\"",
    ] {
        let pages = [headed([1], &[link]), headed([2], &[])];
        let asked = ["/items", "/items?page=2"];
        check(pages, LinkHeader::new(), &[1, 2], &asked, "").await;
    }
    let server = Server::new([headed([1], &["next: ?page=2"])]);
    let (ids, error) = walk(server.collection(LinkHeader::new())).await;
    let error = error.unwrap().to_string();
    assert!(
        ids.is_empty() && error.contains("the header mentions `next`"),
        "{error}"
    );
}

#[tokio::test]
async fn a_link_is_chosen_by_its_relation_in_a_list() {
    let page =
        |id: u64, links: Value| ok(json!({ "items": items([id]), "meta": { "links": links } }));
    let own = json!({ "rel": "self", "href": "/v1/items" });
    let pages = [
        page(1, json!([own, { "rel": "next", "href": "?page=2" }])),
        page(2, json!([{ "relation": "next", "url": "?page=3" }, own])),
        page(3, json!([own, { "rel": ["x", "Next"], "href": "?page=4" }])),
        page(4, json!([own])),
    ];
    let asked = ["/items", "/items?page=2", "/items?page=3", "/items?page=4"];
    let paging = || NextLink::in_list("/meta/links", "next");
    // The body has two lists.
    let server = Server::new(pages);
    let (ids, error) = walk(server.collection(paging()).items_at("/items")).await;
    assert_eq!((ids, error.is_none()), (vec![1, 2, 3, 4], true));
    assert_eq!(server.asked(), asked);
    for (links, problem) in [
        (json!([{ "rel": "next" }]), "neither `href` nor `url`"),
        (json!({ "next": "?page=2" }), "it is not a list of links"),
    ] {
        let server = Server::new([page(1, links)]);
        let error = walk(server.collection(paging()).items_at("/items")).await.1;
        let error = error.unwrap().to_string();
        assert!(error.contains(problem), "{error}");
    }
}

#[tokio::test]
async fn a_backward_walk_follows_links_to_the_previous_page() {
    let pages = [
        headed([5, 6], &["<?page=2>; rel=prev, <?page=1>; rel=first"]),
        headed([3, 4], &["<?page=1>; rel=\"prev\", <?page=3>; rel=next"]),
        headed([1, 2], &["<?page=2>; rel=next"]),
    ];
    let server = Server::new(pages);
    let collection = server.collection(LinkHeader::new().backward());
    let last_page = "https://api.test/v1/items?page=3";
    assert_eq!(
        walk(collection.start_at(last_page)).await.0,
        [6, 5, 4, 3, 2, 1]
    );
    assert_eq!(
        server.asked(),
        ["/items?page=3", "/items?page=2", "/items?page=1"]
    );
}

#[tokio::test]
async fn a_path_that_leaves_the_endpoint_is_refused() {
    let server = Server::new([]);
    let error = server
        .client()
        .collection::<Item, _>("users/../../admin", next())
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "`users/../../admin`: the path `users/../../admin` has a `.` or `..` segment, which leads out of the endpoint's \
         path; write it out"
    );
}

#[tokio::test]
async fn an_anchor_that_spells_the_page_in_another_way_does_not_end_the_walk() {
    for anchor in [
        "http://api.test/v1/items",
        "HTTPS://API.test:443/v1/items",
        "https://api.test/v1/items/",
        "/v1/items",
        "?page=1",
    ] {
        let link = format!("<?page=2>; rel=next; anchor=\"{anchor}\"");
        let pages = [headed([1], &[&link]), headed([2], &[])];
        let asked = ["/items", "/items?page=2"];
        check(pages, LinkHeader::new(), &[1, 2], &asked, "").await;
    }
}

#[tokio::test]
async fn a_next_link_of_another_document_is_an_error_if_it_is_the_only_one() {
    let foreign = "<?page=9>; rel=next; anchor=\"https://api.test/v1/others\"";
    let error = "`items`, page 1: unexpected value at `link`: the only link with `next` is that of `https://api.test/v1/others`, so it is unknown whether another page of this list follows; the API's schema may have changed since the code was generated";
    check(
        [headed([1], &[foreign])],
        LinkHeader::new(),
        &[],
        &["/items"],
        error,
    )
    .await;
    let pages = [
        headed([1], &[foreign, "<?page=2>; rel=next"]),
        headed([2], &[]),
    ];
    check(
        pages,
        LinkHeader::new(),
        &[1, 2],
        &["/items", "/items?page=2"],
        "",
    )
    .await;
    let moved = "<http://10.0.0.7/v1/items?page=2>; rel=next; anchor=\"http://10.0.0.7/v1/items\"";
    let server = Server::new([headed([1], &[moved]), headed([2], &[])]);
    let list = server.collection(LinkHeader::new()).replace_link_origin();
    assert_eq!(walk(list).await.0, [1, 2]);
}
