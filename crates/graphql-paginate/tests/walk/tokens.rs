//! Token services and token providers: failures, waits and renewals.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use graphql_paginate::{
    AccessToken, Client, ClientBuilder, Clock, Error, ErrorKind, RetryPolicy, TokenFuture,
    TokenProvider, Transport, TransportError, TransportFailure, TransportFuture,
};
use http::Request;
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use crate::clock::VirtualClock;
use crate::fixture::{Data, Variables, Widgets};
use crate::script::{Reply, last, retry_policy};

/// A token service and an API on one transport. The service returns one reply after the other; the API accepts every
/// request with a known token.
#[derive(Clone)]
struct Services {
    replies: Arc<Mutex<VecDeque<Reply>>>,
    valid: &'static str,
    /// The log: `token` for a request to the service, or the token of a request to the API.
    log: Arc<Mutex<Vec<String>>>,
    /// Delays token requests.
    gate: Option<Arc<Semaphore>>,
    clock: VirtualClock,
}

impl Services {
    fn new(replies: impl IntoIterator<Item = Reply>) -> Self {
        Self {
            replies: Arc::new(Mutex::new(replies.into_iter().collect())),
            valid: "access-1",
            log: Arc::default(),
            gate: None,
            clock: VirtualClock::default(),
        }
    }

    fn builder(&self) -> ClientBuilder {
        Client::builder("https://api.example.test/graphql")
            .transport(self.clone())
            .clock(self.clock.clone())
            .retry(retry_policy())
    }

    fn client(&self) -> Client {
        self.builder()
            .client_credentials("https://login.example.test/token", "id", "cl13nt s&cret")
            .build()
            .unwrap()
    }

    fn log(&self) -> String {
        self.log.lock().unwrap().join(" ")
    }
}

impl Transport for Services {
    fn send(&self, request: Request<Bytes>) -> TransportFuture<'_> {
        Box::pin(async move {
            let Some(authorization) = request.headers().get("authorization") else {
                self.log.lock().unwrap().push("token".to_owned());
                if let Some(gate) = &self.gate {
                    gate.acquire().await.unwrap().forget();
                }
                let reply = self.replies.lock().unwrap().pop_front();
                return reply.expect("a token request beyond the script").response();
            };
            let token = authorization
                .to_str()
                .unwrap()
                .trim_start_matches("Bearer ");
            self.log.lock().unwrap().push(token.to_owned());
            if token == self.valid {
                last("a").response()
            } else {
                Reply::Json(401, json!({ "message": "Bad credentials" })).response()
            }
        })
    }
}

async fn execute(client: &Client) -> Result<Data, Error> {
    client.execute::<Widgets>(Variables::default()).await
}

fn granted(token: &str) -> Reply {
    Reply::Json(
        200,
        json!({ "access_token": token, "expires_in": 3600, "token_type": "bearer" }),
    )
}

