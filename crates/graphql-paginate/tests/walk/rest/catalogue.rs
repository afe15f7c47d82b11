//! Tests of the general ways of paging, on the sandbox's catalogue.

use futures::TryStreamExt;
use graphql_paginate::Client;
use graphql_paginate::rest::odata::field;
use graphql_paginate::rest::{Collection, LinkHeader, ODataNextLink, PageNumber, PagingStyle};
use graphql_paginate_sandbox::Sandbox;
use serde::Deserialize;
use serde_json::Value;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Product {
    #[serde(rename = "ID")]
    id: u64,
    name: Option<String>,
    #[serde(rename = "@removed")]
    removed: Option<Value>,
}

fn products<P: PagingStyle>(sandbox: &Sandbox, path: &str, paging: P) -> Collection<Product, P> {
    let client = Client::builder(sandbox.catalogue().url()).build().unwrap();
    client.collection(path, paging).unwrap()
}

async fn ids<P: PagingStyle>(collection: Collection<Product, P>) -> Vec<u64> {
    collection
        .items()
        .map_ok(|product| product.id)
        .try_collect()
        .await
        .unwrap()
}

#[tokio::test]
async fn server_driven_pages_are_followed_absolute_and_relative() {
    for sandbox in [Sandbox::builder(), Sandbox::builder().relative_links()] {
        let sandbox = sandbox.start().await.unwrap();
        let walked = ids(products(&sandbox, "odata/Products", ODataNextLink::new())).await;
        assert_eq!(walked, (1..=250).collect::<Vec<_>>());
        assert_eq!(sandbox.catalogue().requests().len(), 3);
        let filtered = products(&sandbox, "odata/Products", ODataNextLink::new())
            .filter(field("Discontinued").eq(true))
            .order_by_descending("ID")
            .page_size(10);
        assert_eq!(
            ids(filtered).await,
            (1..=25).rev().map(|tenth| tenth * 10).collect::<Vec<_>>()
        );
    }
}

#[tokio::test]
async fn a_delta_link_gives_what_changed_since_the_walk() {
    let sandbox = Sandbox::builder().products(3).start().await.unwrap();
    let paging = || ODataNextLink::new().track_changes();
    let pages: Vec<_> = products(&sandbox, "odata/Products", paging())
        .pages()
        .try_collect()
        .await
        .unwrap();
    let delta = pages.last().unwrap().data.delta_link().unwrap();
    assert!(
        ids(products(&sandbox, "odata/Products", paging()).start_at(&delta))
            .await
            .is_empty()
    );

    let row = |id: u64| format!("{}/odata/Products({id})", sandbox.catalogue().url());
    let http = reqwest::Client::new();
    http.patch(row(2))
        .body(r#"{"Name":"Renamed"}"#)
        .send()
        .await
        .unwrap();
    http.delete(row(3)).send().await.unwrap();
    let changed = products(&sandbox, "odata/Products", paging()).start_at(&delta);
    let changed: Vec<_> = changed.items().try_collect().await.unwrap();
    assert_eq!(
        changed.iter().map(|product| product.id).collect::<Vec<_>>(),
        [2, 3]
    );
    assert_eq!(changed[0].name.as_deref(), Some("Renamed"));
    assert!(changed[0].removed.is_none() && changed[1].removed.is_some());
}

#[tokio::test]
async fn an_expired_delta_link_is_an_error_with_the_reason() {
    let sandbox = Sandbox::start().await.unwrap();
    let expired = format!(
        "{}/odata/Products?$deltatoken=99",
        sandbox.catalogue().url()
    );
    let walk = products(&sandbox, "odata/Products", ODataNextLink::new()).start_at(expired);
    let error = walk.items().try_next().await.unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 410);
    assert!(
        error
            .to_string()
            .ends_with("The delta token is no longer valid. (DeltaExpired)"),
        "{error}"
    );
}

#[tokio::test]
async fn link_headers_and_numbered_pages_lead_through_the_same_list() {
    let sandbox = Sandbox::builder().products(25).start().await.unwrap();
    let all: Vec<u64> = (1..=25).collect();
    let linked = LinkHeader::new().size_parameter("per_page");
    assert_eq!(
        ids(products(&sandbox, "links/products", linked).page_size(10)).await,
        all
    );
    let numbered = PageNumber::new("page")
        .first(1)
        .size_parameter("per_page")
        .pages_at("/total_pages");
    let numbered = products(&sandbox, "pages/products", numbered)
        .total_at("/total")
        .page_size(10);
    assert_eq!(ids(numbered).await, all);
    let endless = PageNumber::new("page").first(1).size_parameter("per_page");
    assert_eq!(
        ids(products(&sandbox, "links/products", endless).page_size(5)).await,
        all
    );
    assert_eq!(sandbox.catalogue().requests().len(), 3 + 3 + 6);
}
