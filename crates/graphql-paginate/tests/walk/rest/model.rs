//! One harness for every way of paging: a model of a server that speaks all of them, walked whole, in parts, and
//! through failures.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use futures::StreamExt;
use graphql_paginate::rest::{
    Collection, Items, LinkHeader, NextLink, ODataNextLink, ODataSkip, PageNumber, Paging,
    RestCursor,
};
use graphql_paginate::{
    Checkpoint, Client, RetryPolicy, Transport, TransportError, TransportFailure, TransportFuture,
};
use http::{Request, Response, Uri};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::server::{ENDPOINT, Item, answer, items, ok};
use crate::clock::VirtualClock;

/// The largest page of the model, whatever is asked for.
const CAP: u64 = 7;

/// Items 1 to `count`, and what happens to the requests of these numbers.
#[derive(Clone)]
struct Model {
    count: u64,
    faults: Vec<(usize, Fault)>,
    requests: Arc<AtomicUsize>,
}

#[derive(Debug, Clone, Copy)]
enum Fault {
    Cut,
    TornBody,
    Status(u16),
    Throttled,
}

impl Model {
    fn client(&self, retry: RetryPolicy) -> Client {
        let builder = Client::builder(ENDPOINT)
            .transport(self.clone())
            .clock(VirtualClock::default());
        builder.retry(retry).build().unwrap()
    }

    fn answer(&self, request: &Request<Bytes>) -> Response<Bytes> {
        let uri = request.uri();
        let size = parameter(uri, "size")
            .or_else(|| preferred(request))
            .unwrap_or(3)
            .min(CAP);
        let style = uri.path().rsplit('/').next().unwrap_or_default();
        let from = match style {
            "numbers" => (parameter(uri, "page").unwrap_or(1) - 1) * size,
            "skip" => parameter(uri, "$skip").unwrap_or(0),
            _ => parameter(uri, "from").unwrap_or(0),
        };
        let size = if style == "skip" {
            parameter(uri, "$top").unwrap_or(3).min(CAP)
        } else {
            size
        };
        let to = (from + size).min(self.count);
        let (list, more) = (items(from + 1..=to), to < self.count);
        let link = format!("{}?from={to}&size={size}", uri.path());
        match style {
            "next" => {
                ok(json!({ "items": list, "_next": if more { json!(link) } else { Value::Null } }))
            }
            "cursor" => ok(json!({ "items": list, "more": more, "end": to.to_string() })),
            "skip" => ok(json!({ "value": list, "@odata.count": self.count })),
            "odata" if more => ok(
                json!({ "value": list, "@odata.nextLink": format!("odata?from={to}&size={size}") }),
            ),
            "odata" => ok(json!({ "value": list })),
            "numbers" => ok(json!({ "items": list, "pages": self.count.div_ceil(size) })),
            _ => {
                let mut response = ok(list);
                if more {
                    response
                        .headers_mut()
                        .insert("link", format!("<{link}>; rel=next").parse().unwrap());
                }
                response
            }
        }
    }
}

impl Transport for Model {
    fn send(&self, request: Request<Bytes>) -> TransportFuture<'_> {
        let number = self.requests.fetch_add(1, Ordering::Relaxed);
        let fault = self
            .faults
            .iter()
            .find(|(at, _)| *at == number)
            .map(|(_, fault)| *fault);
        Box::pin(async move {
            let mut response = self.answer(&request);
            match fault {
                None => {}
                Some(Fault::Cut) => {
                    return Err(TransportError::from(TransportFailure::Interrupted));
                }
                Some(Fault::TornBody) => {
                    *response.body_mut() = response.body().slice(..response.body().len() / 2)
                }
                Some(Fault::Status(status)) => {
                    return Ok(answer(status, json!({ "message": "not now" })));
                }
                Some(Fault::Throttled) => {
                    let mut response = answer(429, Value::Null);
                    response
                        .headers_mut()
                        .insert("retry-after", "7".parse().unwrap());
                    return Ok(response);
                }
            }
            Ok(response)
        })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    Next,
    Cursor,
    Skip,
    SkipAtOnce,
    OData,
    Link,
    Number,
}

const STYLES: [Style; 7] = [
    Style::Next,
    Style::Cursor,
    Style::Skip,
    Style::SkipAtOnce,
    Style::OData,
    Style::Link,
    Style::Number,
];

impl Style {
    fn items(self, client: &Client, size: u32, resume: Option<Checkpoint>) -> Items<Item> {
        match self {
            Self::Next => stream(
                client,
                "next",
                NextLink::at("/_next").size_parameter("size"),
                size,
                resume,
            ),
            Self::Cursor => {
                let paging = RestCursor::new("from", "/end")
                    .more_at("/more")
                    .size_parameter("size");
                stream(client, "cursor", paging, size, resume)
            }
            Self::Skip => stream(client, "skip", ODataSkip::new(), size, resume),
            Self::SkipAtOnce => {
                let collection = client
                    .collection::<Item, _>("skip", ODataSkip::new())
                    .unwrap();
                resumed(collection.page_size(size).concurrency(4), resume)
            }
            Self::OData => stream(client, "odata", ODataNextLink::new(), size, resume),
            Self::Link => stream(
                client,
                "links",
                LinkHeader::new().size_parameter("size"),
                size,
                resume,
            ),
            Self::Number => {
                let paging = PageNumber::new("page")
                    .size_parameter("size")
                    .pages_at("/pages");
                stream(client, "numbers", paging, size, resume)
            }
        }
    }
}

