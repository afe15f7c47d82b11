//! Tests of paging parameters in the body of a `POST` request.

use graphql_paginate::rest::{Collection, PageNumber, RestCursor};
use serde_json::{Value, json};

use super::server::{Item, Server, page, walk};

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
async fn a_request_body_that_is_missing_or_cannot_hold_a_parameter_is_an_error() {
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
