//! A model of a REST server that supports every way of paging, with scripted faults.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use graphql_paginate::{
    Client, RetryPolicy, Transport, TransportError, TransportFailure, TransportFuture,
};
use http::{Request, Response};
use serde_json::{Value, json};

use super::super::server::{ENDPOINT, answer, items, ok};
use crate::clock::VirtualClock;

/// The largest page that the model serves.
pub(super) const CAP: u64 = 7;

/// Items 1 to `count`, and what happens to the requests of these numbers.
#[derive(Clone)]
pub(super) struct Model {
    pub(super) count: u64,
    pub(super) faults: Vec<(usize, Fault)>,
    pub(super) requests: Arc<AtomicUsize>,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Fault {
    Cut,
    TornBody,
    Status(u16),
    Throttled,
}

impl Model {
    pub(super) fn client(&self, retry: RetryPolicy) -> Client {
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

    /// A page of the items before an item, for a backward walk.
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
