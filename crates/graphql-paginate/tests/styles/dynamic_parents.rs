//! Tests of dynamic walks of a connection inside a list.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use graphql_paginate::dynamic::{
    EachParent, FollowUp, ItemList, Paginator, PagingVariables, Query,
};
use graphql_paginate::{Client, ErrorKind, OnRepeat, Transport, TransportFuture};
use http::{Request, Response};
use serde_json::{Map, Value, json};

/// Three shops with two books each, one book a page.
#[derive(Debug, Clone, Default)]
struct Shops(Arc<Mutex<Vec<Value>>>);

impl Shops {
    fn client(&self) -> Client {
        let builder = Client::builder("https://shops.example.test/graphql");
        builder.transport(self.clone()).build().unwrap()
    }

    /// The number of parents of each request for further pages.
    fn parents(&self) -> Vec<usize> {
        let mut parents = Vec::new();
        for request in self.0.lock().unwrap().iter().skip(1) {
            parents.push(ids(request).len());
        }
        parents
    }
}

/// The alias and the id of each parent in a request for further pages.
fn ids(request: &Value) -> Vec<(String, String)> {
    let mut ids = Vec::new();
    for (name, value) in request["variables"].as_object().unwrap() {
        if let Some(number) = name.strip_prefix("id") {
            ids.push((format!("r{number}"), value.as_str().unwrap().to_owned()));
        }
    }
    ids
}

fn page(id: &str, is_last: bool) -> Value {
    let page_info = json!({ "hasNextPage": !is_last, "endCursor": id });
    json!({ "items": [{ "id": id }], "pageInfo": page_info })
}

impl Transport for Shops {
    fn send(&self, request: Request<Bytes>) -> TransportFuture<'_> {
        let request: Value = serde_json::from_slice(request.body()).unwrap();
        let mut data = Map::new();
        if ids(&request).is_empty() {
            let shop = |id: &str| json!({ "id": id, "books": page(&format!("{id}1"), false) });
            data.insert("shops".to_owned(), json!(["a", "b", "c"].map(shop)));
        }
        for (alias, id) in ids(&request) {
            data.insert(alias, json!({ "books": page(&format!("{id}2"), true) }));
        }
        self.0.lock().unwrap().push(request);
        let body = json!({ "data": data }).to_string();
        Box::pin(async move { Ok(Response::new(body.into())) })
    }
}

fn paginator() -> Paginator {
    let keys = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>();
    let own = [("id", "ID!"), ("size", "Int"), ("at", "String")];
    let own = own.map(|(name, ty)| (name.to_owned(), ty.to_owned()));
    let pieces = [
        "shop(id: $id",
        ") { books(first: $size",
        ", after: $at",
        ") { items { id } } }",
    ];
    let follow_up = FollowUp::new("Rest", pieces).own(own.to_vec());
    let each = EachParent::new(vec![keys(&["shops"]), keys(&["books"])], follow_up);
    let items = ItemList::Nodes {
        list: "items".to_owned(),
    };
    Query::new(
        "{ shops { id books { items { id } } } }",
        ["shops", "books"],
    )
    .items_in(items)
    .forward(PagingVariables::cursor("at").each_parent(each))
    .paginate()
}

#[tokio::test]
async fn the_number_of_parents_in_a_request_is_a_setting_of_the_walk() {
    // That of the profile is 1.
    for (walk, expected) in [
        (paginator(), vec![1, 1, 1]),
        (paginator().parents_per_request(2), vec![2, 1]),
        (paginator().parents_per_request(3), vec![3]),
        (paginator().parents_per_request(0), vec![1, 1, 1]),
    ] {
        let shops = Shops::default();
        let items = walk.collect(&shops.client()).await.unwrap();
        assert_eq!(items.len(), 6);
        assert_eq!(shops.parents(), expected);
    }
}

#[tokio::test]
async fn settings_that_several_parents_cannot_have_are_refused() {
    for (walk, problem) in [
        (paginator().tail(Duration::from_secs(1)), "cannot be tailed"),
        (
            paginator().on_repeat(OnRepeat::End),
            "choose another policy",
        ),
        (paginator().skip_failed_items(), "cannot be skipped"),
    ] {
        let shops = Shops::default();
        let error = walk.collect(&shops.client()).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Setup { .. }), "{error}");
        assert!(error.to_string().contains(problem), "{error}");
        assert!(shops.0.lock().unwrap().is_empty());
    }
}
