//! Arbitrary bytes as responses of a server: the result is data or an error, never a panic, an endless walk, or a walk that
//! looks complete without a last page.
//!
//! The first byte selects the settings. Lines of `---` separate the responses, which the server returns in turn, repeatedly.
//! The first line of a response that starts with `link: ` becomes its `Link` header.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use futures::{Stream, StreamExt};
use graphql_paginate::rest::{
    LinkHeader, NextLink, ODataNextLink, ODataSkip, PageNumber, PagingStyle, RestCursor,
};
use graphql_paginate::{
    Client, Clock, Error, GraphQLQuery, Partial, RetryPolicy, SleepFuture, Transport,
    TransportFuture,
};
use http::{HeaderValue, Request, Response};
use serde_json::Value;

type Date = Value;

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "seeds/schema/all.graphql",
    query_path = "response.graphql",
    response_derives = "Debug, Serialize"
)]
struct Items;

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "seeds/schema/all.graphql",
    query_path = "nested.graphql",
    response_derives = "Debug",
    complete_nested
)]
struct Nested;

const STATUSES: [u16; 8] = [200, 200, 200, 200, 400, 403, 429, 502];

/// The most items that a walk yields. Some paging styles end only with an empty page, which may never come.
const MAX_ITEMS: u64 = 500;

/// The most pages that a walk requests, for the same reason.
const MAX_PAGES: u64 = 50;

/// More requests than any walk within these limits sends.
const ENDLESS: usize = 20_000;

/// Returns these responses in turn, repeatedly.
struct Answers {
    status: u16,
    bodies: Vec<Bytes>,
    requests: Arc<AtomicUsize>,
}

impl Transport for Answers {
    fn send(&self, _: Request<Bytes>) -> TransportFuture<'_> {
        let number = self.requests.fetch_add(1, Ordering::Relaxed);
        assert!(number < ENDLESS, "an endless walk");
        let body = self.bodies[number % self.bodies.len()].clone();
        let (link, body) = split_link(body);
        let mut response = Response::new(body);
        if let Some(link) = link {
            response.headers_mut().append("link", link);
        }
        *response.status_mut() = self.status.try_into().expect("a status");
        Box::pin(async move { Ok(response) })
    }
}

/// A clock that jumps to the end of every wait. It counts milliseconds.
#[derive(Default)]
struct Jumping(AtomicU64);

impl Clock for Jumping {
    fn now(&self) -> SystemTime {
        let waited = Duration::from_millis(self.0.load(Ordering::Relaxed));
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_790_000_000) + waited
    }

    fn sleep(&self, duration: Duration) -> SleepFuture {
        let milliseconds = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
        // A wait below one millisecond ends too.
        let waited = milliseconds.saturating_add(1).min(1_000_000_000_000);
        self.0.fetch_add(waited, Ordering::Relaxed);
        Box::pin(std::future::ready(()))
    }
}

/// The responses of a server, and the number of requests it received.
struct Server {
    status: u16,
    bodies: Vec<Bytes>,
    requests: Arc<AtomicUsize>,
}

impl Server {
    fn new(choice: u8, bytes: &[u8]) -> Self {
        Self {
            status: STATUSES[usize::from(choice >> 5)],
            bodies: bodies(bytes),
            requests: Arc::default(),
        }
    }

    fn client(&self) -> Client {
        let transport = Answers {
            status: self.status,
            bodies: self.bodies.clone(),
            requests: Arc::clone(&self.requests),
        };
        let builder = Client::builder("https://api.example.org/v1").transport(transport);
        let builder = builder
            .clock(Jumping::default())
            .retry(RetryPolicy::default());
        builder.build().expect("a client")
    }

    fn requests(&self) -> usize {
        self.requests.load(Ordering::Relaxed)
    }
}

/// Walks a connection forward or backward.
pub fn response(bytes: &[u8]) {
    let Some((choice, rest)) = bytes.split_first() else {
        return;
    };
    let server = Server::new(*choice, rest);
    for body in &server.bodies {
        decode(body);
    }
    let backward = choice & 1 != 0;
    let flag = if backward {
        "hasPreviousPage"
    } else {
        "hasNextPage"
    };
    let may_end = (200..300).contains(&server.status)
        && server.bodies.iter().any(|body| is_last_page(body, flag));
    let mut paginator = Items::paginate(items::Variables::new()).page_size(100);
    if backward {
        paginator = paginator.backward();
    }
    if choice & 2 != 0 {
        paginator = paginator.on_partial(Partial::Keep);
    }
    let mut pages = paginator.pages(&server.client());
    let is_complete = run(&mut pages) && !pages.progress().ended_short;
    assert!(!is_complete || may_end, "complete without a last page");
    let lacks_items = server.bodies.iter().all(|body| is_short(body));
    assert!(!is_complete || !lacks_items, "complete without an item");
    let bound = 40 * (server.bodies.len() + 1);
    assert!(server.requests() <= bound, "{} requests", server.requests());
}