fn stream<P: Paging>(
    client: &Client,
    path: &str,
    paging: P,
    size: u32,
    resume: Option<Checkpoint>,
) -> Items<Item> {
    resumed(
        client
            .collection::<Item, _>(path, paging)
            .unwrap()
            .page_size(size),
        resume,
    )
}

fn resumed<P: Paging>(collection: Collection<Item, P>, resume: Option<Checkpoint>) -> Items<Item> {
    match resume {
        Some(checkpoint) => collection.resume(checkpoint).items(),
        None => collection.items(),
    }
}

/// Walks to the end, beginning again after every failure, and after so many items of each run.
async fn walk(style: Style, client: &Client, size: u32, interruptions: &[usize]) -> Vec<u64> {
    let (mut ids, mut resume) = (Vec::new(), None);
    let mut interruptions = interruptions.iter();
    loop {
        let mut items = style.items(client, size, resume.take());
        let mut left = interruptions.next().copied().unwrap_or(usize::MAX);
        resume = loop {
            if left == 0 {
                break Some(items.checkpoint());
            }
            left -= 1;
            match items.next().await {
                Some(Ok(item)) => ids.push(item.id),
                Some(Err(error)) => break error.checkpoint().cloned(),
                None => return ids,
            }
        };
        assert!(
            resume.is_some(),
            "every error of a stream carries a checkpoint"
        );
        // It has to survive being written down.
        let text = serde_json::to_string(&resume).unwrap();
        resume = serde_json::from_str(&text).unwrap();
    }
}

fn run(
    style: Style,
    model: &Model,
    retry: RetryPolicy,
    size: u32,
    interruptions: &[usize],
) -> (Vec<u64>, usize) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let model = Model {
        requests: Arc::default(),
        ..model.clone()
    };
    let ids = runtime.block_on(walk(style, &model.client(retry), size, interruptions));
    (ids, model.requests.load(Ordering::Relaxed))
}

/// Checks every way of paging: pages of three, this many items, this many requests.
fn check(count: u64, requests: usize) {
    for style in STYLES {
        let model = Model {
            count,
            faults: Vec::new(),
            requests: Arc::default(),
        };
        let found = run(style, &model, RetryPolicy::never(), 3, &[]);
        assert_eq!(found, ((1..=count).collect(), requests), "{style:?}");
    }
}

#[test]
fn case_1_a_single_page_takes_one_request() {
    check(2, 1);
    check(3, 1);
}

#[test]
fn case_2_three_pages_come_in_order() {
    check(9, 3);
}

#[test]
fn case_5_an_empty_list_takes_one_request_and_is_no_error() {
    check(0, 1);
}

#[test]
fn case_85_a_walk_that_stopped_inside_a_page_goes_on_with_the_next_item() {
    for style in STYLES {
        let model = Model {
            count: 9,
            faults: Vec::new(),
            requests: Arc::default(),
        };
        let (ids, _) = run(style, &model, RetryPolicy::never(), 3, &[4, 1, 0, 2]);
        assert_eq!(ids, (1..=9).collect::<Vec<_>>(), "{style:?}");
    }
}

fn fault() -> impl Strategy<Value = Fault> {
    prop_oneof![
        Just(Fault::Cut),
        Just(Fault::TornBody),
        prop::sample::select(vec![500_u16, 502, 503, 504]).prop_map(Fault::Status),
        Just(Fault::Throttled),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn every_item_once_in_order_with_as_few_requests_as_pages(count in 0_u64..40, size in 1_u32..12) {
        for style in STYLES {
            let model = Model { count, faults: Vec::new(), requests: Arc::default() };
            let (ids, requests) = run(style, &model, RetryPolicy::default(), size, &[]);
            prop_assert_eq!(&ids, &(1..=count).collect::<Vec<_>>(), "{:?}", style);
            let pages = count.div_ceil(u64::from(size).min(CAP)).max(1) as usize;
            prop_assert_eq!(requests, pages, "{:?}", style);
        }
    }

    #[test]
    fn every_item_once_in_order_through_faults_and_interruptions(
        count in 0_u64..40,
        size in 1_u32..12,
        faults in prop::collection::vec((0_usize..40, fault()), 0..6),
        interruptions in prop::collection::vec(0_usize..15, 0..4),
    ) {
        let model = Model { count, faults: faults.clone(), requests: Arc::default() };
        // No page is asked for more often than it failed or the walk began anew, and each brings an item.
        let most = count as usize + 1 + faults.len() + interruptions.len();
        for style in STYLES {
            // What was under way when a page came short or the walk was interrupted is asked for again.
            let most = if style == Style::SkipAtOnce { 5 * most } else { most };
            for retry in [RetryPolicy::default(), RetryPolicy::never()] {
                let (ids, requests) = run(style, &model, retry, size, &interruptions);
                prop_assert_eq!(&ids, &(1..=count).collect::<Vec<_>>(), "{:?}", style);
                prop_assert!(requests <= most, "{:?}: {} requests", style, requests);
            }
        }
    }
}

fn parameter(uri: &Uri, name: &str) -> Option<u64> {
    let pairs = url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    pairs
        .into_iter()
        .find(|(key, _)| key == name)?
        .1
        .parse()
        .ok()
}

/// The page size that OData clients prefer.
fn preferred(request: &Request<Bytes>) -> Option<u64> {
    request
        .headers()
        .get("prefer")?
        .to_str()
        .ok()?
        .strip_prefix("odata.maxpagesize=")?
        .parse()
        .ok()
}
