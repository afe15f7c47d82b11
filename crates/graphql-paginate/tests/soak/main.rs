//! A long walk with faults: memory stays flat, and no task is left behind.
//!
//! A binary of its own, so that the memory measured is that of the walk.

#[allow(dead_code, reason = "shared with tests that use all of it")]
#[path = "../walk/fixture.rs"]
mod fixture;

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use graphql_paginate::{
    Client, Clock, Paginator, SleepFuture, Transport, TransportError, TransportFailure,
    TransportFuture,
};
use http::{Request, Response};
use serde_json::json;
use tokio::runtime::Handle;

use crate::fixture::{Variables, Widgets};

const ITEMS_A_PAGE: usize = 100;

/// Pages of a list, every twentieth request a fault.
struct Faulty {
    pages: usize,
    requests: AtomicUsize,
}

impl Faulty {
    fn answer(&self, request: &Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let number = self.requests.fetch_add(1, Ordering::Relaxed);
        let fault = |status: u16, body: &'static str| {
            Ok(Response::builder()
                .status(status)
                .header("retry-after", "1")
                .body(Bytes::from_static(body.as_bytes())))
        };
        let answer = match (number % 20, number / 20 % 5) {
            (19, 0) => return Err(TransportFailure::Interrupted.into()),
            (19, 1) => return Err(TransportFailure::Timeout.into()),
            (19, 2) => fault(503, "busy"),
            (19, 3) => fault(429, ""),
            (19, _) => fault(200, r#"{"data":{"shelf":{"widgets":"#),
            _ => return Ok(Response::new(self.page(request))),
        };
        answer.map(|response| response.unwrap())
    }

    fn page(&self, request: &Request<Bytes>) -> Bytes {
        let body: serde_json::Value = serde_json::from_slice(request.body()).unwrap();
        let page = body["variables"]["after"]
            .as_str()
            .map_or(0, |cursor| cursor.parse::<usize>().unwrap());
        let name = |item: usize| json!({ "name": format!("{}", page * ITEMS_A_PAGE + item) });
        let nodes: Vec<_> = (0..ITEMS_A_PAGE).map(name).collect();
        let page_info =
            json!({ "hasNextPage": page + 1 < self.pages, "endCursor": (page + 1).to_string() });
        let data = json!({ "shelf": { "widgets": { "pageInfo": page_info, "nodes": nodes } } });
        json!({ "data": data }).to_string().into()
    }
}

impl Transport for Faulty {
    fn send(&self, request: Request<Bytes>) -> TransportFuture<'_> {
        let answer = self.answer(&request);
        Box::pin(async move { answer })
    }
}

/// Every wait moves the time by as much, at once.
#[derive(Default)]
struct Hurried {
    milliseconds: AtomicU64,
}

impl Clock for Hurried {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_millis(self.milliseconds.load(Ordering::Relaxed))
    }

    fn sleep(&self, wait: Duration) -> SleepFuture {
        self.milliseconds
            .fetch_add(wait.as_millis() as u64 + 1, Ordering::Relaxed);
        Box::pin(std::future::ready(()))
    }
}

async fn walk(pages: usize) {
    let transport = Faulty {
        pages,
        requests: AtomicUsize::new(0),
    };
    let builder = Client::builder("https://api.example.test/")
        .transport(transport)
        .clock(Hurried::default());
    let mut items = Paginator::<Widgets>::new(Variables::default())
        .prefetch(2)
        .items(&builder.build().unwrap());
    let mut count = 0;
    while let Some(item) = items.try_next().await.unwrap() {
        assert_eq!(item.name, count.to_string());
        count += 1;
        if count % 977 == 0 {
            assert_eq!(items.checkpoint().items(), count as u64);
        }
    }
    assert_eq!(count, pages * ITEMS_A_PAGE);
    let progress = items.progress();
    assert!(
        progress.requests as usize > pages + pages / 25,
        "a twentieth are faults: {progress:?}"
    );
}

#[tokio::test]
async fn ten_thousand_pages_with_faults_need_no_more_memory_than_a_hundred() {
    walk(100).await;
    let short = peak_bytes();
    walk(10_000).await;
    assert_eq!(
        Handle::current().metrics().num_alive_tasks(),
        0,
        "tasks are left behind"
    );
    if let (Some(short), Some(long)) = (short, peak_bytes()) {
        assert!(
            long * 10 <= short * 11,
            "{short} bytes at most for 100 pages, {long} for 10,000"
        );
    }
}

/// The most memory ever in use; `None` where the system does not say it in `/proc`.
fn peak_bytes() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.split_whitespace().next()?.parse::<usize>().ok()? * 1024)
}
