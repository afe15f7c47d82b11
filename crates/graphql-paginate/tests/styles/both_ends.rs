//! Tests of dynamic walks from both ends.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use graphql_paginate::dynamic::{BothEndsPages, Paginator, PagingVariables, Query};
use graphql_paginate::{Client, Error, RetryPolicy, Transport, TransportFuture};
use http::{Request, Response};
use serde_json::{Value, json};

use crate::library::Library;

const FORWARD: &str = "query($size: Int, $cursor: String) {
  relay(first: $size, after: $cursor) { nodes { id title } pageInfo { hasNextPage endCursor } }
}";
const BACKWARD: &str = "query($size: Int, $cursor: String) {
  relay(last: $size, before: $cursor) { nodes { id title } pageInfo { hasPreviousPage startCursor } }
}";

fn paginator(size: u32) -> Paginator {
    let paging = PagingVariables::cursor("cursor").size("size");
    Query::new(FORWARD, ["relay"])
        .forward(paging.clone().document(FORWARD))
        .backward(paging.document(BACKWARD))
        .paginate()
        .page_size(size)
}

async fn titles(pages: &mut BothEndsPages) -> Result<Vec<usize>, Error> {
    let mut titles = Vec::new();
    while let Some(page) = pages.try_next().await? {
        for item in page.items {
            let item: Value = serde_json::from_str(item.get()).unwrap();
            titles.push(item["title"].as_str().unwrap().parse().unwrap());
        }
    }
    Ok(titles)
}

#[tokio::test]
async fn every_item_is_yielded_once_in_the_order_of_the_list() {
    for count in [0, 1, 2, 3, 7, 10, 11, 40] {
        for size in [1, 2, 3, 5, 50] {
            let library = Library::new(count);
            let walk = paginator(size).both_ends_by_key(["id"]);
            let mut pages = walk.pages(&library.client());
            let all = titles(&mut pages).await.unwrap();
            assert_eq!(all, Vec::from_iter(0..count), "{count} by {size}");
            assert_eq!(pages.progress().items, count as u64);
        }
    }
}

#[tokio::test]
async fn a_server_that_ignores_last_is_walked_from_its_first_item() {
    for precede in [false, true] {
        for count in [1, 7, 8, 40] {
            let library = Library {
                ignores_last: Some(precede),
                ..Library::new(count)
            };
            let walk = paginator(7).both_ends_by_key(["id"]);
            let mut pages = walk.pages(&library.client());
            let all = titles(&mut pages).await.unwrap();
            assert_eq!(all, Vec::from_iter(0..count), "{count}, {precede}");
        }
    }
}

#[tokio::test]
async fn requests_go_to_both_ends() {
    let library = Library::new(40);
    let walk = paginator(10).both_ends_by_key(["id"]);
    titles(&mut walk.pages(&library.client())).await.unwrap();
    let mut backward = 0;
    for request in library.sent() {
        if request["query"].as_str().unwrap().contains("last:") {
            backward += 1;
        }
    }
    assert_eq!(backward, 2, "{:?}", library.sent());
}

#[tokio::test]
async fn until_the_second_half_is_yielded_a_checkpoint_is_that_of_a_forward_walk() {
    let client = Library::new(10).client();
    let mut pages = paginator(2).both_ends_by_key(["id"]).pages(&client);
    let mut items = 0;
    while let Some(page) = pages.try_next().await.unwrap() {
        items += page.items.len();
        let Some(checkpoint) = pages.checkpoint() else {
            assert!(items > 4, "the first half has checkpoints");
            continue;
        };
        assert_eq!(checkpoint.items(), items as u64);
        let rest = paginator(2).resume(checkpoint).items(&client);
        let rest: Vec<_> = rest.try_collect().await.unwrap();
        assert_eq!(rest.len(), 10 - items);
    }
    assert_eq!(items, 10);
}

#[tokio::test]
async fn an_error_of_one_end_has_the_checkpoint_of_the_first_half() {
    for refused in 0..6 {
        let library = Library {
            refused: [refused].into(),
            ..Library::new(20)
        };
        let mut pages = paginator(3)
            .both_ends_by_key(["id"])
            .pages(&library.client());
        let (mut items, mut failure) = (0, None);
        while let Some(page) = pages.next().await {
            match page {
                Ok(page) => items += page.items.len(),
                Err(error) => failure = Some(error),
            }
        }
        let checkpoint = failure.unwrap().checkpoint().unwrap().clone();
        assert_eq!(checkpoint.items(), items as u64);
        let client = Library::new(20).client();
        let rest = paginator(3).resume(checkpoint).items(&client);
        assert_eq!(
            rest.try_collect::<Vec<_>>().await.unwrap().len(),
            20 - items
        );
    }
}

#[tokio::test]
async fn settings_that_both_ends_does_not_support_are_refused() {
    let client = Library::new(10).client();
    let mut forward = paginator(2).pages(&client);
    forward.next().await.unwrap().unwrap();
    let one_direction = Query::new(FORWARD, ["relay"]).forward(PagingVariables::cursor("cursor"));
    for (paginator, key, problem) in [
        (paginator(2).max_items(3), "id", "walk from one end"),
        (paginator(2).start_at("1"), "id", "covers the whole list"),
        (
            paginator(2).resume(forward.checkpoint()),
            "id",
            "cannot be resumed",
        ),
        (one_direction.paginate(), "id", "cannot be walked backward"),
        (paginator(2), "isbn", "an item has no `isbn`"),
    ] {
        let mut pages = paginator.both_ends_by_key([key]).pages(&client);
        let error = titles(&mut pages).await.unwrap_err().to_string();
        assert!(error.contains(problem), "{error}");
    }
}

/// Answers requests with pages, one after the other; each is the ids of its items.
#[derive(Clone)]
struct Pages(Arc<Mutex<VecDeque<&'static str>>>);

impl Transport for Pages {
    fn send(&self, _: Request<Bytes>) -> TransportFuture<'_> {
        let ids = self.0.lock().unwrap().pop_front();
        let body = match ids {
            Some(ids) => {
                let nodes: Vec<Value> = ids.split(' ').map(|id| json!({ "id": id })).collect();
                let page_info = json!({
                    "hasNextPage": true, "endCursor": ids, "hasPreviousPage": true, "startCursor": ids
                });
                json!({ "data": { "relay": { "nodes": nodes, "pageInfo": page_info } } })
            }
            None => json!({ "errors": [{ "message": "no" }] }),
        };
        let response = Response::new(Bytes::from(body.to_string()));
        Box::pin(async move { Ok(response) })
    }
}

/// `n` was inserted after `f`, which the backward walk has read and the checkpoint does not cover: its page is held back.
#[tokio::test]
async fn a_page_after_the_meeting_is_not_yielded_before_what_the_checkpoint_covers() {
    let pages = Pages(Arc::new(Mutex::new(
        ["a b", "e f g", "c f n"].into_iter().collect(),
    )));
    let builder = Client::builder("https://api.example.test/").retry(RetryPolicy::never());
    let client = builder.transport(pages).build().unwrap();
    let mut pages = paginator(3).both_ends_by_key(["id"]).pages(&client);
    assert_eq!(pages.next().await.unwrap().unwrap().items.len(), 2);
    let error = pages.next().await.unwrap().unwrap_err();
    assert_eq!(error.checkpoint().unwrap().items(), 2);
}
