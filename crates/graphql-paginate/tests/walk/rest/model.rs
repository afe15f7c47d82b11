//! One harness for every way of paging: a model of a server that speaks all of them, walked as a whole, in parts, and
//! through failures.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use graphql_paginate::rest::{
    Collection, Items, LinkHeader, Location, NextLink, ODataNextLink, ODataSkip, OffsetLimit,
    PageNumber, Paging, RandomAccess, RestCursor,
};
use graphql_paginate::{
    Checkpoint, Client, RetryPolicy, Transport, TransportError, TransportFailure, TransportFuture,
};
use http::{Request, Response};
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
        let style = uri.path().rsplit('/').next().unwrap_or_default();
        let size = parameter(request, "size").or_else(|| parameter(request, "$top"));
        let size = size.or_else(|| preferred(request)).unwrap_or(3).min(CAP);
        if style == "backward" {
            return self.backward(request, size);
        }
        let from = match style {
            "numbers" => (parameter(request, "page").unwrap_or(1) - 1) * size,
            "skip" => parameter(request, "$skip").unwrap_or(0),
            _ => parameter(request, "from").unwrap_or(0),
        };
        let to = (from + size).min(self.count);
        let (list, more) = (items(from + 1..=to), to < self.count);
        let link = format!("{}?from={to}&size={size}", uri.path());
        match style {
            "next" if more => ok(json!({ "items": list, "_next": link })),
            "next" => ok(json!({ "items": list, "_next": null })),
            "relation" if more => {
                ok(json!({ "data": { "items": list }, "links": [{ "rel": "next", "href": link }] }))
            }
            "relation" => ok(json!({ "data": { "items": list }, "links": [] })),
            "cursor" => ok(json!({ "items": list, "more": more, "end": to.to_string() })),
            "skip" => ok(json!({ "value": list, "@odata.count": self.count })),
            "odata" if more => ok(
                json!({ "value": list, "@odata.nextLink": format!("odata?from={to}&size={size}") }),
            ),
            "odata" => ok(json!({ "value": list })),
            "numbers" => ok(
                json!({ "items": list, "pages": self.count.div_ceil(size), "total": self.count }),
            ),
            "offset" => ok(json!({ "items": list, "total": self.count })),
            _ => {
                let mut response = ok(list);
                if more {
                    let headers = response.headers_mut();
                    headers.insert("link", format!("<{link}>; rel=next").parse().unwrap());
                    headers.insert("x-next", to.into());
                }
                response
            }
        }
    }

    /// The items before one, of which the last comes first in a backward walk.
    fn backward(&self, request: &Request<Bytes>, size: u64) -> Response<Bytes> {
        let to = parameter(request, "before").map_or(self.count, |before| before - 1);
        let from = to.saturating_sub(size);
        ok(json!({ "items": items(from + 1..=to), "start": from + 1, "previous": from > 0 }))
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
    Relation,
    Cursor,
    HeaderCursor,
    LastItem,
    Post,
    Backward,
    Skip,
    SkipAtOnce,
    Offset,
    OffsetAtOnce,
    OpenOffset,
    OData,
    Link,
    Number,
    NumberByTotal,
    NumberAtOnce,
}

const STYLES: [Style; 17] = [
    Style::Next,
    Style::Relation,
    Style::Cursor,
    Style::HeaderCursor,
    Style::LastItem,
    Style::Post,
    Style::Backward,
    Style::Skip,
    Style::SkipAtOnce,
    Style::Offset,
    Style::OffsetAtOnce,
    Style::OpenOffset,
    Style::OData,
    Style::Link,
    Style::Number,
    Style::NumberByTotal,
    Style::NumberAtOnce,
];

impl Style {
    fn items(self, client: &Client, size: u32, resume: Option<Checkpoint>) -> Items<Item> {
        let offset = || OffsetLimit::new("from").size_parameter("size");
        let number = || PageNumber::new("page").size_parameter("size");
        match self {
            Self::Next => {
                let paging = NextLink::at("/_next").size_parameter("size");
                stream(collection(client, "next", paging, size), resume)
            }
            Self::Relation => {
                let paging = NextLink::in_list("/links", "next").size_parameter("size");
                let items = collection(client, "relation", paging, size);
                stream(items.items_at("/data/items"), resume)
            }
            Self::Cursor => {
                let paging = RestCursor::new("from", "/end").more_at("/more");
                let paging = paging.size_parameter("size");
                stream(collection(client, "cursor", paging, size), resume)
            }
            Self::HeaderCursor => {
                let paging = RestCursor::new("from", Location::header("x-next"));
                let paging = paging.size_parameter("size");
                stream(collection(client, "list", paging, size), resume)
            }
            Self::LastItem => {
                let paging = RestCursor::new("from", Location::last_item("/id"));
                let paging = paging.size_parameter("size");
                stream(collection(client, "list", paging, size), resume)
            }
            Self::Post => {
                let paging = RestCursor::new("/from", "/end").more_at("/more");
                let items = collection(client, "cursor", paging.size_parameter("/size"), size);
                stream(items.post(json!({ "query": "all" })), resume)
            }
            Self::Backward => {
                let paging = RestCursor::new("before", "/start").more_at("/previous");
                let paging = paging.size_parameter("size").backward();
                stream(collection(client, "backward", paging, size), resume)
            }
            Self::Skip => stream(collection(client, "skip", ODataSkip::new(), size), resume),
            Self::SkipAtOnce => at_once(collection(client, "skip", ODataSkip::new(), size), resume),
            Self::Offset => {
                let items = collection(client, "offset", offset(), size);
                stream(items.total_at("/total"), resume)
            }
            Self::OffsetAtOnce => {
                let items = collection(client, "offset", offset(), size);
                at_once(items.total_at("/total"), resume)
            }
            Self::OpenOffset => stream(collection(client, "offset", offset(), size), resume),
            Self::OData => stream(
                collection(client, "odata", ODataNextLink::new(), size),
                resume,
            ),
            Self::Link => {
                let paging = LinkHeader::new().size_parameter("size");
                stream(collection(client, "list", paging, size), resume)
            }
            Self::Number => {
                let paging = number().pages_at("/pages");
                stream(collection(client, "numbers", paging, size), resume)
            }
            Self::NumberByTotal => {
                let items = collection(client, "numbers", number(), size);
                stream(items.total_at("/total"), resume)
            }
            Self::NumberAtOnce => {
                let items = collection(client, "numbers", number(), size);
                at_once(items.total_at("/total"), resume)
            }
        }
    }

