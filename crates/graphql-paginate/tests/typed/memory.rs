//! Measures that a long walk needs no more memory than a short one.

use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use graphql_paginate::{Transport, TransportFuture};
use http::{Request, Response};
use serde_json::json;

use crate::queries::PullRequests;
use crate::{sandboxed, script};

const PAGES: usize = 10_000;
const TITLE_BYTES: usize = 16 * 1024;

/// Serves pages of one large item each.
struct Endless {
    sent: AtomicUsize,
    title: String,
}

impl Transport for Endless {
    fn send(&self, _: Request<Bytes>) -> TransportFuture<'_> {
        let number = self.sent.fetch_add(1, Ordering::Relaxed) + 1;
        let flags = json!({ "hasNextPage": number < PAGES, "endCursor": format!("c{number}") });
        let mut page = script::page(&number.to_string(), flags);
        page["data"]["repository"]["pullRequests"]["nodes"][0]["title"] = json!(self.title);
        Box::pin(async move { Ok(Response::new(page.to_string().into())) })
    }
}

#[tokio::test]
async fn ten_thousand_pages_need_constant_memory() {
    let client = script::client(Endless {
        sent: AtomicUsize::new(0),
        title: "x".repeat(TITLE_BYTES),
    });
    let mut items = PullRequests::paginate(sandboxed::pull_requests()).items(&client);
    let (mut walked, mut at_the_start) = (0, None);
    while let Some(item) = items.try_next().await.unwrap() {
        walked += 1;
        assert_eq!(item.number, walked as i64);
        if walked == PAGES / 10 {
            at_the_start = resident_bytes();
        }
    }
    assert_eq!(walked, PAGES);
    if let (Some(before), Some(after)) = (at_the_start, resident_bytes()) {
        // Much more than the other tests of this process need, and much less than all pages together.
        let allowed = PAGES * TITLE_BYTES / 3;
        assert!(
            after < before + allowed,
            "{before} bytes after a tenth of the walk, {after} at its end"
        );
    }
}

/// The memory in use; `None` if the system has no `/proc`.
fn resident_bytes() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.split_whitespace().next()?.parse::<usize>().ok()? * 1024)
}