fn failure(error: &Error) -> TransportFailure {
    match error.kind() {
        ErrorKind::Transport(error) => error.failure(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_token_service_that_is_down_is_retried_after_the_wait_it_states() {
    let services = Services::new([
        Reply::Text(500, "down"),
        Reply::Cut,
        Reply::TimedOut,
        Reply::Json(429, Value::Null).with([("retry-after", "30")]),
        Reply::Json(503, Value::Null).with([("retry-after", "1.5")]),
        granted("access-1"),
    ]);
    execute(&services.client()).await.unwrap();
    assert_eq!(
        services.log(),
        "token token token token token token access-1"
    );
    let waits = services.clock.waits();
    assert_eq!(waits[3..], [30, 2], "{waits:?}");
}

#[tokio::test]
async fn failures_of_a_token_service_say_so() {
    for (reply, expected) in [
        (
            Reply::Text(500, "down"),
            "`Widgets`: the token service is unavailable: the token service answered 500 Internal Server Error: the body `down`",
        ),
        (
            Reply::Cut,
            "`Widgets`: the token service is unavailable: the connection broke before the response was complete",
        ),
    ] {
        let services = Services::new([reply]);
        let client = services
            .builder()
            .client_credentials("https://login.example.test/token", "id", "cl13nt s&cret")
            .retry(RetryPolicy::never())
            .build()
            .unwrap();
        let error = execute(&client).await.unwrap_err();
        assert_eq!(failure(&error), TransportFailure::TokenService);
        assert_eq!(error.to_string(), expected);
        assert!(error.is_retryable());
    }
}

#[tokio::test]
async fn all_waiting_requests_share_a_failed_renewal() {
    let gate = Arc::new(Semaphore::new(0));
    let services = Services {
        gate: Some(Arc::clone(&gate)),
        ..Services::new([Reply::Text(400, "no")])
    };
    let client = services.client();
    let requests = futures::future::join_all((0..8).map(|_| execute(&client)));
    // All requests are polled before the service answers, so that all of them wait.
    let (results, ()) = futures::join!(requests, async { gate.add_permits(1) });
    assert!(results.iter().all(Result::is_err));
    assert_eq!(services.log(), "token");
}

#[tokio::test]
async fn tokens_that_cannot_be_used_are_refused_with_the_reason() {
    for (body, reason) in [
        (json!({ "access_token": "" }), "the access token is empty"),
        (
            json!({ "access_token": "t", "token_type": "mac" }),
            "the token service issued a token of type `mac`; only `Bearer` is supported",
        ),
        (
            json!({ "token": "t" }),
            "the token service's answer holds no access token",
        ),
    ] {
        let services = Services::new([Reply::Json(200, body)]);
        let error = execute(&services.client()).await.unwrap_err();
        assert_eq!(failure(&error), TransportFailure::Credentials);
        assert_eq!(
            std::error::Error::source(&error).unwrap().to_string(),
            reason
        );
        assert_eq!(services.log(), "token");
        assert!(!error.is_retryable());
    }
}

#[tokio::test]
async fn a_token_service_that_repeats_the_form_does_not_leak_the_secret() {
    for body in [
        json!({ "error": "invalid_client", "error_description": "no client with cl13nt s&cret" }),
        json!("client_id=id&client_secret=cl13nt+s%26cret"),
    ] {
        let services = Services::new([Reply::Json(400, body)]);
        let error = execute(&services.client()).await.unwrap_err();
        let source = std::error::Error::source(&error).unwrap();
        let shown = format!("{error} {error:?} {source} {source:?}");
        assert!(shown.contains("[masked]"), "{shown}");
        assert!(!shown.contains("cl13nt"), "{shown}");
    }
}

/// Issues numbered tokens that are valid for an hour.
struct Issuer {
    clock: VirtualClock,
    issued: Mutex<u32>,
}

impl TokenProvider for Issuer {
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(async move {
            let mut issued = self.issued.lock().unwrap();
            let token = AccessToken::new(format!("access-{issued}"));
            *issued += 1;
            Ok(token.expires_at(self.clock.now() + Duration::from_secs(3600)))
        })
    }
}

#[tokio::test]
async fn a_provided_token_is_renewed_when_it_is_refused_and_before_it_expires() {
    let services = Services::new([]);
    let issuer = Issuer {
        clock: services.clock.clone(),
        issued: Mutex::default(),
    };
    let client = services.builder().token_provider(issuer).build().unwrap();
    execute(&client).await.unwrap();
    assert_eq!(services.log(), "access-0 access-1");
    execute(&client).await.unwrap();
    drop(services.clock.sleep(Duration::from_secs(3550)));
    let error = execute(&client).await.unwrap_err();
    assert_eq!(
        services.log(),
        "access-0 access-1 access-1 access-2 access-3"
    );
    assert_eq!(error.status().unwrap().as_u16(), 401);
}

/// Issues one token, then fails.
struct Once(Mutex<Option<SystemTime>>);

impl TokenProvider for Once {
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(async move {
            match self.0.lock().unwrap().take() {
                Some(expires_at) => Ok(AccessToken::new("access-1").expires_at(expires_at)),
                None => Err(TransportError::new(TransportFailure::TokenService, "down")),
            }
        })
    }
}

#[tokio::test]
async fn a_token_is_used_until_it_expires_if_its_renewal_fails() {
    let services = Services::new([]);
    let expires_at = services.clock.now() + Duration::from_secs(1000);
    let client = services
        .builder()
        .token_provider(Once(Mutex::new(Some(expires_at))))
        .retry(RetryPolicy::never())
        .build()
        .unwrap();
    execute(&client).await.unwrap();
    drop(services.clock.sleep(Duration::from_secs(990)));
    execute(&client).await.unwrap();
    drop(services.clock.sleep(Duration::from_secs(10)));
    let error = execute(&client).await.unwrap_err();
    assert_eq!(failure(&error), TransportFailure::TokenService);
    assert_eq!(services.log(), "access-1 access-1");
}

/// Panics.
struct Broken;

impl TokenProvider for Broken {
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(async { panic!("a mistake of the caller") })
    }
}

#[tokio::test]
async fn a_provider_that_panics_is_an_error_each_time() {
    let client = Services::new([])
        .builder()
        .token_provider(Broken)
        .build()
        .unwrap();
    for _ in 0..2 {
        let error = execute(&client).await.unwrap_err();
        assert_eq!(failure(&error), TransportFailure::Credentials);
    }
}
