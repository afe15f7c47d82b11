//! Walks of a server that implements the specification, for every small list, page size and direction.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use futures::TryStreamExt;
use graphql_paginate::{Client, Paginator, Transport, TransportFuture};
use http::{Request, Response};
use serde_json::{Value, json};

use crate::fixture::{Variables, Widgets};

/// A list of this many items, whose names and cursors are their numbers.
#[derive(Clone)]
pub(crate) struct Model {
    count: usize,
    requests: Arc<AtomicUsize>,
}

impl Model {
    pub(crate) fn new(count: usize) -> Self {
        Self {
            count,
            requests: Arc::default(),
        }
    }

    pub(crate) fn client(&self) -> Client {
        Client::builder("https://api.example.test/")
            .transport(self.clone())
            .build()
            .unwrap()
    }

    /// See [Pagination algorithm](https://relay.dev/graphql/connections.htm#sec-Pagination-algorithm). The flag of the
    /// opposite direction is always true in the middle of a walk, as on servers that do not compute it.
    pub(crate) fn answer(&self, variables: &Value) -> Value {
        let number = |argument: &str| {
            variables[argument]
                .as_str()
                .map(|cursor| cursor.parse::<usize>().unwrap())
        };
        let start = number("after").map_or(0, |cursor| cursor + 1);
        let end = number("before").unwrap_or(self.count);
        let first = variables["first"]
            .as_u64()
            .map_or(end, |first| end.min(start + first as usize));
        let from = variables["last"]
            .as_u64()
            .map_or(start, |last| start.max(end.saturating_sub(last as usize)));
        let page: Vec<_> = (from..first).collect();
        let cursor = |item: Option<&usize>| item.map(ToString::to_string);
        let page_info = json!({
            "hasNextPage": first < end || number("before").is_some(),
            "hasPreviousPage": from > start || number("after").is_some(),
            "startCursor": cursor(page.first()),
            "endCursor": cursor(page.last()),
        });
        let nodes: Vec<_> = page
            .iter()
            .map(|item| json!({ "name": item.to_string() }))
            .collect();
        let edge = |item: &usize| json!({ "cursor": item.to_string(), "node": { "name": item.to_string() } });
        let edges: Vec<_> = page.iter().map(edge).collect();
        json!({ "data": { "shelf": { "widgets": { "pageInfo": page_info, "nodes": nodes, "edges": edges } } } })
    }
}

impl Transport for Model {
    fn send(&self, request: Request<Bytes>) -> TransportFuture<'_> {
        self.requests.fetch_add(1, Ordering::Relaxed);
        let body: Value = serde_json::from_slice(request.body()).unwrap();
        let answer = self.answer(&body["variables"]).to_string();
        Box::pin(async move { Ok(Response::new(answer.into())) })
    }
}

/// The numbers of the items of a walk, and the number of its requests.
async fn walk(
    count: usize,
    set_up: impl FnOnce(Paginator<Widgets>) -> Paginator<Widgets>,
) -> (Vec<usize>, usize) {
    let model = Model::new(count);
    let client = model.client();
    let items = set_up(Paginator::new(Variables::default())).items(&client);
    let numbers = items
        .map_ok(|widget| widget.name.parse::<usize>().unwrap())
        .try_collect()
        .await
        .unwrap();
    (numbers, model.requests.load(Ordering::Relaxed))
}

#[tokio::test]
async fn every_item_once_in_order_with_as_few_requests_as_pages() {
    for count in 0..=24_usize {
        let forward: Vec<_> = (0..count).collect();
        let backward: Vec<_> = (0..count).rev().collect();
        for size in 1..=9 {
            let requests = count.div_ceil(size).max(1);
            let size = size as u32;
            assert_eq!(
                walk(count, |paginator| paginator.page_size(size)).await,
                (forward.clone(), requests)
            );
            let walked = walk(count, |paginator| paginator.page_size(size).backward()).await;
            assert_eq!(
                walked,
                (backward.clone(), requests),
                "{count} items in pages of {size}"
            );
        }
    }
}

#[tokio::test]
async fn a_walk_from_any_cursor_yields_the_rest() {
    for at in 0..10 {
        let rest: Vec<_> = (at + 1..10).collect();
        assert_eq!(
            walk(10, |paginator| paginator
                .page_size(3)
                .start_at(at.to_string()))
            .await
            .0,
            rest
        );
        let rest: Vec<_> = (0..at).rev().collect();
        assert_eq!(
            walk(10, |paginator| paginator
                .page_size(3)
                .backward()
                .start_at(at.to_string()))
            .await
            .0,
            rest
        );
    }
}

#[tokio::test]
async fn a_limit_yields_exactly_that_many_items_from_the_right_end() {
    for limit in 0..12_usize {
        let expected: Vec<_> = (0..limit.min(10)).collect();
        let (items, requests) = walk(10, |paginator| {
            paginator.page_size(4).max_items(limit as u64)
        })
        .await;
        assert_eq!((items, requests), (expected, limit.min(10).div_ceil(4)));
        let expected: Vec<_> = (0..10).rev().take(limit).collect();
        let (items, _) = walk(10, |paginator| {
            paginator.page_size(4).backward().max_items(limit as u64)
        })
        .await;
        assert_eq!(items, expected);
    }
}