/// Walks a connection with nested ones, singly or in batches, from one end or both, with totals.
pub fn nested_walks(bytes: &[u8]) {
    let Some((choice, rest)) = bytes.split_first() else {
        return;
    };
    let server = Server::new(*choice, rest);
    let client = server.client();
    let paginator = Nested::paginate(nested_variables())
        .page_size(100)
        .max_items(MAX_ITEMS);
    let may_end = (200..300).contains(&server.status);
    let is_complete = match choice & 0b111 {
        0 => run(paginator.items(&client)),
        1 => run(paginator.complete_nested().items(&client)),
        2 => run(paginator.complete_nested().batch(3).pages(&client)),
        3 => run(paginator.both_ends().items(&client)),
        4 => {
            let all = Nested::paginate(nested_variables()).page_size(100);
            run(all.both_ends().ordered().items(&client))
        }
        5 => run(paginator
            .complete_nested()
            .batch(2)
            .both_ends()
            .items(&client)),
        6 => {
            let by_key = paginator.both_ends_by_key(|item| item.id.clone());
            run(by_key.items(&client))
        }
        _ => {
            let partial = paginator.on_partial(Partial::Keep);
            run(partial.complete_nested().items(&client))
        }
    };
    assert!(!is_complete || may_end, "complete without a success");
}

/// Walks a REST collection with each paging style.
pub fn rest(bytes: &[u8]) {
    let Some((choice, rest)) = bytes.split_first() else {
        return;
    };
    let server = Server::new(*choice, rest);
    match choice & 0b111 {
        0 => collection(&server, NextLink::at("/next")),
        1 => collection(&server, LinkHeader::new()),
        2 => collection(&server, RestCursor::new("cursor", "/next")),
        3 => collection(&server, RestCursor::new("cursor", "/next").more_at("/more")),
        4 => collection(&server, PageNumber::new("page")),
        5 => collection(&server, PageNumber::new("page").pages_at("/pages")),
        6 => collection(&server, ODataNextLink::new()),
        _ => collection(&server, ODataSkip::new()),
    }
}

fn collection(server: &Server, paging: impl PagingStyle) {
    let collection = server
        .client()
        .collection::<Value, _>("items", paging)
        .expect("a collection");
    let collection = collection
        .items_at("/items")
        .total_at("/total")
        .max_items(MAX_ITEMS)
        .max_pages(MAX_PAGES);
    let is_complete = run(collection.pages());
    let may_end = (200..300).contains(&server.status);
    assert!(!is_complete || may_end, "complete without a success");
}

fn nested_variables() -> nested::Variables {
    nested::Variables::new()
}

/// Whether a stream ends without an error.
fn run<T>(mut stream: impl Stream<Item = Result<T, Error>> + Unpin) -> bool {
    futures::executor::block_on(async {
        loop {
            match stream.next().await {
                Some(Ok(_)) => {}
                Some(Err(error)) => {
                    let shown = format!("{error}{error:?}");
                    assert!(!shown.chars().any(char::is_control), "{shown:?}");
                    assert!(stream.next().await.is_none(), "an error is the end");
                    return false;
                }
                None => return true,
            }
        }
    })
}

fn bodies(mut bytes: &[u8]) -> Vec<Bytes> {
    const BETWEEN: &[u8] = b"\n---\n";
    let mut bodies = Vec::new();
    while let Some(at) = bytes
        .windows(BETWEEN.len())
        .position(|window| window == BETWEEN)
    {
        bodies.push(Bytes::copy_from_slice(&bytes[..at]));
        bytes = &bytes[at + BETWEEN.len()..];
    }
    bodies.push(Bytes::copy_from_slice(bytes));
    bodies
}

fn split_link(body: Bytes) -> (Option<HeaderValue>, Bytes) {
    const START: &[u8] = b"link: ";
    if !body.starts_with(START) {
        return (None, body);
    }
    let end = body.iter().position(|byte| *byte == b'\n');
    let end = end.unwrap_or(body.len());
    let link = HeaderValue::from_bytes(&body[START.len()..end]).ok();
    (link, body.slice((end + 1).min(body.len())..))
}

/// Checks that a decoded value survives a round trip.
fn decode(body: &[u8]) {
    let Ok(data) = serde_json::from_slice::<items::ResponseData>(body) else {
        return;
    };
    let text = serde_json::to_string(&data).expect("responses are JSON");
    let again: items::ResponseData = serde_json::from_str(&text).expect("what was written is read");
    assert_eq!(
        serde_json::to_string(&again).expect("responses are JSON"),
        text
    );
}

/// The body as JSON. Half of a surrogate pair is left out: it is an error only where a string is read.
fn parsed(body: &[u8]) -> Value {
    let text = String::from_utf8_lossy(body).replace("\\ud800", "");
    serde_json::from_str(&text).unwrap_or_default()
}

/// Whether the body has a total and no items.
fn is_short(body: &[u8]) -> bool {
    let body = parsed(body);
    let items = &body["data"]["items"];
    let total = items["totalCount"].as_i64();
    total > Some(0) && items["nodes"].as_array().is_some_and(Vec::is_empty)
}

/// Whether the body says that no page follows, or is an empty page: one that returns the cursor of its request is an end, too.
fn is_last_page(body: &[u8], flag: &str) -> bool {
    let body = parsed(body);
    let items = &body["data"]["items"];
    match items["nodes"].as_array() {
        Some(nodes) => nodes.is_empty() || items["pageInfo"][flag] == false,
        None => false,
    }
}
