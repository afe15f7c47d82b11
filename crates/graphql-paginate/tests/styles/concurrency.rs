//! Tests of several pages in flight, in lists with offsets or page numbers.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use graphql_paginate::{Client, Concurrent, RetryPolicy, Transport, TransportFuture};
use http::{Request, Response};
use proptest::prelude::*;

use crate::library::Library;
use crate::property::Walked;
use crate::property_test::check_values;
use crate::queries::*;

#[derive(Debug, Clone, Copy)]
struct Case {
    count: usize,
    size: u32,
    cap: Option<usize>,
    /// Pages in flight, before and after the walk is resumed.
    concurrency: [usize; 2],
    /// How many items are taken before the walk is dropped and resumed.
    taken: usize,
    /// The index of the request that is refused.
    refused: usize,
}

/// A library whose responses take turns, so that later requests may be answered first. Its number of books may change.
#[derive(Clone)]
struct Busy {
    library: Library,
    /// The number of books from a request on.
    change: Option<(usize, usize)>,
    seen: Arc<Mutex<Seen>>,
}

#[derive(Default)]
struct Seen {
    requests: usize,
    in_flight: usize,
    most_in_flight: usize,
}

impl Busy {
    fn new(library: Library) -> Self {
        Self {
            library,
            change: None,
            seen: Arc::default(),
        }
    }

    fn client(&self) -> Client {
        let builder = Client::builder("https://library.example.test/graphql");
        let builder = builder.transport(self.clone()).retry(RetryPolicy::never());
        builder.max_concurrency(8).build().unwrap()
    }

    fn most_in_flight(&self) -> usize {
        self.seen.lock().unwrap().most_in_flight
    }
}

impl Transport for Busy {
    fn send(&self, request: Request<Bytes>) -> TransportFuture<'_> {
        Box::pin(async move {
            let number = {
                let mut seen = self.seen.lock().unwrap();
                seen.requests += 1;
                seen.in_flight += 1;
                seen.most_in_flight = seen.most_in_flight.max(seen.in_flight);
                seen.requests - 1
            };
            for _ in 0..16_usize.saturating_sub(4 * (number % 4)) {
                tokio::task::yield_now().await;
            }
            self.seen.lock().unwrap().in_flight -= 1;
            let mut library = self.library.clone();
            if let Some((from, count)) = self.change
                && number >= from
            {
                library.count = count;
            }
            let response: Response<Bytes> = library.send(request).await?;
            Ok(response)
        })
    }
}

async fn check<C: Walked + Concurrent>(case: Case) {
    let name = std::any::type_name::<C>();
    let all: Vec<usize> = (0..case.count).collect();
    let library = Library {
        cap: case.cap,
        ..Library::new(case.count)
    };
    let [before, after] = case.concurrency;
    let busy = Busy::new(library.clone());
    let walk = C::walk(case.size).concurrency(before);
    let items = walk.collect(&busy.client()).await.unwrap();
    let titles: Vec<usize> = items.iter().map(C::title).collect();
    assert_eq!(titles, all, "{name} {case:?}");
    assert!(busy.most_in_flight() <= before.max(1), "{name} {case:?}");

    let client = busy.client();
    let mut titles = Vec::new();
    let walk = C::walk(case.size).concurrency(before);
    let mut items = walk.prefetch(case.taken % 3).items(&client);
    while titles.len() < case.taken
        && let Some(item) = items.try_next().await.unwrap()
    {
        titles.push(C::title(&item));
    }
    let checkpoint = items.checkpoint();
    drop(items);
    let rest = C::walk(case.size).concurrency(after).resume(checkpoint);
    titles.extend(rest.collect(&client).await.unwrap().iter().map(C::title));
    assert_eq!(titles, all, "{name} resumed {case:?}");

    let refusing = Busy::new(Library {
        refused: [case.refused].into(),
        log: Arc::default(),
        ..library
    });
    let client = refusing.client();
    let (mut titles, mut failed) = (Vec::new(), None);
    let mut items = C::walk(case.size).concurrency(before).items(&client);
    loop {
        match items.try_next().await {
            Ok(Some(item)) => titles.push(C::title(&item)),
            Ok(None) => break,
            Err(error) => failed = error.checkpoint().cloned(),
        }
    }
    if let Some(checkpoint) = failed {
        let rest = C::walk(case.size).concurrency(after).resume(checkpoint);
        titles.extend(rest.collect(&client).await.unwrap().iter().map(C::title));
    }
    assert_eq!(titles, all, "{name} failed {case:?}");
}

async fn check_all(case: Case) {
    check::<List>(case).await;
    check::<Counted>(case).await;
    check::<CountedByVariable>(case).await;
    check::<Flagged>(case).await;
    check::<Shelf>(case).await;
    check::<PageNumbers>(case).await;
    check::<NextPage>(case).await;
    check::<Unusual>(case).await;
}

fn cases() -> impl Strategy<Value = Case> {
    let cap = prop_oneof![3 => Just(None), 1 => (1..6_usize).prop_map(Some)];
    let concurrency = [1..6_usize, 1..6_usize];
    (
        0..30_usize,
        1..9_u32,
        cap,
        concurrency,
        0..30_usize,
        0..9_usize,
    )
        .prop_map(|(count, size, cap, concurrency, taken, refused)| Case {
            count,
            size,
            cap,
            concurrency,
            taken,
            refused,
        })
}

#[test]
fn every_item_once_in_order_with_pages_in_flight() {
    check_values(160, &cases(), check_all);
}

/// The titles of a walk of offsets with 4 pages of 2 in flight, in a list whose length changes.
async fn changing(count: usize, change: (usize, usize)) -> Vec<usize> {
    let busy = Busy {
        change: Some(change),
        ..Busy::new(Library::new(count))
    };
    let walk = Counted::walk(2).concurrency(4);
    let items = walk.collect(&busy.client()).await.unwrap();
    items.iter().map(Counted::title).collect()
}

#[tokio::test]
async fn a_total_that_changes_during_the_walk_moves_the_end() {
    assert_eq!(changing(20, (3, 27)).await, Vec::from_iter(0..27), "grows");
    assert_eq!(
        changing(20, (3, 13)).await,
        Vec::from_iter(0..13),
        "shrinks"
    );
    assert_eq!(changing(20, (1, 2)).await, Vec::from_iter(0..2), "ends");
}

#[tokio::test]
async fn a_wrong_total_neither_ends_nor_prolongs_the_walk() {
    for total in [0, 1, 7, 500] {
        let busy = Busy::new(Library {
            total: Some(total),
            ..Library::new(11)
        });
        let walk = Counted::walk(2).concurrency(4);
        let items = walk.collect(&busy.client()).await.unwrap();
        assert_eq!(items.len(), 11, "{total}");
    }
}

#[tokio::test]
async fn as_many_requests_are_in_flight_as_allowed() {
    for (concurrency, most) in [(1, 1), (3, 3), (100, 8)] {
        let busy = Busy::new(Library::new(60));
        let walk = Counted::walk(2).concurrency(concurrency);
        assert_eq!(walk.collect(&busy.client()).await.unwrap().len(), 60);
        assert_eq!(busy.most_in_flight(), most);
    }
}
