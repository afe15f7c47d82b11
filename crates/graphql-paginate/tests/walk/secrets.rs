//! Credentials never appear in values, errors or traces.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use graphql_paginate::{Client, FileCheckpoint, Paginator, Partial, RetryPolicy};
use serde_json::json;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::clock::VirtualClock;
use crate::fixture::{Variables, Widgets};
use crate::script::{Reply, Script, last, more, retry_policy};

/// Records all traces of every level.
#[derive(Clone, Default)]
pub(crate) struct Trace(Arc<Mutex<String>>);

impl Trace {
    /// Records this thread's traces until the guard is dropped.
    pub(crate) fn listen() -> (Self, Listening) {
        let trace = Self::default();
        // A second subscriber for no thread. With only one, `tracing` caches the interest of a callsite that another thread
        // reaches first, and the callsite is disabled everywhere.
        let elsewhere = tracing::Dispatch::new(trace.clone());
        (
            trace.clone(),
            Listening {
                _guard: tracing::subscriber::set_default(trace),
                _elsewhere: elsewhere,
            },
        )
    }

    pub(crate) fn text(&self) -> String {
        self.0.lock().unwrap().clone()
    }
}

/// Ends with its drop.
pub(crate) struct Listening {
    _guard: tracing::subscriber::DefaultGuard,
    _elsewhere: tracing::Dispatch,
}

impl Visit for Trace {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        write!(self.0.lock().unwrap(), "{field}={value:?} ").unwrap();
    }
}

