//! Tests of the layout of pages: where items are found, and which bodies and settings are refused.

use graphql_paginate::ErrorKind;
use graphql_paginate::rest::{
    LinkHeader, NextLink, ODataSkip, PageNumber, PagingStyle, RestCursor,
};
use serde_json::{Value, json};

use super::server::{Item, Server, answer, items, ok, walk};

#[tokio::test]
async fn items_are_found_under_any_key_and_totals_at_any_position() {
    let bodies = [
        json!({ "total_count": 1, "runs": items([1]) }),
        json!({ "runs": items([1]), "total_count": "1" }),
        json!({ "tags": ["a"], "deep": { "runs": items([1]) }, "total_count": 1 }),
    ];
    for (body, pointer) in bodies
        .into_iter()
        .zip([None, Some("/runs"), Some("/deep/runs")])
    {
        let collection = Server::new([ok(body.clone())])
            .collection(LinkHeader::new())
            .total_at("/total_count");
        let collection = match pointer {
            Some(pointer) => collection.items_at(pointer),
            None => collection,
        };
        let pages: Vec<_> = collection.pages().try_collect().await.unwrap();
        assert_eq!(
            (pages[0].items.as_slice(), pages[0].total_count),
            (&[Item { id: 1 }][..], Some(1)),
            "{body}"
        );
    }
}

#[tokio::test]
async fn a_null_absent_or_ambiguous_list_is_an_error() {
    let check = async |body: Value, pointer: Option<&str>, problem: &str| {
        let collection = Server::new([ok(body)]).collection(LinkHeader::new());
        let collection = match pointer {
            Some(pointer) => collection.items_at(pointer),
            None => collection,
        };
        let (ids, error) = walk(collection).await;
        let expected = format!(
            "`items`, page 1: the answer has no items: {problem}; say where the list is with `.items_at(\"/..\")`"
        );
        assert_eq!((ids, error.unwrap().to_string()), (vec![], expected));
    };
    check(json!({ "items": null }), Some("/items"), "`/items` is null").await;
    check(
        json!({ "items": {} }),
        Some("/items"),
        "`/items` is not a list",
    )
    .await;
    check(json!({ "value": [] }), Some("/items"), "`/items` is absent").await;
    check(json!({ "a": 1 }), None, "the body has no list").await;
    check(
        json!({ "a": [], "b": [] }),
        None,
        "the body has several lists (`a`, `b`)",
    )
    .await;
}

#[tokio::test]
async fn nulls_among_the_items_are_skipped_and_counted() {
    let body = json!([{ "node": { "id": 1 } }, null, { "node": null }, { "node": { "id": 2 } }]);
    let collection = Server::new([ok(body)])
        .collection(LinkHeader::new())
        .item_at("/node");
    let pages: Vec<_> = collection.pages().try_collect().await.unwrap();
    assert_eq!((pages[0].items.len(), pages[0].null_items), (2, 2));
}

