//! A server that answers from a script and records the requests.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use futures::TryStreamExt;
use graphql_paginate::{
    Client, ClientBuilder, Direction, Error, Items, Paginator, Profile, RetryPolicy, Transport,
    TransportError, TransportFailure, TransportFuture,
};
use http::{Request, Response};
use serde_json::{Value, json};

use crate::clock::VirtualClock;
use crate::fixture::{Variables, Widgets};

/// The number of the shelf that every walk of these tests requests.
pub(crate) const SHELF: i64 = 7;

/// The reaction of the server to one request.
#[derive(Debug, Clone)]
pub(crate) enum Reply {
    Json(u16, Value),
    Text(u16, &'static str),
    /// A response with headers and any body.
    Full(u16, Vec<(&'static str, String)>, String),
    Cut,
    TimedOut,
    TooLarge,
    Unreachable,
}

/// A transport that returns one reply after the other. A request beyond the script fails the test.
#[derive(Debug, Clone, Default)]
pub(crate) struct Script {
    replies: Arc<Mutex<VecDeque<Reply>>>,
    requests: Arc<Mutex<Vec<Request<Bytes>>>>,
}

impl Script {
    pub(crate) fn new(replies: impl IntoIterator<Item = Reply>) -> Self {
        let replies = Arc::new(Mutex::new(replies.into_iter().collect()));
        Self {
            replies,
            requests: Arc::default(),
        }
    }

    /// A client with GitHub's profile and without retries.
    pub(crate) fn client(&self) -> Client {
        self.builder().retry(RetryPolicy::never()).build().unwrap()
    }

    /// A client with GitHub's profile that retries without jitter, by this clock.
    pub(crate) fn patient_client(&self, clock: &VirtualClock) -> Client {
        self.builder()
            .retry(retry_policy())
            .clock(clock.clone())
            .build()
            .unwrap()
    }

    pub(crate) fn builder(&self) -> ClientBuilder {
        let builder =
            Client::builder("https://api.example.test/graphql").profile(Profile::github());
        builder.bearer_token("secret-token").transport(self.clone())
    }

    pub(crate) fn requests(&self) -> Vec<Request<Bytes>> {
        self.requests.lock().unwrap().clone()
    }

    /// The variables of each request received.
    pub(crate) fn variables(&self) -> Vec<Value> {
        let body =
            |request: &Request<Bytes>| serde_json::from_slice::<Value>(request.body()).unwrap();
        self.requests()
            .iter()
            .map(|request| body(request)["variables"].clone())
            .collect()
    }
}

impl Transport for Script {
    fn send(&self, request: Request<Bytes>) -> TransportFuture<'_> {
        Box::pin(async move {
            self.requests.lock().unwrap().push(request);
            let reply = self
                .replies
                .lock()
                .unwrap()
                .pop_front()
                .expect("a request beyond the script");
            reply.response()
        })
    }
}

impl Reply {
    pub(crate) fn response(self) -> Result<Response<Bytes>, TransportError> {
        let html = || vec![("content-type", "text/html".to_owned())];
        let (status, headers, body) = match self {
            Self::Json(status, value) => (status, vec![], value.to_string()),
            Self::Text(status, text) => (status, html(), text.to_owned()),
            Self::Full(status, headers, body) => (status, headers, body),
            Self::Cut => return Err(TransportFailure::Interrupted.into()),
            Self::TooLarge => return Err(TransportFailure::TooLarge { limit: 10 }.into()),
            Self::Unreachable => return Err(TransportFailure::Connect.into()),
            Self::TimedOut => return Err(TransportFailure::Timeout.into()),
        };
        let mut response = Response::builder()
            .status(status)
            .header("x-request-id", "r-1");
        for (name, value) in headers {
            response = response.header(name, value);
        }
        Ok(response.body(body.into()).unwrap())
    }

    /// The same response with these headers.
    pub(crate) fn with<const N: usize>(self, headers: [(&'static str, &str); N]) -> Self {
        let headers = headers
            .map(|(name, value)| (name, value.to_owned()))
            .to_vec();
        match self {
            Self::Json(status, value) => Self::Full(status, headers, value.to_string()),
            Self::Text(status, text) => Self::Full(status, headers, text.to_owned()),
            other => other,
        }
    }
}

/// The default policy without jitter.
pub(crate) fn retry_policy() -> RetryPolicy {
    let mut policy = RetryPolicy::default();
    policy.jitter = false;
    policy
}

/// A page with these names; `-` is a null. Its cursors and flags are those of `page_info`.
pub(crate) fn page(names: &str, page_info: Value) -> Reply {
    let node = |name: &str| {
        if name == "-" {
            Value::Null
        } else {
            json!({ "name": name })
        }
    };
    let nodes: Vec<Value> = names.split_whitespace().map(node).collect();
    let edges: Vec<Value> = nodes
        .iter()
        .map(|node| json!({ "cursor": format!("at {node}"), "node": node }))
        .collect();
    let widgets = json!({ "totalCount": 9, "pageInfo": page_info, "nodes": nodes, "edges": edges });
    Reply::Json(
        200,
        json!({ "data": { "shelf": { "label": "top", "widgets": widgets } } }),
    )
}

/// A page of a forward walk that is followed by another one.
pub(crate) fn more(names: &str, end_cursor: &str) -> Reply {
    page(
        names,
        json!({ "hasNextPage": true, "endCursor": end_cursor }),
    )
}

/// The last page of a forward walk.
pub(crate) fn last(names: &str) -> Reply {
    page(
        names,
        json!({ "hasNextPage": false, "endCursor": names.split_whitespace().last() }),
    )
}

/// The result of a walk, and its requests.
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
        Self {
            names: names.to_owned(),
            cursors: cursors.to_owned(),
            error: error.to_owned(),
        }
    }
}

/// The result of a walk with retries, with its requests and waits.
#[derive(Debug, PartialEq)]
pub(crate) struct Run {
    pub(crate) names: String,
    pub(crate) cursors: String,
    /// The page size of each request.
    pub(crate) sizes: Vec<i64>,
    /// Each wait in seconds.
    pub(crate) waits: Vec<u64>,
    /// The error's text; empty for a complete walk.
    pub(crate) error: String,
}

/// Walks the whole script on a virtual clock, with retries.
pub(crate) async fn run(
    replies: impl IntoIterator<Item = Reply>,
    set_up: impl FnOnce(Paginator<Widgets>) -> Paginator<Widgets>,
) -> Run {
    let (script, clock) = (Script::new(replies), VirtualClock::default());
    let mut names = Vec::new();
    let paginator = set_up(Paginator::new(Variables {
        number: SHELF,
        ..Default::default()
    }));
    let walked = paginator
        .items(&script.patient_client(&clock))
        .append_to(&mut names)
        .await;
    assert!(
        script.replies.lock().unwrap().is_empty(),
        "the script was not played to its end"
    );
    let names: Vec<String> = names.into_iter().map(|widget| widget.name).collect();
    let variables = script.variables();
    Run {
        names: names.join(" "),
        cursors: variables.iter().map(cursor).collect::<Vec<_>>().join(" "),
        sizes: variables
            .iter()
            .map(|variables| variables["first"].as_i64().unwrap())
            .collect(),
        waits: clock.waits(),
        error: walked
            .err()
            .map(|error| error.to_string())
            .unwrap_or_default(),
    }
}

/// Walks the whole script item by item, and checks the invariants of every walk.
pub(crate) async fn walk(
    replies: impl IntoIterator<Item = Reply>,
    set_up: impl FnOnce(Paginator<Widgets>) -> Paginator<Widgets>,
) -> (Walked, Option<Error>) {
    let script = Script::new(replies);
    let paginator = set_up(Paginator::new(Variables {
        number: SHELF,
        ..Default::default()
    }));
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
    (
        Walked {
            names: names.join(" "),
            cursors: cursors.join(" "),
            error: text,
        },
        error,
    )
}

/// A forward walk without settings.
pub(crate) async fn check(replies: impl IntoIterator<Item = Reply>, expected: Walked) {
    assert_eq!(walk(replies, |paginator| paginator).await.0, expected);
}

/// A backward walk without settings.
pub(crate) async fn check_backward(replies: impl IntoIterator<Item = Reply>, expected: Walked) {
    assert_eq!(walk(replies, Paginator::backward).await.0, expected);
}

/// The cursor of a request. Also checks that the request has no argument of the other direction and no changed variable.
pub(crate) fn cursor(variables: &Value) -> String {
    assert_eq!(variables["number"], SHELF);
    let direction = if variables["last"].is_null() {
        Direction::Forward
    } else {
        Direction::Backward
    };
    let (cursor, opposite) = match direction {
        Direction::Forward => ("after", ["last", "before"]),
        Direction::Backward => ("before", ["first", "after"]),
    };
    for argument in opposite {
        assert_eq!(
            variables[argument],
            Value::Null,
            "{argument} in a {direction:?} walk"
        );
    }
    variables[cursor].as_str().unwrap_or("-").to_owned()
}

/// A walk of all items of the list.
pub(crate) fn all() -> Paginator<Widgets> {
    Paginator::new(Variables::default())
}

/// The names of all items, separated by spaces.
pub(crate) async fn names(items: Items<Widgets>) -> String {
    items
        .map_ok(|widget| widget.name)
        .try_collect::<Vec<_>>()
        .await
        .unwrap()
        .join(" ")
}
