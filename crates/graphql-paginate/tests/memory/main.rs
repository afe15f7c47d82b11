//! Memory that a small compressed answer and a walk with very many requests at once may take.
//!
//! A binary of its own, whose tests run one after the other, so that the memory measured is theirs. It prints the figures:
//! `cargo test -p graphql-paginate --test memory -- --nocapture`.

#[allow(dead_code, reason = "shared with tests that use all of it")]
#[path = "../walk/fixture.rs"]
mod fixture;

use std::io::Write;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use graphql_paginate::rest::{Collection, NextLink, OffsetLimit};
use graphql_paginate::{Client, Error, RetryPolicy, Transport, TransportFuture};
use http::{Request, Response};
use serde::Deserialize;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::Mutex;

use crate::fixture::{Variables, Widgets};

/// Held by the test that measures.
static ALONE: Mutex<()> = Mutex::const_new(());

/// The largest body that the client accepts; 64 MiB at full length, as by default.
fn max_body() -> usize {
    match std::env::var_os("GRAPHQL_PAGINATE_TEST_MEMORY") {
        Some(_) => 64 * 1024 * 1024,
        None => 6 * 1024 * 1024,
    }
}

/// `head`, then the smallest objects there are up to the size of the body, then `tail`; compressed.
fn compressed(head: &str, tail: &str) -> Vec<u8> {
    const OBJECTS: &str = r#"{"":0},"#;
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(head.as_bytes()).unwrap();
    let block = OBJECTS.repeat(1_000);
    for _ in 0..(max_body() - 10_000) / block.len() {
        encoder.write_all(block.as_bytes()).unwrap();
    }
    encoder.write_all(tail.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

/// Answers one request.
async fn serve(status: &'static str, body: Vec<u8>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = vec![0; 64 * 1024];
        assert!(stream.read(&mut request).await.unwrap() > 0);
        let head = format!(
            "HTTP/1.1 {status}\r\ncontent-encoding: gzip\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(&body).await.unwrap();
        stream.shutdown().await.unwrap();
    });
    url
}

fn client(url: String) -> Client {
    Client::builder(url)
        .retry(RetryPolicy::never())
        .max_body_bytes(max_body() as u64)
        .build()
        .unwrap()
}

async fn graphql(head: &str, tail: &str) -> Result<(), Error> {
    let url = serve("200 OK", compressed(head, tail)).await;
    let data = client(url).execute::<Widgets>(Variables::default()).await;
    data.map(|_| ())
}

#[derive(Deserialize)]
struct Row {
    #[allow(dead_code, reason = "read, not used")]
    id: Option<u32>,
}

async fn rest(status: &'static str, head: &str, tail: &str) -> Result<usize, Error> {
    let url = serve(status, compressed(head, tail)).await;
    let rows: Collection<Row, _> = client(url)
        .collection("rows", NextLink::at("/next"))
        .unwrap();
    let mut items = rows.items_at("/items").items();
    let mut count = 0;
    while items.try_next().await?.is_some() {
        count += 1;
    }
    Ok(count)
}

/// A collection of four million rows, two on each page.
struct Rows;

impl Transport for Rows {
    fn send(&self, request: Request<Bytes>) -> TransportFuture<'_> {
        let query = request.uri().query().unwrap_or_default();
        let offset: u32 = query.rsplit('=').next().unwrap().parse().unwrap();
        let rows = [offset, offset + 1].map(|id| serde_json::json!({ "id": id }));
        let body = serde_json::json!({ "items": rows, "total": 4_000_000 });
        Box::pin(async move { Ok(Response::new(body.to_string().into())) })
    }
}

#[tokio::test]
async fn a_million_pages_at_once_take_no_more_memory_than_the_requests_in_flight() {
    let _alone = ALONE.lock().await;
    let builder = Client::builder("https://api.example.test/");
    let client = builder.transport(Rows).build().unwrap();
    let rows: Collection<Row, _> = client
        .collection("rows", OffsetLimit::new("offset"))
        .unwrap();
    let before = current_bytes().unwrap_or_default();
    let walk = rows.items_at("/items").total_at("/total");
    let mut items = walk.concurrency(1_000_000).items();
    for _ in 0..1_000 {
        items.try_next().await.unwrap().unwrap();
    }
    let Some(peak) = peak_bytes() else { return };
    let taken = peak.saturating_sub(before);
    println!(
        "peak with `concurrency(1_000_000)`: {} KiB more than before",
        taken / 1024
    );
    assert!(taken < 16 * 1024 * 1024, "{taken} bytes");
}

#[tokio::test]
async fn a_compressed_answer_takes_a_small_multiple_of_the_largest_body() {
    let _alone = ALONE.lock().await;
    let before = current_bytes().unwrap_or_default();
    let report = |what: &str| report(what, before);
    let tail = r#"{}]"#;
    graphql(r#"{"errors":["#, &format!("{tail}}}"))
        .await
        .unwrap_err();
    report("GraphQL errors");
    let head = r#"{"errors":[{"message":"no","extensions":{"a":["#;
    graphql(head, &format!("{tail}}}}}]}}")).await.unwrap_err();
    report("extensions of one error");
    let head = r#"{"errors":[{"message":["#;
    graphql(head, &format!("{tail}}}]}}")).await.unwrap_err();
    report("message of one error");
    graphql(r#"{"data":{"shelf":{"label":"#, r#"{}}}}"#)
        .await
        .unwrap_err();
    report("data that does not decode");
    graphql(r#"{"extensions":["#, &format!("{tail}}}"))
        .await
        .unwrap_err();
    report("neither data nor errors");
    for status in ["400 Bad Request", "500 Internal Server Error"] {
        rest(status, r#"{"errors":["#, &format!("{tail}}}"))
            .await
            .unwrap_err();
        report("a REST refusal");
    }
    rest("200 OK", r#"{"items":["#, &format!("{tail}}}"))
        .await
        .unwrap();
    report("REST items");
    let head = r#"{"items":[{"id":1}],"next":null,"further":["#;
    rest("200 OK", head, &format!("{tail}}}")).await.unwrap();
    report("a REST body beside the items");
    let head = r#"{"items":[{"id":1,"further":["#;
    rest("200 OK", head, &format!("{tail}}}]}}")).await.unwrap();
    report("one REST item");
}

/// Prints the most memory in use since the beginning of the test, and checks it.
fn report(what: &str, before: usize) {
    let Some(peak) = peak_bytes() else { return };
    println!(
        "peak after {what}: {} MiB, of which {} MiB before",
        peak / 1024 / 1024,
        before / 1024 / 1024
    );
    assert!(peak <= before + 4 * max_body(), "{what} took {peak} bytes");
}

/// The memory in use, from which the peak is measured anew.
fn current_bytes() -> Option<usize> {
    std::fs::write("/proc/self/clear_refs", "5").ok()?;
    status_bytes("VmRSS:")
}

/// The most memory in use since then; `None` where the system does not say it in `/proc`.
fn peak_bytes() -> Option<usize> {
    status_bytes("VmHWM:")
}

fn status_bytes(name: &str) -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    Some(line.split_whitespace().next()?.parse::<usize>().ok()? * 1024)
}