#[tokio::test]
async fn an_item_of_another_shape_is_named_by_its_position() {
    let body = json!({ "items": [{ "id": 1 }, { "id": "two" }] });
    let error = walk(
        Server::new([ok(body)])
            .collection(LinkHeader::new())
            .items_at("/items"),
    )
    .await
    .1
    .unwrap();
    match error.kind() {
        ErrorKind::Decode { path, problem } => {
            assert_eq!(path, "items[1].id");
            assert_eq!(problem, "invalid type: string \"two\", expected u64");
        }
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_status_in_the_body_is_an_error_with_the_message_of_the_server() {
    let collection = |body: Value| {
        Server::new([ok(body)])
            .collection(NextLink::at("/_next"))
            .expect_at("/_status", "OK")
    };
    let invalid = json!({ "_status": "INVALID", "invalid": { "limit": "too large" }, "items": [], "_next": null });
    let error = walk(collection(invalid)).await.1.unwrap();
    assert_eq!(
        error.to_string(),
        "`items`, page 1: the server refused the request (200 OK): `limit`: too large"
    );
    let silent = walk(collection(json!({ "items": [] }))).await.1.unwrap();
    assert_eq!(
        silent.to_string(),
        "`items`, page 1: the server refused the request (200 OK): `_status`: it is `null`, not `OK`"
    );
}

#[tokio::test]
async fn a_refusal_has_the_message_of_the_server_and_is_not_retried() {
    let error = json!({ "errors": [{ "property": "first", "errorMessage": "510 invalid value", "suggestion": "Must be between 1 and 100" }] });
    for status in [400, 404, 422] {
        let server = Server::new([answer(status, error.clone())]);
        let error = walk(server.collection(LinkHeader::new())).await.1.unwrap();
        assert!(
            error
                .to_string()
                .ends_with("`first`: 510 invalid value; Must be between 1 and 100"),
            "{error}"
        );
        assert_eq!(
            (
                error.status().map(|status| status.as_u16()),
                server.requests().len()
            ),
            (Some(status), 1)
        );
    }
}

#[tokio::test]
async fn a_configuration_that_cannot_end_is_refused_at_construction() {
    fn check<P: PagingStyle>(paging: P, problem: &str) {
        let server = Server::new([]);
        let refused = server
            .client()
            .collection::<Item, P>("items", paging)
            .unwrap_err();
        assert_eq!(refused.to_string(), format!("`items`: {problem}"));
        assert!(server.requests().is_empty());
    }
    let nameless = |what: &str| {
        format!("the query parameter for {what} has no name, so every page would be the first")
    };
    let shared = |what: &str| {
        format!("`p` cannot hold both {what} and the page size, since the walk would not end")
    };
    let astray = |pointer: &str, what: &str| {
        format!("`{pointer}` does not lead to {what}; write a JSON pointer such as `/next`")
    };
    check(NextLink::at(""), &astray("", "the next link"));
    check(NextLink::at("_next"), &astray("_next", "the next link"));
    check(RestCursor::new("", "/next"), &nameless("the cursor"));
    check(
        RestCursor::new("p", "/next").size_parameter("p"),
        &shared("the cursor"),
    );
    check(RestCursor::new("p", "/"), &astray("/", "the cursor"));
    check(
        RestCursor::new("p", "/next").more_at("more"),
        &astray("more", "the flag"),
    );
    check(PageNumber::new(""), &nameless("the page number"));
    check(
        PageNumber::new("p").size_parameter("p"),
        &shared("the page number"),
    );
    check(
        PageNumber::new("p").pages_at("pages"),
        &astray("pages", "the number of pages"),
    );
}

#[tokio::test]
async fn paging_parameters_cannot_be_set_as_query_parameters() {
    let server = Server::new([]);
    let start = server
        .collection(ODataSkip::new())
        .query("$skip", "0")
        .items()
        .next()
        .await;
    assert_eq!(
        start.unwrap().unwrap_err().to_string(),
        "`items`: the query parameter `$skip` is the walk's own; use `.page_size(..)` or `.start_at(..)`"
    );
    let empty = server
        .collection(ODataSkip::new())
        .page_size(0)
        .items()
        .next()
        .await;
    assert_eq!(
        empty.unwrap().unwrap_err().to_string(),
        "`items`: the page size is 0; a page holds at least 1 item"
    );
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn an_invalid_header_is_an_error_before_anything_is_sent() {
    let server = Server::new([]);
    let start = server
        .collection(LinkHeader::new())
        .header("X-A\r\nX-B", "1")
        .items()
        .next()
        .await;
    assert_eq!(
        start.unwrap().unwrap_err().to_string(),
        "`items`: the header `X-A\\r\\nX-B` cannot be sent; use visible ASCII"
    );
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn limits_apply_to_collections() {
    let server = Server::new([ok(json!({ "items": items([1, 2, 3]), "_next": "?c=2" }))]);
    let collection = server
        .collection(NextLink::at("/_next").size_parameter("limit"))
        .page_size(100)
        .max_items(2);
    assert_eq!(walk(collection).await.0, [1, 2]);
    assert_eq!(server.asked(), ["/items?limit=2"]);
}

#[tokio::test]
async fn a_page_without_the_list_of_the_first_page_is_an_error_and_not_the_end() {
    let first = || ok(json!({ "items": items([1]), "next": "?page=2" }));
    let failed = "`items`, page 2 at cursor `https://api.test/v1/items?page=2`: ";
    for (second, problem) in [
        (
            json!({ "items": null, "errors": [{ "message": "shard down" }] }),
            "the server refused the request (200 OK): shard down",
        ),
        (
            json!({ "items": null, "warnings": [] }),
            "the answer has no items: the only list is `warnings`, which is hardly that of the items; say where the list is with `.items_at(\"/..\")`",
        ),
        (
            json!({ "items": null, "facets": [] }),
            "the answer has no items: the only list is `facets`, but on the first page it was `items`; say where the list is with `.items_at(\"/..\")`",
        ),
        (
            json!([]),
            "the answer has no items: the only list is the body itself, but on the first page it was `items`; say where the list is with `.items_at(\"/..\")`",
        ),
    ] {
        let server = Server::new([first(), ok(second)]);
        let (ids, error) = walk(server.collection(NextLink::at("/next"))).await;
        assert_eq!(
            (ids, error.unwrap().to_string()),
            (vec![1], format!("{failed}{problem}"))
        );
    }
}

#[tokio::test]
async fn a_list_of_errors_or_warnings_is_not_that_of_the_items_unless_the_caller_says_so() {
    for name in ["error", "errors", "warnings"] {
        let body = || ok(json!({ name: items([1]) }));
        let server = Server::new([body()]);
        let (ids, error) = walk(server.collection(NextLink::at("/next"))).await;
        assert!(ids.is_empty());
        let error = error.unwrap().to_string();
        assert!(error.contains(name) || error.contains("refused"), "{error}");
        let server = Server::new([body()]);
        let list = server
            .collection(NextLink::at("/next"))
            .items_at(format!("/{name}"));
        assert_eq!(walk(list).await.0, [1]);
    }
}