impl Subscriber for Trace {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        write!(self.0.lock().unwrap(), "\n{}: ", span.metadata().name()).unwrap();
        span.record(&mut self.clone());
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut self.clone());
    }

    fn event(&self, event: &Event<'_>) {
        write!(self.0.lock().unwrap(), "\n{}: ", event.metadata().level()).unwrap();
        event.record(&mut self.clone());
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

fn client(script: &Script, clock: &VirtualClock) -> (String, Client) {
    let builder = Client::builder("https://api.example.test/graphql?key=secret-key")
        .bearer_tokens(["secret-token-1", "secret-token-2"])
        .header("x-api-key", "secret-header")
        .transport(script.clone())
        .retry(retry_policy())
        .clock(clock.clone());
    (format!("{builder:?}"), builder.build().unwrap())
}

#[tokio::test]
async fn no_value_error_or_trace_of_a_failing_run_shows_a_credential() {
    let (trace, _listening) = Trace::listen();
    let clock = VirtualClock::default();
    let script = Script::new([
        Reply::Text(429, "").with([("retry-after", "5")]),
        Reply::Text(429, "").with([("retry-after", "5")]),
        Reply::Text(502, "<html>"),
        Reply::Unreachable,
        more("a b", "c1"),
        // Each token of the pool is refused.
        Reply::Json(401, json!({ "message": "Bad credentials" })),
        Reply::Json(401, json!({ "message": "Bad credentials" })),
    ]);
    let (mut shown, client) = client(&script, &clock);
    let paginator =
        Paginator::<Widgets>::new(Variables::default()).on_partial(Partial::keep_if(|_| true));
    write!(shown, "{client:?} {:?} {paginator:?}", client.profile()).unwrap();
    let mut items = paginator.clone().items(&client);
    items.next().await.unwrap().unwrap();
    let checkpoint = items.checkpoint();
    write!(shown, "{items:?} {:?} {checkpoint:?}", items.progress()).unwrap();
    write!(
        shown,
        "{} {:?}",
        serde_json::to_string(&checkpoint).unwrap(),
        paginator.clone().resume(checkpoint)
    )
    .unwrap();
    items.next().await.unwrap().unwrap();
    let error = items.next().await.unwrap().unwrap_err();
    write!(
        shown,
        "{error} {error:?} {:?} {items:?}",
        error.body_excerpt()
    )
    .unwrap();
    write!(
        shown,
        "{:?} {:?} {:?}",
        paginator.clone().pages(&client),
        RetryPolicy::default(),
        FileCheckpoint::<()>::new("x")
    )
    .unwrap();
    write!(shown, "{:?}", paginator.items(&client).unique_by_key(|_| 0)).unwrap();
    write!(
        shown,
        "{:?} {:?}",
        script.requests()[0].headers(),
        script.requests()[0].headers().get("authorization")
    )
    .unwrap();

    let traced = trace.text();
    for told in [
        "page: ",
        "request",
        "answer",
        "throttled",
        "waiting for the rate limit",
        "retrying",
        "smaller pages",
    ] {
        assert!(traced.contains(told), "`{told}` is not in {traced}");
    }
    assert!(!traced.contains("secret"), "{traced}");
    assert!(!shown.contains("secret"), "{shown}");
}

#[tokio::test]
async fn tokens_are_sent_only_to_their_own_server() {
    let script = Script::new([last("a")]);
    let (_, client) = client(&script, &VirtualClock::default());
    client
        .execute::<Widgets>(Variables::default())
        .await
        .unwrap();
    let request = &script.requests()[0];
    assert_eq!(request.headers()["authorization"], "Bearer secret-token-1");
    assert!(request.headers()["authorization"].is_sensitive());
    assert!(!String::from_utf8_lossy(request.body()).contains("secret"));
}

/// A server that repeats credentials in each kind of error.
#[tokio::test]
async fn credentials_that_a_server_repeats_are_masked() {
    let (trace, _listening) = Trace::listen();
    let echo = "you sent Bearer secret-token-1 with secret-header and ?key=secret-key";
    let error = json!({
        "message": echo,
        "type": echo,
        "path": [echo],
        "extensions": { "debug": { "headers": [echo], echo: true } },
    });
    for reply in [
        Reply::Json(200, json!({ "errors": [error] })),
        Reply::Json(200, json!({ "data": { "shelf": null }, "errors": [error] })),
        Reply::Json(200, json!({ "data": { "shelf": echo } })),
        Reply::Json(200, json!(echo)),
        Reply::Json(401, json!({ "message": echo })),
        Reply::Full(400, Vec::new(), echo.to_owned()),
        Reply::Full(502, Vec::new(), format!("<title>{echo}</title>")),
        Reply::Json(429, json!({ "message": echo })).with([("x-request-id", echo)]),
    ] {
        let script = Script::new([reply.clone()]);
        let builder = Client::builder("https://api.example.test/graphql?key=secret-key")
            .bearer_token("secret-token-1")
            .header("x-api-key", "secret-header");
        let client = builder
            .transport(script)
            .retry(RetryPolicy::never())
            .build()
            .unwrap();
        let error = client
            .execute::<Widgets>(Variables::default())
            .await
            .unwrap_err();
        let mut shown = format!(
            "{error} {error:?} {:?} {:?} {:?}",
            error.body_excerpt(),
            error.graphql_errors(),
            error.request_id()
        );
        let mut cause = std::error::Error::source(&error);
        while let Some(inner) = cause {
            write!(shown, " {inner} {inner:?}").unwrap();
            cause = inner.source();
        }
        assert!(shown.contains("[masked]"), "{reply:?}: {shown}");
        assert!(!shown.contains("secret"), "{reply:?}: {shown}");
    }
    assert!(!trace.text().contains("secret"), "{}", trace.text());
}

#[tokio::test]
async fn credentials_in_errors_that_are_kept_are_masked() {
    let Reply::Json(_, mut body) = last("a") else {
        unreachable!()
    };
    body["errors"] = json!([{ "message": "no field for secret-token" }]);
    let client = Script::new([Reply::Json(200, body)]).client();
    let mut pages = Paginator::<Widgets>::new(Variables::default())
        .on_partial(Partial::Keep)
        .pages(&client);
    let page = pages.next().await.unwrap().unwrap();
    assert_eq!(page.errors[0].message, "no field for [masked]");
}

/// Data is not masked, even if a password is a common word.
#[tokio::test]
async fn data_that_contains_a_credential_is_not_masked() {
    let script = Script::new([last("password")]);
    let client = Client::builder("https://api.example.test/graphql")
        .basic_auth("login", "password")
        .transport(script)
        .build()
        .unwrap();
    let mut items = Paginator::<Widgets>::new(Variables::default()).items(&client);
    assert_eq!(items.next().await.unwrap().unwrap().name, "password");
}
