//! Tests of several pages in flight, where offsets are known in advance.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use futures::{StreamExt, TryStreamExt};
use graphql_paginate::rest::{
    Collection, ODataSkip, OffsetLimit, PageNumber, PagingStyle, RandomAccess,
};
use graphql_paginate::{Client, RetryPolicy, Transport, TransportFuture};
use http::{Request, Response};
use serde_json::json;
use tokio::time::timeout;

use super::server::{ENDPOINT, Item, answer, items, ok};
use crate::clock::VirtualClock;

/// A service with scripted totals, one for each request; the list has as many items as the last one says. Earlier
/// requests take longer, so that responses arrive in the wrong order.
#[derive(Clone)]
struct Service {
    counts: Vec<u64>,
    failing_at: Option<u64>,
    cap: u64,
    seen: Arc<Mutex<Seen>>,
}

#[derive(Default)]
struct Seen {
    skips: Vec<u64>,
    under_way: usize,
    most_under_way: usize,
}

impl Service {
    fn new(counts: impl Into<Vec<u64>>) -> Self {
        Self {
            counts: counts.into(),
            failing_at: None,
            cap: 100,
            seen: Arc::default(),
        }
    }

    fn client(&self, under_way: u32) -> Client {
        let client = Client::builder(ENDPOINT)
            .transport(self.clone())
            .clock(VirtualClock::default());
        client
            .retry(RetryPolicy::never())
            .max_concurrency(under_way)
            .build()
            .unwrap()
    }

    fn collection(&self) -> Collection<Item, ODataSkip> {
        rows(&self.client(8))
    }

    fn skips(&self) -> Vec<u64> {
        self.seen.lock().unwrap().skips.clone()
    }

    fn most_under_way(&self) -> usize {
        self.seen.lock().unwrap().most_under_way
    }

    fn answer(&self, number: usize, skip: u64, top: u64) -> Response<Bytes> {
        if self.failing_at == Some(skip) {
            return answer(400, json!({ "Message": "no" }));
        }
        let last = self.counts.len() - 1;
        let (count, length) = (self.counts[number.min(last)], self.counts[last]);
        let to = (skip + top.min(self.cap)).min(length);
        ok(json!({ "value": items(skip + 1..=to), "@odata.count": count }))
    }
}

impl Transport for Service {
    fn send(&self, request: Request<Bytes>) -> TransportFuture<'_> {
        Box::pin(async move {
            let query = url::form_urlencoded::parse(request.uri().query().unwrap().as_bytes());
            let number = |name: &str| {
                query
                    .into_iter()
                    .find(|(key, _)| key == name)
                    .map(|(_, value)| value.parse().unwrap())
            };
            let top = number("$top").unwrap_or(100);
            let skip = match number("page") {
                Some(page) => (page - 1) * top,
                None => number("$skip").unwrap_or(0),
            };
            let number = {
                let mut seen = self.seen.lock().unwrap();
                seen.skips.push(skip);
                seen.under_way += 1;
                seen.most_under_way = seen.most_under_way.max(seen.under_way);
                seen.skips.len() - 1
            };
            for _ in 0..20_usize.saturating_sub(4 * (number % 4)) {
                tokio::task::yield_now().await;
            }
            self.seen.lock().unwrap().under_way -= 1;
            Ok(self.answer(number, skip, top))
        })
    }
}

fn rows(client: &Client) -> Collection<Item, ODataSkip> {
    let rows = client
        .collection::<Item, _>("rows", ODataSkip::new().unique("id"))
        .unwrap();
    rows.page_size(10).concurrency(4)
}

async fn ids<P: PagingStyle>(collection: Collection<Item, P>) -> Vec<u64> {
    collection
        .items()
        .map_ok(|item| item.id)
        .try_collect()
        .await
        .unwrap()
}

#[tokio::test]
async fn pages_arrive_in_order_and_each_is_requested_once() {
    let service = Service::new([95]);
    assert_eq!(
        ids(service.collection()).await,
        (1..=95).collect::<Vec<_>>()
    );
    assert_eq!(service.skips(), [0, 10, 20, 30, 40, 50, 60, 70, 80, 90]);
    assert_eq!(service.most_under_way(), 4);
}

