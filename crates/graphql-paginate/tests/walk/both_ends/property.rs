//! A property test: every item is yielded once with the fewest requests, for any sizes, and whichever end is slower.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use futures::TryStreamExt;
use graphql_paginate::{Client, Paginator, Transport, TransportFuture};
use http::{Request, Response};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{by_name, paginator};
use crate::fixture::Widgets;
use crate::model::Model;
use crate::property_test::check_values;

/// A list of `count` items on a server with varying delays.
#[derive(Clone)]
pub(super) struct Server {
    model: Model,
    count: usize,
    has_total: bool,
    /// How often each response is polled before it is ready; repeated from the start.
    delays: Vec<u8>,
    sent: Arc<Mutex<Vec<Value>>>,
}

impl Server {
    pub(super) fn new(count: usize, has_total: bool, delays: Vec<u8>) -> Self {
        let delays = if delays.is_empty() { vec![1] } else { delays };
        Self {
            model: Model::new(count),
            count,
            has_total,
            delays,
            sent: Arc::default(),
        }
    }

    pub(super) fn client(&self) -> Client {
        Client::builder("https://api.example.test/")
            .transport(self.clone())
            .build()
            .unwrap()
    }

    /// The variables of each request received.
    pub(super) fn sent(&self) -> Vec<Value> {
        self.sent.lock().unwrap().clone()
    }
}

impl Transport for Server {
    fn send(&self, request: Request<Bytes>) -> TransportFuture<'_> {
        let body: Value = serde_json::from_slice(request.body()).unwrap();
        let mut answer = self.model.answer(&body["variables"]);
        answer["data"]["shelf"]["widgets"]["totalCount"] =
            json!(self.has_total.then_some(self.count));
        let mut sent = self.sent.lock().unwrap();
        let delay = self.delays[sent.len() % self.delays.len()];
        sent.push(body["variables"].clone());
        Box::pin(async move {
            for _ in 0..delay {
                tokio::task::yield_now().await;
            }
            Ok(Response::new(answer.to_string().into()))
        })
    }
}

#[derive(Debug, Clone)]
struct Case {
    count: usize,
    size: usize,
    has_total: bool,
    is_ordered: bool,
    has_key: bool,
    delays: Vec<u8>,
}

#[test]
fn every_item_once_with_the_fewest_requests() {
    check_values(1_000, &cases(), check);
}

#[tokio::test]
async fn page_boundaries() {
    for count in 0..=12 {
        for size in 1..=13 {
            for (has_total, is_ordered) in
                [(true, true), (true, false), (false, true), (false, false)]
            {
                check(Case {
                    count,
                    size,
                    has_total,
                    is_ordered,
                    has_key: false,
                    delays: vec![],
                })
                .await;
            }
        }
    }
}

fn cases() -> impl Strategy<Value = Case> {
    let size = prop_oneof![1..=10_usize, 1..=100_usize];
    let case = |(count, size, has_total, is_ordered, has_key, delays)| Case {
        count,
        size,
        has_total,
        is_ordered,
        has_key,
        delays,
    };
    (
        0..=230_usize,
        size,
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
        vec(0..6_u8, 0..8),
    )
        .prop_map(case)
}

async fn check(case: Case) {
    let server = Server::new(case.count, case.has_total, case.delays.clone());
    let paginator = paginator().page_size(case.size as u32);
    let both_ends = if case.has_key {
        by_name(paginator)
    } else {
        Paginator::<Widgets>::both_ends(paginator)
    };
    let both_ends = if case.is_ordered {
        both_ends.ordered()
    } else {
        both_ends
    };
    let items = both_ends
        .items(&server.client())
        .map_ok(|widget| widget.name.parse::<usize>().unwrap());
    let mut items: Vec<usize> = items.try_collect().await.unwrap();
    if !case.is_ordered {
        items.sort_unstable();
    }
    assert_eq!(
        items,
        (0..case.count).collect::<Vec<_>>(),
        "items of {case:?}"
    );
    let (requests, needed) = (server.sent().len(), case.count.div_ceil(case.size));
    // If the ends are at neighboring items, one more request is needed to see that they have met.
    let most = if case.has_total {
        needed.max(2) + 1
    } else {
        needed + 2
    };
    assert!(requests <= most, "{requests} requests of {case:?}");
}
