//! Any bytes as what a server answers: data or an error, never a panic, never an endless walk, never "complete" without
//! a page that says so.
//!
//! The first byte chooses status, direction and what happens to partial data; a line of `---` stands between answers.

#![no_main]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use futures::StreamExt;
use graphql_paginate::{
    Client, Clock, GraphQLQuery, Partial, RetryPolicy, SleepFuture, Transport, TransportFuture,
};
use http::{Request, Response};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

type Date = Value;

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "seeds/schema/all.graphql",
    query_path = "response.graphql",
    response_derives = "Debug, Serialize"
)]
struct Items;

const STATUSES: [u16; 8] = [200, 200, 200, 200, 400, 403, 429, 502];

/// Gives these answers over and over.
struct Answers {
    status: u16,
    bodies: Vec<Bytes>,
    requests: Arc<AtomicUsize>,
}

impl Transport for Answers {
    fn send(&self, _: Request<Bytes>) -> TransportFuture<'_> {
        let number = self.requests.fetch_add(1, Ordering::Relaxed);
        let mut response = Response::new(self.bodies[number % self.bodies.len()].clone());
        *response.status_mut() = self.status.try_into().expect("a status");
        Box::pin(async move { Ok(response) })
    }
}

/// Waits take no time.
struct Still;

impl Clock for Still {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_790_000_000)
    }

    fn sleep(&self, _: Duration) -> SleepFuture {
        Box::pin(std::future::ready(()))
    }
}

fuzz_target!(|bytes: &[u8]| {
    let Some((choice, rest)) = bytes.split_first() else { return };
    let bodies = bodies(rest);
    bodies.iter().for_each(|body| decode(body));
    walk(*choice, bodies);
});

fn bodies(mut bytes: &[u8]) -> Vec<Bytes> {
    const BETWEEN: &[u8] = b"\n---\n";
    let mut bodies = Vec::new();
    while let Some(at) = bytes.windows(BETWEEN.len()).position(|window| window == BETWEEN) {
        bodies.push(Bytes::copy_from_slice(&bytes[..at]));
        bytes = &bytes[at + BETWEEN.len()..];
    }
    bodies.push(Bytes::copy_from_slice(bytes));
    bodies
}

/// What decodes is written as something that decodes to the same.
fn decode(body: &[u8]) {
    let Ok(data) = serde_json::from_slice::<items::ResponseData>(body) else { return };
    let text = serde_json::to_string(&data).expect("responses are JSON");
    let again: items::ResponseData = serde_json::from_str(&text).expect("what was written is read");
    assert_eq!(serde_json::to_string(&again).expect("responses are JSON"), text);
}

fn walk(choice: u8, bodies: Vec<Bytes>) {
    let status = STATUSES[usize::from(choice >> 5)];
    let backward = choice & 1 != 0;
    let flag = if backward { "hasPreviousPage" } else { "hasNextPage" };
    let may_end = (200..300).contains(&status) && bodies.iter().any(|body| is_last_page(body, flag));
    let bound = 40 * (bodies.len() + 1);
    let requests = Arc::<AtomicUsize>::default();
    let transport = Answers { status, bodies, requests: Arc::clone(&requests) };
    let client = Client::builder("https://api.example.org/").transport(transport).clock(Still);
    let client = client.retry(RetryPolicy::default()).build().expect("a client");
    let paginator = Items::paginate(items::Variables::new()).page_size(100);
    let paginator = if backward { paginator.backward() } else { paginator };
    let paginator = if choice & 2 != 0 { paginator.on_partial(Partial::Keep) } else { paginator };
    let mut pages = paginator.pages(&client);
    let is_complete = futures::executor::block_on(async {
        loop {
            match pages.next().await {
                Some(Ok(_)) => {}
                Some(Err(error)) => {
                    assert!(!format!("{error} {error:?}").is_empty());
                    return false;
                }
                None => return true,
            }
        }
    });
    assert!(!is_complete || may_end, "complete without a last page");
    let requests = requests.load(Ordering::Relaxed);
    assert!(requests <= bound, "{requests} requests");
}

/// Whether the body says, as the protocol has it, that nothing follows.
fn is_last_page(body: &[u8], flag: &str) -> bool {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let items = &body["data"]["items"];
    items["pageInfo"][flag] == false && items["nodes"].is_array()
}