#[tokio::test]
async fn one_request_in_flight_is_the_default() {
    let service = Service::new([35]);
    assert_eq!(ids(service.collection().concurrency(0)).await.len(), 35);
    assert_eq!(service.most_under_way(), 1);
}

#[tokio::test]
async fn a_cap_below_the_page_size_costs_no_request() {
    let service = Service {
        cap: 7,
        ..Service::new([30])
    };
    assert_eq!(
        ids(service.collection()).await,
        (1..=30).collect::<Vec<_>>()
    );
    assert_eq!(service.skips(), [0, 7, 14, 21, 28]);
}

#[tokio::test]
async fn a_total_that_grew_extends_the_walk() {
    let service = Service::new([25, 25, 25, 35]);
    assert_eq!(
        ids(service.collection()).await,
        (1..=35).collect::<Vec<_>>()
    );
}

#[tokio::test]
async fn a_total_that_shrank_ends_the_walk_with_the_rows() {
    let service = Service::new([95, 15]);
    let mut walk = service.collection().items();
    let mut found = Vec::new();
    while let Some(item) = walk.try_next().await.unwrap() {
        found.push(item.id);
    }
    assert_eq!(found, (1..=15).collect::<Vec<_>>());
    assert!(walk.progress().total_fell);
}

#[tokio::test]
async fn a_limit_requests_no_page_that_it_does_not_need() {
    let service = Service::new([95]);
    assert_eq!(
        ids(service.collection().max_items(25)).await,
        (1..=25).collect::<Vec<_>>()
    );
    assert_eq!(service.skips(), [0, 10, 20]);
    let service = Service::new([95]);
    assert_eq!(ids(service.collection().max_pages(3)).await.len(), 30);
    assert_eq!(service.skips(), [0, 10, 20]);
}

#[tokio::test]
async fn a_failure_is_yielded_in_order_and_resumes_at_its_page() {
    let service = Service {
        failing_at: Some(30),
        ..Service::new([95])
    };
    let mut walk = service.collection().items();
    let (mut found, mut error) = (Vec::new(), None);
    while let Some(item) = walk.next().await {
        match item {
            Ok(item) => found.push(item.id),
            Err(failure) => error = Some(failure),
        }
    }
    assert_eq!(found, (1..=30).collect::<Vec<_>>());
    let error = error.unwrap();
    assert_eq!((error.page(), error.cursor()), (Some(4), Some("30")));
    let rest = Service::new([95])
        .collection()
        .resume(error.checkpoint().unwrap().clone());
    assert_eq!(ids(rest).await, (31..=95).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_dropped_stream_sends_nothing_more() {
    let service = Service::new([95]);
    let mut walk = service.collection().items();
    for _ in 0..11 {
        walk.next().await.unwrap().unwrap();
    }
    let asked = service.skips().len();
    drop(walk);
    tokio::task::yield_now().await;
    assert_eq!((service.skips().len(), asked), (asked, 5));
}

/// The clock is paused: the timeout passes only when no task can go on.
#[tokio::test(start_paused = true)]
async fn pages_of_an_idle_stream_do_not_delay_other_streams() {
    let service = Service::new([95]);
    for under_way in 1..=4 {
        let client = service.client(under_way);
        let others = rows(&client).items().then(|item| {
            let client = client.clone();
            async move {
                (
                    item.unwrap().id,
                    rows(&client).max_items(15).items().count().await,
                )
            }
        });
        let found: Vec<_> = timeout(Duration::from_secs(20), others.collect())
            .await
            .unwrap();
        assert_eq!(found, (1..=95).map(|id| (id, 15)).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn offsets_and_page_numbers_are_requested_several_at_a_time() {
    async fn check<P: RandomAccess>(paging: P) {
        let service = Service::new([95]);
        let client = service.client(8);
        let collection = client.collection::<Item, _>("rows", paging).unwrap();
        let collection = collection
            .total_at("/@odata.count")
            .page_size(10)
            .concurrency(4);
        assert_eq!(ids(collection).await, (1..=95).collect::<Vec<_>>());
        assert_eq!(service.skips(), [0, 10, 20, 30, 40, 50, 60, 70, 80, 90]);
        assert_eq!(service.most_under_way(), 4);
    }
    check(OffsetLimit::new("$skip").size_parameter("$top")).await;
    check(PageNumber::new("page").size_parameter("$top")).await;
}
