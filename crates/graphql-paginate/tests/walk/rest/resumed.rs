//! Tests of walks that resume: what protects the first page of a walk also protects the first page after a resume.

use bytes::Bytes;
use graphql_paginate::rest::{Collection, NextLink, OffsetLimit, PageNumber, PagingStyle};
use graphql_paginate::{Checkpoint, Client, Profile, Rule, Verdict};
use http::Response;
use serde_json::{Value, json};

use super::server::{Item, Server, answer, ok, page, walk};
use crate::clock::VirtualClock;

/// The checkpoint after the first page, which has been stored as text.
async fn after_first_page<P: PagingStyle>(collection: Collection<Item, P>) -> Checkpoint {
    let mut pages = collection.pages();
    pages.try_next().await.unwrap().unwrap();
    stored(&pages.checkpoint())
}

fn stored(checkpoint: &Checkpoint) -> Checkpoint {
    serde_json::from_str(&serde_json::to_string(checkpoint).unwrap()).unwrap()
}

fn not_found() -> Response<Bytes> {
    answer(404, json!({ "message": "no such page" }))
}

#[tokio::test]
async fn a_resumed_walk_knows_the_list_of_its_first_page() {
    let first = Server::new([page([1], json!({ "next": "?c=2" }))]);
    let checkpoint = after_first_page(first.collection(NextLink::at("/next"))).await;
    let server = Server::new([ok(json!({ "details": [] }))]);
    let resumed = server.collection(NextLink::at("/next")).resume(checkpoint);
    let (ids, error) = walk(resumed).await;
    let told = "`items`, page 1 at cursor `https://api.test/v1/items?c=2`: the answer has no items: the only list is `details`, but on the first page it was `items`; say where the list is with `.items_at(\"/..\")`";
    assert_eq!((ids, error.unwrap().to_string()), (vec![], told.to_owned()));
}

#[tokio::test]
async fn a_start_that_was_never_received_is_not_past_the_end_after_a_resume() {
    let paging = || OffsetLimit::new("offset").not_found_is_end();
    let first = Server::new((0..7).map(|_| answer(503, Value::Null)));
    let (_, error) = walk(first.collection(paging()).start_at("900")).await;
    let checkpoint = stored(error.unwrap().checkpoint().unwrap());
    let server = Server::new([not_found()]);
    let (ids, error) = walk(server.collection(paging()).resume(checkpoint)).await;
    assert_eq!(
        (ids, server.asked()),
        (vec![], vec!["/items?offset=900".to_owned()])
    );
    assert_eq!(error.unwrap().status().unwrap().as_u16(), 404);
}

/// A client that takes 404 for the end of a list.
fn client_with_rule(server: &Server) -> Client {
    let end = Rule::new(Verdict::End).status(404);
    let builder = Client::builder(super::server::ENDPOINT)
        .profile(Profile::default().with_rule(end))
        .transport(server.clone())
        .clock(VirtualClock::default());
    builder.build().unwrap()
}

#[tokio::test]
async fn a_page_that_is_not_found_after_a_resume_is_the_end_only_if_the_list_exists() {
    let paging = || OffsetLimit::new("offset").not_found_is_end();
    let first = Server::new([page([1, 2], json!({}))]);
    let checkpoint = after_first_page(first.collection(paging())).await;

    let exists = Server::new([not_found(), page([1], json!({}))]);
    let (ids, error) = walk(exists.collection(paging()).resume(checkpoint.clone())).await;
    assert_eq!((ids, error.is_none()), (vec![], true));
    assert_eq!(exists.asked(), ["/items?offset=2", "/items?offset=0"]);

    let gone = Server::new([not_found(), not_found()]);
    let (ids, error) = walk(gone.collection(paging()).resume(checkpoint.clone())).await;
    let error = error.unwrap();
    assert_eq!((ids, error.status().unwrap().as_u16()), (vec![], 404));
    assert_eq!(error.checkpoint(), Some(&checkpoint));
}

#[tokio::test]
async fn a_rule_ends_a_resumed_walk_only_if_the_list_exists() {
    let collection = |server: &Server| {
        let client = client_with_rule(server);
        client
            .collection::<Item, _>("items", NextLink::at("/next"))
            .unwrap()
    };
    let first = Server::new([page([1], json!({ "next": "?c=2" }))]);
    let checkpoint = after_first_page(collection(&first)).await;

    let exists = Server::new([not_found(), page([1], json!({}))]);
    let (ids, error) = walk(collection(&exists).resume(checkpoint.clone())).await;
    assert_eq!((ids, error.is_none()), (vec![], true));
    assert_eq!(exists.asked(), ["/items?c=2", "/items"]);

    let gone = Server::new([not_found(), not_found()]);
    let (ids, error) = walk(collection(&gone).resume(checkpoint)).await;
    assert_eq!(
        (ids, error.unwrap().status().unwrap().as_u16()),
        (vec![], 404)
    );
}

#[tokio::test]
async fn a_refusal_past_the_total_after_a_resume_is_the_end_only_if_the_list_exists() {
    let paging = || PageNumber::new("page").first(1).size_parameter("n");
    let list = |server: &Server| {
        let list = server.collection(paging());
        list.page_size(2).total_at("/total")
    };
    let first = Server::new([page([1, 2], json!({ "total": 2 }))]);
    let checkpoint = after_first_page(list(&first)).await;
    let refused = || answer(400, json!({ "message": "page out of range" }));

    let exists = Server::new([refused(), page([1], json!({ "total": 2 }))]);
    let (ids, error) = walk(list(&exists).resume(checkpoint.clone())).await;
    assert_eq!((ids, error.is_none()), (vec![], true));
    assert_eq!(exists.asked(), ["/items?n=2&page=2", "/items?n=2&page=1"]);

    let lost = Server::new([refused(), answer(403, json!({ "message": "forbidden" }))]);
    let (ids, error) = walk(list(&lost).resume(checkpoint)).await;
    assert_eq!(
        (ids, error.unwrap().status().unwrap().as_u16()),
        (vec![], 403)
    );
}
