//! Tests of responses that look like an empty or last page and are not.

use bytes::Bytes;
use futures::StreamExt;
use graphql_paginate::ErrorKind;
use graphql_paginate::rest::{LinkHeader, NextLink, PageNumber};
use http::Response;
use serde_json::{Value, json};

use super::super::server::{Server, items, ok, page, walk};

#[tokio::test]
async fn an_empty_page_that_reports_errors_is_an_error_and_not_an_end() {
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
    for no_error in [
        json!({ "errors": [] }),
        json!({ "error": null }),
        json!({ "error": "" }),
        json!({ "message": "no results" }),
    ] {
        let server = Server::new([page([], no_error)]);
        let collection = server.collection(LinkHeader::new()).items_at("/items");
        assert!(walk(collection).await.1.is_none());
    }
}

#[tokio::test]
async fn any_reported_error_beside_an_empty_list_is_an_error_and_not_an_end() {
    let check = async |reported: Value, problem: &str| {
        let server = Server::new([page([1], json!({ "next": "?c=2" })), page([], reported)]);
        let list = server.collection(NextLink::at("/next")).items_at("/items");
        let (ids, error) = walk(list).await;
        let told = format!(
            "`items`, page 2 at cursor `https://api.test/v1/items?c=2`: the server refused the request (200 OK): {problem}"
        );
        assert_eq!((ids, error.unwrap().to_string()), (vec![1], told));
    };
    check(
        json!({ "errors": "database unavailable" }),
        "database unavailable",
    )
    .await;
    check(
        json!({ "errors": { "base": ["timeout", "retry"] } }),
        "`base`: timeout, and `base`: retry",
    )
    .await;
    check(
        json!({ "error": true, "message": "backend timeout" }),
        "backend timeout",
    )
    .await;
    check(json!({ "error": true }), "`error`: it is `true`").await;
    check(json!({ "errors": 3 }), "`errors`: it is `3`").await;
    check(json!({ "error": " down" }), " down").await;
    for no_error in [
        json!({ "error": false }),
        json!({ "error": 0 }),
        json!({ "error": 0.0 }),
        json!({ "errors": {} }),
        json!({ "errors": "" }),
    ] {
        let server = Server::new([page([], no_error.clone())]);
        let list = server.collection(NextLink::at("/next")).items_at("/items");
        assert!(walk(list).await.1.is_none(), "{no_error}");
    }
}

#[tokio::test]
async fn a_list_below_the_field_of_errors_may_be_empty() {
    let body = json!({ "errors": { "list": [], "total": 0 } });
    let server = Server::new([ok(body)]);
    let list = server
        .collection(NextLink::at("/next"))
        .items_at("/errors/list");
    assert!(walk(list).await.1.is_none());
}

#[tokio::test]
async fn an_ambiguous_list_is_an_error_and_never_empty() {
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
async fn an_element_without_its_item_is_an_error_and_not_a_null_item() {
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
async fn a_full_first_page_without_a_next_page_logs_a_warning() {
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
async fn duplicate_keys_are_an_error_and_not_an_end() {
    for body in [
        r#"{"items":[{"id":1}],"next":"?c=2","next":null}"#,
        r#"{"items":[{"id":1}],"items":[],"next":null}"#,
    ] {
        let server = Server::new([Response::new(Bytes::from_static(body.as_bytes()))]);
        let collection = server.collection(NextLink::at("/next")).items_at("/items");
        let error = walk(collection).await.1.unwrap().to_string();
        assert!(error.contains("duplicate key"), "{error}");
    }
}
