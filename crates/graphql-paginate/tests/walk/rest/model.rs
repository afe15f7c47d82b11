//! One harness for every way of paging: a model of a server that speaks all of them, walked whole, in parts, and
//! through failures.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use futures::StreamExt;
use graphql_paginate::rest::{
    Items, LinkHeader, NextLink, ODataNextLink, ODataSkip, PageNumber, Paging, RestCursor,
};
use graphql_paginate::{Client, Transport, TransportError, TransportFailure, TransportFuture};
use http::{Request, Response, Uri};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::server::{ENDPOINT, Item, items, ok};

/// The largest page of the model, whatever is asked for.
const CAP: u64 = 7;

/// Items 1 to `count`; every request whose number is among `failures` is cut.
#[derive(Clone)]
struct Model {
    count: u64,
    failures: Vec<usize>,
    requests: Arc<AtomicUsize>,
}

impl Model {
    fn answer(&self, request: &Request<Bytes>) -> Response<Bytes> {
        let uri = request.uri();
        let size = parameter(uri, "size").or_else(|| preferred(request)).unwrap_or(3).min(CAP);
        let style = uri.path().rsplit('/').next().unwrap_or_default();
        let from = match style {
            "numbers" => (parameter(uri, "page").unwrap_or(1) - 1) * size,
            "skip" => parameter(uri, "$skip").unwrap_or(0),
            _ => parameter(uri, "from").unwrap_or(0),
        };
        let size = if style == "skip" { parameter(uri, "$top").unwrap_or(3).min(CAP) } else { size };
        let to = (from + size).min(self.count);
        let (list, more) = (items(from + 1..=to), to < self.count);
        let link = format!("{}?from={to}&size={size}", uri.path());
        match style {
            "next" => ok(json!({ "items": list, "_next": if more { json!(link) } else { Value::Null } })),
            "cursor" => ok(json!({ "items": list, "more": more, "end": to.to_string() })),
            "skip" => ok(json!({ "value": list, "@odata.count": self.count })),
            "odata" if more => {
                ok(json!({ "value": list, "@odata.nextLink": format!("odata?from={to}&size={size}") }))
            }
            "odata" => ok(json!({ "value": list })),
            "numbers" => ok(json!({ "items": list, "pages": self.count.div_ceil(size) })),
            _ => {
                let mut response = ok(list);
                if more {
                    response.headers_mut().insert("link", format!("<{link}>; rel=next").parse().unwrap());
                }
                response
            }
        }
    }
}

impl Transport for Model {
    fn send(&self, request: Request<Bytes>) -> TransportFuture<'_> {
        let number = self.requests.fetch_add(1, Ordering::Relaxed);
        Box::pin(async move {
            match self.failures.contains(&number) {
                true => Err(TransportError::from(TransportFailure::Interrupted)),
                false => Ok(self.answer(&request)),
            }
        })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    Next,
    Cursor,
    Skip,
    OData,
    Link,
    Number,
}

const STYLES: [Style; 6] =
    [Style::Next, Style::Cursor, Style::Skip, Style::OData, Style::Link, Style::Number];

impl Style {
    fn items(self, client: &Client, size: u32, start: Option<String>) -> Items<Item> {
        match self {
            Self::Next => stream(client, "next", NextLink::at("/_next").size_parameter("size"), size, start),
            Self::Cursor => {
                let paging = RestCursor::new("from", "/end").more_at("/more").size_parameter("size");
                stream(client, "cursor", paging, size, start)
            }
            Self::Skip => stream(client, "skip", ODataSkip::new(), size, start),
            Self::OData => stream(client, "odata", ODataNextLink::new(), size, start),
            Self::Link => stream(client, "links", LinkHeader::new().size_parameter("size"), size, start),
            Self::Number => {
                let paging = PageNumber::new("page").size_parameter("size").pages_at("/pages");
                stream(client, "numbers", paging, size, start)
            }
        }
    }
}

fn stream<P: Paging>(
    client: &Client,
    path: &str,
    paging: P,
    size: u32,
    start: Option<String>,
) -> Items<Item> {
    let collection = client.collection::<Item, P>(path, paging).unwrap().page_size(size);
    collection.start_at(start.unwrap_or_default()).items()
}

/// Walks to the end, beginning again where a failure says, and counts the requests.
async fn walk(style: Style, model: Model, size: u32) -> (Vec<u64>, usize) {
    let client = Client::builder(ENDPOINT).transport(model.clone()).build().unwrap();
    let (mut ids, mut start) = (Vec::new(), None);
    loop {
        let mut items = style.items(&client, size, start.clone());
        let failure = loop {
            match items.next().await {
                Some(Ok(item)) => ids.push(item.id),
                Some(Err(error)) => break error,
                None => return (ids, model.requests.load(Ordering::Relaxed)),
            }
        };
        start = failure.cursor().map(str::to_owned);
    }
}

proptest! {
    #[test]
    fn every_item_once_and_in_order_whatever_the_size_and_the_failures(
        count in 0_u64..40,
        size in 1_u32..12,
        failures in prop::collection::vec(0_usize..30, 0..4),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        for style in STYLES {
            let model = Model { count, failures: failures.clone(), requests: Arc::default() };
            let (ids, requests) = runtime.block_on(walk(style, model, size));
            prop_assert_eq!(&ids, &(1..=count).collect::<Vec<_>>(), "{:?}", style);
            let pages = count.div_ceil(u64::from(size).min(CAP)).max(1) as usize;
            let mut failed = failures.clone();
            failed.sort_unstable();
            failed.dedup();
            let failed = failed.iter().filter(|number| **number < requests).count();
            prop_assert_eq!(requests, pages + failed, "{:?}", style);
        }
    }
}

fn parameter(uri: &Uri, name: &str) -> Option<u64> {
    let pairs = url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    pairs.into_iter().find(|(key, _)| key == name)?.1.parse().ok()
}

/// The page size that OData clients prefer.
fn preferred(request: &Request<Bytes>) -> Option<u64> {
    request.headers().get("prefer")?.to_str().ok()?.strip_prefix("odata.maxpagesize=")?.parse().ok()
}
