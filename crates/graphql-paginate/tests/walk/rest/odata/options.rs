//! Tests of query options, preferences and headers of OData requests.

use graphql_paginate::rest::odata::field;
use graphql_paginate::rest::{Collection, ODataNextLink, ODataSkip};
use http::Response;
use serde_json::json;

use super::super::server::{Item, Server, walk};
use super::{counted, next, page};
use crate::secrets::Trace;

#[tokio::test]
async fn custom_headers_and_preferences_are_sent_for_every_page() {
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
async fn pages_that_are_too_large_shrink_if_their_size_is_a_preference() {
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
async fn rows_are_ordered_by_a_unique_key_and_other_orders_log_a_warning() {
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
