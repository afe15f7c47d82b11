//! Counts the instructions per page, without HTTP, with `valgrind --tool=callgrind`.
//!
//! Pages have one item. Two walks of different lengths are counted, so that what a program does once does not count.

use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result, bail, ensure};
use bytes::Bytes;
use graphql_paginate::{Client, Transport, TransportFuture};
use serde::Deserialize;
use serde_json::json;

use crate::peers::{
    Data, PullRequests, QUERY, TheirPullRequests, pull_requests, their_pull_requests,
};
use crate::table;

/// The argument that makes this program a process whose instructions are counted.
pub(crate) const COUNT_CHILD: &str = "count-instructions";

/// The lengths of the two walks that are counted, and how often pages are decoded.
const PAGES: [usize; 2] = [200, 1_200];
const DECODES: [usize; 2] = [2, 22];
const ROW: &str = "instructions a page, without HTTP";

pub(crate) fn instructions() -> Result<()> {
    if Command::new("valgrind").arg("--version").output().is_err() {
        table::absent(ROW, "", "not installed: `apt-get install valgrind`");
        return Ok(());
    }
    let shown = |count: f64| format!("{count:.0}");
    let ours = each(&["ours"], PAGES)?;
    for peer in ["by hand", "graphql_client"] {
        table::amounts(ROW, peer, [ours, each(&[peer], PAGES)?], shown);
    }
    for (page, (name, decoders)) in crate::decoding::names()?.iter().enumerate() {
        let row = format!("instructions to decode a page: {name}");
        let page = page.to_string();
        let ours = each(&["decode", &page, "0"], DECODES)?;
        for (decoder, peer) in decoders.iter().enumerate().skip(1) {
            // Valgrind does not run its vector instructions.
            if peer.ends_with("sonic-rs") {
                continue;
            }
            let theirs = each(&["decode", &page, &decoder.to_string()], DECODES)?;
            table::amounts(&row, peer, [ours, theirs], shown);
        }
    }
    Ok(())
}

/// The instructions of one time: those of many, without those of few.
fn each(program: &[&str], [few, many]: [usize; 2]) -> Result<f64> {
    let times = (many - few) as f64;
    Ok((count(program, many)? - count(program, few)?) / times)
}

fn count(program: &[&str], times: usize) -> Result<f64> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(std::env::current_exe()?)
        .arg(COUNT_CHILD)
        .args(program)
        .arg(times.to_string())
        .output()?;
    let text = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{program:?}: {text}");
    let line = text
        .lines()
        .find_map(|line| line.split_once("Collected : "));
    let (_, count) = line.context("the number of instructions")?;
    count.trim().parse().context("the number of instructions")
}

/// Decodes a page several times.
pub(crate) fn decode_child(page: &str, decoder: &str, times: &str) -> Result<()> {
    crate::decoding::decode_times(page.parse()?, decoder.parse()?, times.parse()?)
}

/// Walks pages that are in memory.
pub(crate) async fn count_child(peer: &str, pages: &str) -> Result<()> {
    let server = InMemory {
        pages: pages.parse()?,
        sent: AtomicUsize::new(0),
    };
    let expected = server.pages;
    let items = match peer {
        "ours" => ours(server).await?,
        "by hand" => by_hand(&server)?,
        "graphql_client" => theirs(&server)?,
        _ => bail!("`{peer}` is not counted"),
    };
    ensure!(items == expected, "{items} items instead of {expected}");
    Ok(())
}

/// A transport that returns one page after the other.
struct InMemory {
    pages: usize,
    sent: AtomicUsize,
}

impl InMemory {
    fn next(&self) -> Bytes {
        let page = self.sent.fetch_add(1, Ordering::Relaxed) + 1;
        let has_next = page < self.pages;
        // A page with the items of an earlier one would be refused.
        let item = format!(
            r#"{{"id":"PR_{page}","number":1,"title":"One","url":"https://example.org/1","state":"OPEN","createdAt":"2024-01-01T00:00:00Z","updatedAt":"2024-02-01T00:00:00Z","isDraft":false,"additions":1,"deletions":2,"author":null,"labels":null}}"#
        );
        Bytes::from(format!(
            r#"{{"data":{{"repository":{{"pullRequests":{{"totalCount":{},"pageInfo":{{"hasNextPage":{has_next},"endCursor":"c{page}"}},"nodes":[{item}]}}}}}}}}"#,
            self.pages
        ))
    }
}

impl Transport for InMemory {
    fn send(&self, request: http::Request<Bytes>) -> TransportFuture<'_> {
        std::hint::black_box(request);
        let body = self.next();
        Box::pin(async move { Ok(http::Response::new(body)) })
    }
}

async fn ours(server: InMemory) -> Result<usize> {
    let client = Client::builder("https://example.org/graphql")
        .transport(server)
        .build()?;
    let variables = pull_requests::Variables::new("owner".to_owned(), "name".to_owned());
    let mut items = PullRequests::paginate(variables)
        .page_size(1)
        .items(&client);
    let mut count = 0;
    while let Some(item) = items.try_next().await? {
        std::hint::black_box(item);
        count += 1;
    }
    Ok(count)
}

fn by_hand(server: &InMemory) -> Result<usize> {
    #[derive(Deserialize)]
    struct Envelope {
        data: Data,
    }
    let mut after: Option<String> = None;
    let mut items = 0;
    loop {
        let variables = json!({ "owner": "owner", "name": "name", "first": 1, "after": after });
        let body = json!({ "query": QUERY, "variables": variables });
        std::hint::black_box(serde_json::to_vec(&body)?);
        let page: Envelope = serde_json::from_slice(&server.next())?;
        let connection = page.data.repository.context("a repository")?.pull_requests;
        items += connection.nodes.iter().flatten().flatten().count();
        if !connection.page_info.has_next_page {
            return Ok(items);
        }
        after = connection.page_info.end_cursor;
    }
}

fn theirs(server: &InMemory) -> Result<usize> {
    use graphql_client::GraphQLQuery as _;
    let mut after = None;
    let mut items = 0;
    loop {
        let body = TheirPullRequests::build_query(their_pull_requests::Variables {
            owner: "owner".to_owned(),
            name: "name".to_owned(),
            first: Some(1),
            after,
        });
        std::hint::black_box(serde_json::to_vec(&body)?);
        let page: graphql_client::Response<their_pull_requests::ResponseData> =
            serde_json::from_slice(&server.next())?;
        let repository = page.data.context("data")?.repository;
        let connection = repository.context("a repository")?.pull_requests;
        items += connection.nodes.iter().flatten().flatten().count();
        if !connection.page_info.has_next_page {
            return Ok(items);
        }
        after = connection.page_info.end_cursor;
    }
}