    /// The identifiers in the order of the walk.
    fn ids(self, count: u64) -> Vec<u64> {
        match self {
            Self::Backward => (1..=count).rev().collect(),
            _ => (1..=count).collect(),
        }
    }

    /// How many requests a walk without failures takes.
    fn requests(self, count: u64, size: u64) -> u64 {
        let pages = count.div_ceil(size.min(CAP)).max(1);
        let last_is_full = count > 0 && size <= CAP && count.is_multiple_of(size);
        let behind_the_end = match self {
            // Nothing tells in advance.
            Self::LastItem | Self::OpenOffset => count > 0,
            // The total may be too low.
            Self::Skip
            | Self::SkipAtOnce
            | Self::Offset
            | Self::OffsetAtOnce
            | Self::Number
            | Self::NumberByTotal
            | Self::NumberAtOnce => last_is_full,
            _ => false,
        };
        pages + u64::from(behind_the_end)
    }

    fn is_at_once(self) -> bool {
        matches!(
            self,
            Self::SkipAtOnce | Self::OffsetAtOnce | Self::NumberAtOnce
        )
    }
}

fn collection<P: Paging>(client: &Client, path: &str, paging: P, size: u32) -> Collection<Item, P> {
    client.collection(path, paging).unwrap().page_size(size)
}

fn at_once<P: RandomAccess>(
    collection: Collection<Item, P>,
    resume: Option<Checkpoint>,
) -> Items<Item> {
    stream(collection.concurrency(4), resume)
}

fn stream<P: Paging>(collection: Collection<Item, P>, resume: Option<Checkpoint>) -> Items<Item> {
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

/// Checks every way of paging with pages of three.
fn check(count: u64, interruptions: &[usize]) {
    for style in STYLES {
        let model = Model {
            count,
            faults: Vec::new(),
            requests: Arc::default(),
        };
        let (ids, requests) = run(style, &model, RetryPolicy::never(), 3, interruptions);
        assert_eq!(ids, style.ids(count), "{style:?}");
        if interruptions.is_empty() {
            assert_eq!(requests as u64, style.requests(count, 3), "{style:?}");
        }
    }
}

#[test]
fn pages_come_in_order_with_as_few_requests_as_possible() {
    for count in [0, 2, 3, 8, 9] {
        check(count, &[]);
    }
}

#[test]
fn a_walk_that_stopped_inside_a_page_goes_on_with_the_next_item() {
    check(9, &[4, 1, 0, 2]);
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
    #![proptest_config(ProptestConfig::with_cases(crate::cases::cases(48)))]

    #[test]
    fn every_item_once_in_order_with_as_few_requests_as_pages(count in 0_u64..40, size in 1_u32..12) {
        for style in STYLES {
            let model = Model { count, faults: Vec::new(), requests: Arc::default() };
            let (ids, requests) = run(style, &model, RetryPolicy::default(), size, &[]);
            prop_assert_eq!(ids, style.ids(count), "{:?}", style);
            prop_assert_eq!(requests as u64, style.requests(count, size.into()), "{:?}", style);
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
        // No page is requested more often than it failed or the walk began anew, and each brings an item or is the one
        // behind the end.
        let most = count as usize + 2 + faults.len() + 2 * interruptions.len();
        for style in STYLES {
            // Requests in flight are repeated when a page came short or the walk was interrupted.
            let most = if style.is_at_once() { 5 * most } else { most };
            for retry in [RetryPolicy::default(), RetryPolicy::never()] {
                let (ids, requests) = run(style, &model, retry, size, &interruptions);
                prop_assert_eq!(ids, style.ids(count), "{:?}", style);
                prop_assert!(requests <= most, "{:?}: {} requests", style, requests);
            }
        }
    }
}

/// A parameter of the query, or of the request body.
fn parameter(request: &Request<Bytes>, name: &str) -> Option<u64> {
    let query = request.uri().query().unwrap_or_default();
    let mut pairs = url::form_urlencoded::parse(query.as_bytes());
    if let Some((_, value)) = pairs.find(|(key, _)| key == name) {
        return value.parse().ok();
    }
    let body: Value = serde_json::from_slice(request.body()).ok()?;
    match &body[name] {
        Value::String(text) => text.parse().ok(),
        value => value.as_u64(),
    }
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
