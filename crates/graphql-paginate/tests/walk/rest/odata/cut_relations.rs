//! Tests of relations inside rows that the service cut: they are counted.

use graphql_paginate::rest::{Collection, ODataNextLink};
use serde_json::{Value, json};

use super::super::server::{Item, Server, ok};

fn list(server: &Server) -> Collection<Item, ODataNextLink> {
    server.collection(ODataNextLink::new())
}

/// A row whose orders are cut, as version 4 writes it.
fn cut(id: u64) -> Value {
    json!({ "id": id, "Orders": [{ "id": 1 }], "Orders@odata.nextLink": "items(1)/Orders?$skip=1" })
}

/// The cut relations of the first page, and their number in the progress of the walk.
async fn counted(list: Collection<Item, ODataNextLink>) -> (Vec<(String, u64)>, u64) {
    let mut pages = list.pages();
    let page = pages.try_next().await.unwrap().unwrap();
    let mut truncated = Vec::new();
    for cut in page.truncated {
        assert_eq!(cut.items.len() as u64, cut.connections);
        truncated.push((cut.path, cut.connections));
    }
    (truncated, pages.progress().truncated)
}

#[tokio::test]
async fn cut_relations_are_counted_in_every_version() {
    let line = json!({ "Lines": [], "Lines@nextLink": "Lines?$skip=0" });
    let version_4 = json!({ "value": [
        cut(1),
        { "id": 2, "Orders": [line], "Customer": { "Notes@odata.nextLink": "x" } },
        { "id": 3, "Orders": [], "Orders@odata.nextLink": null, "note": "Orders@odata.nextLink\": \"x\"" },
        cut(4),
    ] });
    let expected = vec![
        ("Customer.Notes".to_owned(), 1),
        ("Orders".to_owned(), 2),
        ("Orders.Lines".to_owned(), 1),
    ];
    let server = Server::new([ok(version_4)]);
    assert_eq!(counted(list(&server)).await, (expected, 4));

    let version_2 = json!({ "d": { "results": [
        { "id": 1, "Orders": { "results": [{ "id": 1 }], "__next": "https://api.test/v1/items(1)/Orders?$skiptoken=1" } },
        { "id": 2, "Orders": { "results": [{ "Lines": { "results": [], "__next": "x" } }], "__count": "1" } },
    ] } });
    let expected = vec![("Orders".to_owned(), 1), ("Orders.Lines".to_owned(), 1)];
    let server = Server::new([ok(version_2)]);
    assert_eq!(counted(list(&server)).await, (expected, 2));
}

#[tokio::test]
async fn relations_of_rows_that_are_not_yielded_are_not_counted() {
    let rows = || ok(json!({ "value": [cut(1), { "id": 2 }, cut(3)] }));
    let orders = |count| (vec![("Orders".to_owned(), count)], count);
    let server = Server::new([rows(), rows(), rows()]);
    assert_eq!(counted(list(&server)).await, orders(2));
    assert_eq!(counted(list(&server).max_items(2)).await, orders(1));

    let mut items = list(&server).items();
    items.try_next().await.unwrap();
    let server = Server::new([rows()]);
    let rest = list(&server).resume(items.checkpoint());
    assert_eq!(counted(rest).await, orders(1));
}

#[tokio::test]
async fn cut_relations_name_the_items_of_the_page_that_have_them() {
    let rows = || ok(json!({ "value": [cut(1), null, { "id": 2 }, cut(3), cut(4)] }));
    let server = Server::new([rows(), rows()]);
    let page = list(&server).pages().try_next().await.unwrap().unwrap();
    assert_eq!(page.truncated[0].items, [0, 2, 3]);

    let mut items = list(&server).max_items(1).items();
    items.try_next().await.unwrap();
    let server = Server::new([rows()]);
    let mut rest = list(&server)
        .resume(items.checkpoint())
        .max_items(2)
        .pages();
    let page = rest.try_next().await.unwrap().unwrap();
    assert_eq!(
        (page.items.len(), &page.truncated[0].items[..]),
        (2, &[1][..])
    );
}

#[tokio::test]
async fn what_is_too_deep_to_be_searched_counts_as_cut() {
    let levels = 50_000;
    let deep = format!("{}\"nextLink\"{}", "[".repeat(levels), "]".repeat(levels));
    let body = format!(r#"{{"value":[{{"id":1,"a":{deep}}}]}}"#);
    let server = Server::new([http::Response::new(body.into())]);
    assert_eq!(counted(list(&server)).await, (vec![("a".to_owned(), 1)], 1));
}
