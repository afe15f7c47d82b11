//! A server that answers from a script and remembers what it was asked.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use futures::StreamExt;
use graphql_paginate::{
    Client, Direction, Error, Paginator, Profile, Transport, TransportError, TransportFailure,
    TransportFuture,
};
use http::{Request, Response};
use serde_json::{Value, json};

use crate::fixture::{Variables, Widgets};

/// The shelf that every walk of these tests asks for.
pub(crate) const SHELF: i64 = 7;

/// What the server does with one request.
#[derive(Debug, Clone)]
pub(crate) enum Reply {
    Json(u16, Value),
    Text(u16, &'static str),
    Cut,
}

/// A transport that gives one reply after the other; a request beyond the script is a failed test.
#[derive(Debug, Clone, Default)]
pub(crate) struct Script {
    replies: Arc<Mutex<VecDeque<Reply>>>,
    requests: Arc<Mutex<Vec<Request<Bytes>>>>,
}

impl Script {
    pub(crate) fn new(replies: impl IntoIterator<Item = Reply>) -> Self {
        let replies = Arc::new(Mutex::new(replies.into_iter().collect()));
        Self { replies, requests: Arc::default() }
    }

    /// A client with GitHub's habits.
    pub(crate) fn client(&self) -> Client {
        let builder = Client::builder("https://api.example.test/graphql").profile(Profile::github());
        builder.bearer_token("secret-token").transport(self.clone()).build().unwrap()
    }

    pub(crate) fn requests(&self) -> Vec<Request<Bytes>> {
        self.requests.lock().unwrap().clone()
    }

    /// The variables of each request received.
    pub(crate) fn variables(&self) -> Vec<Value> {
        let body = |request: &Request<Bytes>| serde_json::from_slice::<Value>(request.body()).unwrap();
        self.requests().iter().map(|request| body(request)["variables"].clone()).collect()
    }
}

impl Transport for Script {
    fn send(&self, request: Request<Bytes>) -> TransportFuture<'_> {
        Box::pin(async move {
            self.requests.lock().unwrap().push(request);
            let reply = self.replies.lock().unwrap().pop_front().expect("a request beyond the script");
            let (status, content_type, body) = match reply {
                Reply::Json(status, value) => (status, "application/json", value.to_string()),
                Reply::Text(status, text) => (status, "text/html", text.to_owned()),
                Reply::Cut => return Err(TransportError::from(TransportFailure::Interrupted)),
            };
            let response = Response::builder().status(status).header("content-type", content_type);
            Ok(response.header("x-request-id", "r-1").body(body.into()).unwrap())
        })
    }
}

/// One page of names; `-` is a null. The cursors and flags are those of `page_info`.
pub(crate) fn page(names: &str, page_info: Value) -> Reply {
    let node = |name: &str| if name == "-" { Value::Null } else { json!({ "name": name }) };
    let nodes: Vec<Value> = names.split_whitespace().map(node).collect();
    let edges: Vec<Value> =
        nodes.iter().map(|node| json!({ "cursor": format!("at {node}"), "node": node })).collect();
    let widgets = json!({ "totalCount": 9, "pageInfo": page_info, "nodes": nodes, "edges": edges });
    Reply::Json(200, json!({ "data": { "shelf": { "label": "top", "widgets": widgets } } }))
}

/// A page of a forward walk with another one behind it.
pub(crate) fn more(names: &str, end_cursor: &str) -> Reply {
    page(names, json!({ "hasNextPage": true, "endCursor": end_cursor }))
}

/// The last page of a forward walk.
pub(crate) fn last(names: &str) -> Reply {
    page(names, json!({ "hasNextPage": false, "endCursor": names.split_whitespace().last() }))
}

/// What a walk gave, and what it asked for.
#[derive(Debug, PartialEq)]
pub(crate) struct Walked {
    /// The items' names.
    pub(crate) names: String,
    /// The cursor of each request, `-` for none.
    pub(crate) cursors: String,
    /// The error's text; empty for a complete walk.
    pub(crate) error: String,
}

impl Walked {
    pub(crate) fn complete(names: &str, cursors: &str) -> Self {
        Self::failed(names, cursors, "")
    }

    pub(crate) fn failed(names: &str, cursors: &str, error: &str) -> Self {
        Self { names: names.to_owned(), cursors: cursors.to_owned(), error: error.to_owned() }
    }
}

/// Walks the whole script item by item and checks what must hold for every walk.
pub(crate) async fn walk(
    replies: impl IntoIterator<Item = Reply>,
    set_up: impl FnOnce(Paginator<Widgets>) -> Paginator<Widgets>,
) -> (Walked, Option<Error>) {
    let script = Script::new(replies);
    let paginator = set_up(Paginator::new(Variables { number: SHELF, ..Default::default() }));
    let mut items = paginator.items(&script.client());
    let (mut names, mut error) = (Vec::new(), None);
    while let Some(item) = items.next().await {
        assert!(error.is_none(), "nothing may follow an error");
        match item {
            Ok(widget) => names.push(widget.name),
            Err(failure) => error = Some(failure),
        }
    }
    assert!(items.next().await.is_none(), "an ended stream stays ended");
    let cursors: Vec<String> = script.variables().iter().map(cursor).collect();
    let text = error.as_ref().map(ToString::to_string).unwrap_or_default();
    (Walked { names: names.join(" "), cursors: cursors.join(" "), error: text }, error)
}

/// A forward walk without settings.
pub(crate) async fn check(replies: impl IntoIterator<Item = Reply>, expected: Walked) {
    assert_eq!(walk(replies, |paginator| paginator).await.0, expected);
}

/// A backward walk without settings.
pub(crate) async fn check_backward(replies: impl IntoIterator<Item = Reply>, expected: Walked) {
    assert_eq!(walk(replies, Paginator::backward).await.0, expected);
}

/// The cursor sent, after checking that no argument of the other direction and no changed variable went with it.
fn cursor(variables: &Value) -> String {
    assert_eq!(variables["number"], SHELF);
    let direction = if variables["last"].is_null() { Direction::Forward } else { Direction::Backward };
    let (cursor, opposite) = match direction {
        Direction::Forward => ("after", ["last", "before"]),
        Direction::Backward => ("before", ["first", "after"]),
    };
    for argument in opposite {
        assert_eq!(variables[argument], Value::Null, "{argument} in a {direction:?} walk");
    }
    variables[cursor].as_str().unwrap_or("-").to_owned()
}
