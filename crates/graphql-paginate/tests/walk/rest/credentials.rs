//! Tests of OAuth 2.0 client credentials: when a token is fetched, kept and renewed.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use futures::TryStreamExt;
use graphql_paginate::rest::{Collection, NextLink};
use graphql_paginate::{
    Client, Clock, Error, Profile, Transport, TransportFailure, TransportFuture,
};
use http::{Request, Response};
use serde_json::{Value, json};

use super::server::{Item, answer, items, ok};
use crate::clock::VirtualClock;

/// Issues tokens by these answers, then by the last one again, and serves nine items one by one; an item takes 40
/// seconds.
#[derive(Clone)]
struct Service {
    tokens: Arc<Mutex<Vec<(u16, Value)>>>,
    clock: VirtualClock,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Service {
    fn new(tokens: impl IntoIterator<Item = (u16, Value)>) -> Self {
        let tokens = Arc::new(Mutex::new(tokens.into_iter().collect()));
        Self {
            tokens,
            clock: VirtualClock::default(),
            asked: Arc::default(),
        }
    }

    fn collection(&self) -> Collection<Item, NextLink> {
        let client = Client::builder("https://api.test/v1")
            .client_credentials("https://login.test/connect/token", "the client", "s&cret")
            .transport(self.clone())
            .clock(self.clock.clone());
        client
            .build()
            .unwrap()
            .collection("items", NextLink::at("/next"))
            .unwrap()
    }

    /// One word for each request: `token` for one to the token service, otherwise the token that it carried.
    fn asked(&self) -> String {
        self.asked.lock().unwrap().join(" ")
    }

    fn answer(&self, request: &Request<Bytes>) -> Response<Bytes> {
        if request.uri().host() == Some("login.test") {
            assert_eq!(
                request.body(),
                "grant_type=client_credentials&client_id=the+client&client_secret=s%26cret"
            );
            assert!(!request.headers().contains_key("authorization"));
            let mut tokens = self.tokens.lock().unwrap();
            let (status, body) = if tokens.len() > 1 {
                tokens.remove(0)
            } else {
                tokens[0].clone()
            };
            return answer(status, body);
        }
        drop(self.clock.sleep(Duration::from_secs(40)));
        let at = request
            .uri()
            .query()
            .map_or(1, |query| query.parse().unwrap());
        let next = if at < 9 {
            json!(format!("?{}", at + 1))
        } else {
            Value::Null
        };
        ok(json!({ "items": items([at]), "next": next }))
    }
}

impl Transport for Service {
    fn send(&self, request: Request<Bytes>) -> TransportFuture<'_> {
        Box::pin(async move {
            let authorization = request
                .headers()
                .get("authorization")
                .map(|value| value.to_str().unwrap());
            let word =
                authorization.map_or("token", |value| value.strip_prefix("Bearer ").unwrap());
            self.asked.lock().unwrap().push(word.to_owned());
            tokio::task::yield_now().await;
            Ok(self.answer(&request))
        })
    }
}

fn token(name: &str, expires_in: Value) -> (u16, Value) {
    (
        200,
        json!({ "access_token": name, "expires_in": expires_in, "token_type": "Bearer" }),
    )
}

#[tokio::test]
async fn a_token_is_renewed_before_it_expires() {
    // A token is valid for 100 seconds and renewed when 10 are left: after the third item, at 120.
    let service = Service::new([
        token("a", json!(100)),
        token("b", json!("100")),
        token("c", json!(100)),
    ]);
    let found: Vec<_> = service
        .collection()
        .items()
        .map_ok(|item| item.id)
        .try_collect()
        .await
        .unwrap();
    assert_eq!(found, (1..=9).collect::<Vec<_>>());
    assert_eq!(service.asked(), "token a a a token b b b token c c c");
}

#[tokio::test]
async fn walks_that_begin_at_once_share_one_token() {
    let service = Service::new([token("a", json!(3600))]);
    let collection = service.collection().max_items(1);
    let walks = futures::future::try_join3(
        collection.clone().collect(),
        collection.clone().collect(),
        collection.clone().collect(),
    );
    walks.await.unwrap();
    assert_eq!(service.asked(), "token a a a");
}

