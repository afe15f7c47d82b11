//! A GitHub server that answers from a script, for behavior that the sandbox does not have.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use futures::StreamExt;
use graphql_paginate::{Client, Paginator, Profile, Rule, Transport, TransportFuture, Verdict};
use http::{Request, Response};
use serde_json::{Value, json};

use crate::queries::PullRequests;
use crate::sandboxed;

/// A transport that returns one response after the other. A request beyond the script fails the test.
#[derive(Debug, Clone, Default)]
pub(crate) struct Script {
    answers: Arc<Mutex<VecDeque<Value>>>,
    variables: Arc<Mutex<Vec<Value>>>,
}

impl Script {
    pub(crate) fn new(answers: impl IntoIterator<Item = Value>) -> Self {
        Self {
            answers: Arc::new(Mutex::new(answers.into_iter().collect())),
            variables: Arc::default(),
        }
    }

    pub(crate) fn client(&self) -> Client {
        client(self.clone())
    }

    /// The variables of each request received.
    pub(crate) fn variables(&self) -> Vec<Value> {
        self.variables.lock().unwrap().clone()
    }
}

impl Transport for Script {
    fn send(&self, request: Request<Bytes>) -> TransportFuture<'_> {
        let body: Value = serde_json::from_slice(request.body()).unwrap();
        self.variables
            .lock()
            .unwrap()
            .push(body["variables"].clone());
        let answer = self
            .answers
            .lock()
            .unwrap()
            .pop_front()
            .expect("a request beyond the script");
        Box::pin(async move { Ok(Response::new(answer.to_string().into())) })
    }
}

/// A client that takes a GraphQL error with the code `GONE` for the end of a list.
pub(crate) fn client_that_ends(script: &Script) -> Client {
    let end = Rule::new(Verdict::End).code("GONE");
    let profile = sandboxed::without_pace(Profile::github()).with_rule(end);
    let builder = Client::builder("https://api.example.test/graphql").profile(profile);
    builder.transport(script.clone()).build().unwrap()
}

/// The error that such a client takes for the end of a list.
pub(crate) fn gone() -> Value {
    json!({ "errors": [{ "message": "gone", "extensions": { "code": "GONE" } }] })
}

/// A client with GitHub's profile and this transport.
pub(crate) fn client(transport: impl Transport) -> Client {
    let profile = sandboxed::without_pace(Profile::github());
    let builder = Client::builder("https://api.example.test/graphql").profile(profile);
    builder.transport(transport).build().unwrap()
}

/// A page of pull requests by number; `-` is a null.
pub(crate) fn page(numbers: &str, page_info: Value) -> Value {
    let nodes: Vec<Value> = numbers.split_whitespace().map(node).collect();
    let pull_requests = json!({ "totalCount": 9, "pageInfo": flags(page_info), "nodes": nodes });
    json!({ "data": { "repository": { "pullRequests": pull_requests } } })
}

/// A page of a forward walk that is followed by another one.
pub(crate) fn more(numbers: &str, end_cursor: &str) -> Value {
    page(
        numbers,
        json!({ "hasNextPage": true, "endCursor": end_cursor }),
    )
}

/// The last page of a forward walk.
pub(crate) fn last(numbers: &str) -> Value {
    page(numbers, json!({ "hasNextPage": false, "endCursor": "end" }))
}

fn node(number: &str) -> Value {
    let Ok(number) = number.parse::<i64>() else {
        return Value::Null;
    };
    json!({
        "number": number,
        "title": format!("Pull request {number}"),
        "url": format!("https://example.test/pull/{number}"),
        "state": "OPEN",
        "createdAt": "2024-01-02T03:04:05Z",
        "author": null,
    })
}

/// The default values of `pageInfo`: those of a single page.
fn flags(given: Value) -> Value {
    let mut flags = json!({ "hasNextPage": false, "endCursor": null, "hasPreviousPage": false, "startCursor": null });
    flags
        .as_object_mut()
        .unwrap()
        .extend(given.as_object().unwrap().clone());
    flags
}

/// The result of a walk, and its requests.
#[derive(Debug, PartialEq)]
pub(crate) struct Walked {
    /// The items' numbers.
    pub(crate) numbers: String,
    /// The cursor of each request, `-` for none.
    pub(crate) cursors: String,
    /// The error's text; empty for a complete walk.
    pub(crate) error: String,
}

/// Checks a forward walk of the script.
pub(crate) async fn check(answers: impl IntoIterator<Item = Value>, expected: [&str; 3]) {
    check_walk(answers, |paginator| paginator, "after", expected).await;
}

/// Checks a backward walk of the script.
pub(crate) async fn check_backward(answers: impl IntoIterator<Item = Value>, expected: [&str; 3]) {
    check_walk(answers, Paginator::backward, "before", expected).await;
}

/// Checks the items, cursors and error of a walk. An error ends it, and an ended walk stays ended.
pub(crate) async fn check_walk(
    answers: impl IntoIterator<Item = Value>,
    set_up: impl FnOnce(Paginator<PullRequests>) -> Paginator<PullRequests>,
    cursor: &str,
    [numbers, cursors, error]: [&str; 3],
) {
    let script = Script::new(answers);
    let paginator = set_up(PullRequests::paginate(sandboxed::pull_requests()));
    let mut walked: Vec<_> = paginator.items(&script.client()).collect().await;
    let last = walked.pop_if(|item| item.is_err());
    let got: Vec<String> = walked
        .into_iter()
        .map(|item| item.unwrap().number.to_string())
        .collect();
    let sent: Vec<String> = script
        .variables()
        .iter()
        .map(|variables| {
            variables
                .get(cursor)
                .map_or("-", |cursor| cursor.as_str().unwrap())
                .to_owned()
        })
        .collect();
    let got = Walked {
        numbers: got.join(" "),
        cursors: sent.join(" "),
        error: last
            .map(|item| item.unwrap_err().to_string())
            .unwrap_or_default(),
    };
    let expected = Walked {
        numbers: numbers.to_owned(),
        cursors: cursors.to_owned(),
        error: error.to_owned(),
    };
    assert_eq!(got, expected);
}
