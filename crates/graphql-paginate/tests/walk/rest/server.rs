//! A scripted REST server that records its requests.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use graphql_paginate::rest::{Collection, PagingStyle};
use graphql_paginate::{Client, Error, Transport, TransportFuture};
use http::{Request, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::clock::VirtualClock;

/// Where the server is reached.
pub(crate) const ENDPOINT: &str = "https://api.test/v1";

/// What most collections of these tests hold.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct Item {
    pub(crate) id: u64,
}

/// Items with these identifiers, as JSON.
pub(crate) fn items(ids: impl IntoIterator<Item = u64>) -> Value {
    ids.into_iter().map(|id| json!({ "id": id })).collect()
}

/// A success with a body.
pub(crate) fn ok(body: Value) -> Response<Bytes> {
    answer(200, body)
}

pub(crate) fn answer(status: u16, body: Value) -> Response<Bytes> {
    Response::builder()
        .status(status)
        .body(body.to_string().into())
        .unwrap()
}

/// A transport that gives one answer after the other; a request beyond the script is a failed test.
#[derive(Clone, Default)]
pub(crate) struct Server {
    answers: Arc<Mutex<VecDeque<Response<Bytes>>>>,
    requests: Arc<Mutex<Vec<Request<Bytes>>>>,
}

impl Server {
    pub(crate) fn new(answers: impl IntoIterator<Item = Response<Bytes>>) -> Self {
        Self {
            answers: Arc::new(Mutex::new(answers.into_iter().collect())),
            requests: Arc::default(),
        }
    }

    pub(crate) fn client(&self) -> Client {
        let builder = Client::builder(ENDPOINT)
            .bearer_token("secret-token")
            .transport(self.clone());
        builder.clock(VirtualClock::default()).build().unwrap()
    }

    /// The collection `items` of this server.
    pub(crate) fn collection<P: PagingStyle>(&self, paging: P) -> Collection<Item, P> {
        self.client().collection("items", paging).unwrap()
    }

    pub(crate) fn requests(&self) -> Vec<Request<Bytes>> {
        self.requests.lock().unwrap().clone()
    }

    /// The URL of each request, without the endpoint.
    pub(crate) fn asked(&self) -> Vec<String> {
        let url = |request: &Request<Bytes>| request.uri().to_string();
        self.requests()
            .iter()
            .map(|request| url(request).replace(ENDPOINT, ""))
            .collect()
    }
}

impl Transport for Server {
    fn send(&self, request: Request<Bytes>) -> TransportFuture<'_> {
        Box::pin(async move {
            self.requests.lock().unwrap().push(request);
            Ok(self
                .answers
                .lock()
                .unwrap()
                .pop_front()
                .expect("a request beyond the script"))
        })
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Server")
    }
}

/// Walks to the end: the identifiers, and the error that ended the walk.
pub(crate) async fn walk<P: PagingStyle>(
    collection: Collection<Item, P>,
) -> (Vec<u64>, Option<Error>) {
    let (mut ids, mut error) = (Vec::new(), None);
    let mut items = collection.items();
    while let Some(item) = items.next().await {
        assert!(error.is_none(), "nothing may follow an error");
        match item {
            Ok(item) => ids.push(item.id),
            Err(failure) => error = Some(failure),
        }
    }
    (ids, error)
}

/// Walks a script and compares items, URLs and the text of the error, which is empty if there is none.
pub(crate) async fn check<P: PagingStyle>(
    answers: impl IntoIterator<Item = Response<Bytes>>,
    paging: P,
    ids: &[u64],
    asked: &[&str],
    error: &str,
) {
    let server = Server::new(answers);
    let (found, failure) = walk(server.collection(paging)).await;
    let text = failure.map(|error| error.to_string()).unwrap_or_default();
    assert_eq!(
        (found.as_slice(), server.asked(), text.as_str()),
        (ids, own(asked), error)
    );
}

fn own(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

pub(super) type Page = Response<Bytes>;

/// A page of `items` with further fields.
pub(super) fn page(ids: impl IntoIterator<Item = u64>, fields: Value) -> Page {
    let mut body = json!({ "items": items(ids) });
    let body_fields = body.as_object_mut().unwrap();
    body_fields.extend(fields.as_object().unwrap().clone());
    ok(body)
}
