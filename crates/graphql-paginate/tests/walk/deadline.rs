//! The deadline of a walk, including retries and waits.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use graphql_paginate::{
    Client, Clock, ErrorKind, Paginator, RetryPolicy, SleepFuture, Transport, TransportFuture,
};
use tokio::sync::Notify;

use crate::clock::VirtualClock;
use crate::fixture::{Variables, Widgets};
use crate::script::more;

const DEADLINE: Duration = Duration::from_secs(3_600);

/// Answers the first request, but never the second one.
#[derive(Default)]
struct Silent {
    requests: AtomicU64,
    is_silent: Arc<Notify>,
}

impl Transport for Silent {
    fn send(&self, _: http::Request<bytes::Bytes>) -> TransportFuture<'_> {
        if self.requests.fetch_add(1, Ordering::Relaxed) == 0 {
            return Box::pin(std::future::ready(more("a", "c1").response()));
        }
        self.is_silent.notify_one();
        Box::pin(std::future::pending())
    }
}

/// A clock whose waits end while the server does not answer.
struct Impatient(Arc<Notify>);

impl Clock for Impatient {
    fn now(&self) -> SystemTime {
        VirtualClock::default().now()
    }

    fn sleep(&self, _: Duration) -> SleepFuture {
        let is_silent = Arc::clone(&self.0);
        Box::pin(async move { is_silent.notified().await })
    }
}

#[tokio::test]
async fn a_request_without_an_answer_ends_at_the_deadline_with_a_checkpoint() {
    let server = Silent::default();
    let clock = Impatient(Arc::clone(&server.is_silent));
    let client = Client::builder("http://127.0.0.1:1/graphql")
        .transport(server)
        .clock(clock)
        .retry(RetryPolicy::default().deadline(DEADLINE))
        .build()
        .unwrap();
    let mut items = Paginator::<Widgets>::new(Variables::default()).items(&client);
    assert_eq!(items.next().await.unwrap().unwrap().name, "a");
    let error = items.next().await.unwrap().unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::DeadlineExceeded { deadline } if *deadline == DEADLINE),
        "{error:?}"
    );
    assert_eq!(
        error.to_string(),
        "`Widgets`, page 2 at cursor `c1`: not complete after 3600s; resume from the checkpoint, or raise `deadline`"
    );
    let checkpoint = error.checkpoint().unwrap();
    assert_eq!(checkpoint.cursor(), Some("c1"));
    assert!(items.next().await.is_none());
}
