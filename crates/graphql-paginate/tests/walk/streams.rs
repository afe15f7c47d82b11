//! The guarantees of the streams: they are lazy, owned, cancel-safe and fused.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use futures::channel::oneshot;
use futures::future::FutureExt;
use futures::lock::Mutex;
use futures::stream::FusedStream;
use futures::{Stream, StreamExt, TryStreamExt};
use graphql_paginate::{Client, Edges, Error, Items, Pages, Paginator, Transport, TransportFuture};
use http::Request;

use crate::fixture::{Variables, Widgets};
use crate::script::{Reply, Script, last, more};

fn items(script: &Script) -> Items<Widgets> {
    Paginator::<Widgets>::new(Variables::default()).items(&script.client())
}

#[test]
fn streams_are_owned_send_and_unpin() {
    fn check<S: Stream + FusedStream + Send + Unpin + std::fmt::Debug + 'static>() {}
    check::<Pages<Widgets>>();
    check::<Items<Widgets>>();
    check::<Edges<Widgets>>();
    fn check_error<E: std::error::Error + Send + Sync + 'static>() {}
    check_error::<Error>();
    assert_eq!(size_of::<Error>(), size_of::<usize>());
}

#[tokio::test]
async fn nothing_is_sent_before_the_first_poll_nor_ahead_of_demand() {
    let script = Script::new([more("a b", "c1"), last("c")]);
    let mut items = items(&script);
    assert_eq!(script.requests().len(), 0);
    for (name, requests) in [("a", 1), ("b", 1), ("c", 2)] {
        assert_eq!(items.try_next().await.unwrap().unwrap().name, name);
        assert_eq!(script.requests().len(), requests);
    }
    assert!(items.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn a_dropped_stream_sends_nothing_more() {
    let script = Script::new([more("a b c", "c1"), more("d e f", "c2")]);
    let names: Vec<_> = items(&script)
        .take(5)
        .map_ok(|widget| widget.name)
        .try_collect()
        .await
        .unwrap();
    assert_eq!(names, ["a", "b", "c", "d", "e"]);
    assert_eq!(script.requests().len(), 2);
}

#[tokio::test]
async fn taking_exactly_one_page_sends_one_request() {
    let script = Script::new([more("a b c", "c1")]);
    assert_eq!(items(&script).take(3).count().await, 3);
    assert_eq!(script.requests().len(), 1);
}

#[tokio::test]
async fn an_ended_stream_is_terminated() {
    let script = Script::new([last("a")]);
    let mut items = items(&script);
    assert!(!items.is_terminated());
    items.try_next().await.unwrap();
    assert!(!items.is_terminated(), "only the next poll can tell");
    assert!(items.try_next().await.unwrap().is_none());
    assert!(items.is_terminated());

    let mut pages =
        Paginator::<Widgets>::new(Variables::default()).pages(&Script::new([Reply::Cut]).client());
    assert!(pages.next().await.unwrap().is_err());
    assert!(pages.is_terminated());
}

#[tokio::test]
async fn dropping_next_loses_nothing() {
    let (open, gate) = oneshot::channel();
    let sent = Arc::new(AtomicUsize::new(0));
    let gated = Gated {
        gate: Mutex::new(Some(gate)),
        sent: sent.clone(),
        script: Script::new([last("a b")]),
    };
    let client = Client::builder("https://api.example.test/graphql")
        .transport(gated)
        .build()
        .unwrap();
    let mut items = Paginator::<Widgets>::new(Variables::default()).items(&client);

    assert!(
        items.next().now_or_never().is_none(),
        "the answer is still on its way"
    );
    assert!(items.next().now_or_never().is_none());
    open.send(()).unwrap();
    assert_eq!(items.next().await.unwrap().unwrap().name, "a");
    assert_eq!(items.next().await.unwrap().unwrap().name, "b");
    assert_eq!(
        sent.load(Ordering::Relaxed),
        1,
        "the request was not sent again"
    );
}

/// Delays the first response until it is released.
struct Gated {
    gate: Mutex<Option<oneshot::Receiver<()>>>,
    sent: Arc<AtomicUsize>,
    script: Script,
}

impl Transport for Gated {
    fn send(&self, request: Request<Bytes>) -> TransportFuture<'_> {
        Box::pin(async move {
            self.sent.fetch_add(1, Ordering::Relaxed);
            if let Some(gate) = self.gate.lock().await.take() {
                gate.await.unwrap();
            }
            self.script.send(request).await
        })
    }
}