#[tokio::test]
async fn an_unavailable_token_service_is_retried_and_a_refusal_is_not() {
    let down = Service::new([
        (503, Value::Null),
        (429, Value::Null),
        token("a", json!(3600)),
    ]);
    assert_eq!(
        down.collection()
            .max_items(1)
            .collect()
            .await
            .unwrap()
            .len(),
        1
    );
    assert_eq!(down.asked(), "token token token a");

    let refusals = [
        (
            400,
            json!({ "error": "invalid_client" }),
            "the token service answered 400 Bad Request: invalid_client",
        ),
        (
            200,
            json!({ "token": "a" }),
            "the token service's answer holds no access token",
        ),
        (
            200,
            json!({ "access_token": "a\nb" }),
            "the access token holds a character that a header cannot carry",
        ),
    ];
    for (status, body, cause) in refusals {
        let refusing = Service::new([(status, body)]);
        let error = refusing.collection().collect().await.unwrap_err();
        assert_eq!(
            (failure(&error), refusing.asked().as_str()),
            (TransportFailure::Credentials, "token")
        );
        assert_eq!(
            std::error::Error::source(&error).unwrap().to_string(),
            cause
        );
    }
}

fn failure(error: &Error) -> TransportFailure {
    match error.kind() {
        graphql_paginate::ErrorKind::Transport(error) => error.failure(),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn secret_and_token_are_never_printed() {
    let service = Service::new([token("t0ken", json!(3600))]);
    let builder = Client::builder("https://api.test/v1").client_credentials(
        "https://login.test/",
        "id",
        "s&cret",
    );
    let basic = Client::builder("https://api.test/v1")
        .basic_auth("login", "passw0rd")
        .transport(service.clone());
    let collection = service.collection();
    let mut walk = collection.clone().items();
    walk.try_next().await.unwrap();
    let shown = format!(
        "{builder:?} {basic:?} {:?} {collection:?} {walk:?}",
        basic.clone().build()
    );
    for secret in ["s&cret", "t0ken", "passw0rd", "Basic"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[tokio::test]
async fn an_empty_secret_is_an_error_before_anything_is_sent() {
    let service = Service::new([]);
    let client =
        Client::builder("https://api.test/v1").client_credentials("https://login.test/", "id", "");
    let error = client.transport(service.clone()).build().unwrap_err();
    assert_eq!(
        error.to_string(),
        "the OAuth2 client's identifier or secret is empty; are both variables set?"
    );
    assert_eq!(service.asked(), "");
}

#[tokio::test]
async fn jobaffinity_gets_no_more_than_45_requests_in_any_minute() {
    let service = Service::new([]);
    let client = Client::builder("https://api.test/v1")
        .profile(Profile::jobaffinity())
        .basic_auth("login", "password");
    let client = client
        .transport(Quick)
        .clock(service.clock.clone())
        .build()
        .unwrap();
    let walk = client
        .collection::<Item, _>("items", NextLink::at("/next"))
        .unwrap();
    assert_eq!(walk.collect().await.unwrap().len(), 100);
    assert_eq!(service.clock.waits(), [60, 60]);
}

/// A hundred items, one to a page, in no time at all.
#[derive(Clone, Default)]
struct Quick;

impl Transport for Quick {
    fn send(&self, request: Request<Bytes>) -> TransportFuture<'_> {
        assert_eq!(
            request.headers()["authorization"],
            "Basic bG9naW46cGFzc3dvcmQ="
        );
        let at: u64 = request
            .uri()
            .query()
            .map_or(1, |query| query.parse().unwrap());
        let next = if at < 100 {
            json!(format!("?{}", at + 1))
        } else {
            Value::Null
        };
        Box::pin(async move { Ok(ok(json!({ "items": items([at]), "next": next }))) })
    }
}
