//! Access tokens that expire: fetched with the first request, cached, renewed.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};
use http::header::AUTHORIZATION;
use http::{HeaderValue, Request, Response, StatusCode};

use super::{Transport, TransportError, TransportFailure, TransportFuture};
use crate::clock::Clock;
use crate::secret::{Secret, Secrets};

/// A token is renewed when it is valid for less than this, or for less than a tenth of its lifetime if that is shorter.
const MARGIN: Duration = Duration::from_secs(60);

/// Issues access tokens, e.g. installation tokens of a GitHub App, which expire after an hour.
///
/// The client asks for a token with its first request, caches it for all clones, and asks again before the token
/// expires, and once when a request is refused with status 401. All requests that wait for a token share one call.
///
/// ```
/// use std::time::{Duration, SystemTime};
///
/// use graphql_paginate::{AccessToken, TokenFuture, TokenProvider};
///
/// struct Installation;
///
/// impl TokenProvider for Installation {
///     fn token(&self) -> TokenFuture<'_> {
///         Box::pin(async {
///             let token = "ghs_example"; // from POST /app/installations/{id}/access_tokens
///             Ok(AccessToken::new(token).expires_at(SystemTime::now() + Duration::from_secs(3600)))
///         })
///     }
/// }
/// ```
pub trait TokenProvider: Send + Sync + 'static {
    /// Requests a new token.
    ///
    /// # Errors
    ///
    /// [`TransportFailure::TokenService`] for a failure that may pass, which is retried, after
    /// [`TransportError::retry_after`] where it is set; [`TransportFailure::Credentials`] for a refusal, which is not.
    fn token(&self) -> TokenFuture<'_>;
}

/// The future that [`TokenProvider::token`] returns; `Box::pin(async move { .. })` makes one.
pub type TokenFuture<'a> =
    Pin<Box<dyn Future<Output = Result<AccessToken, TransportError>> + Send + 'a>>;

/// A bearer token, and when it expires.
#[derive(Debug, Clone)]
pub struct AccessToken {
    token: Secret,
    expires_at: Option<SystemTime>,
}

impl AccessToken {
    /// A token that is used until a request with it is refused.
    pub fn new(token: impl Into<Secret>) -> Self {
        Self {
            token: token.into(),
            expires_at: None,
        }
    }

    /// Sets when the token expires.
    #[must_use]
    pub fn expires_at(mut self, time: SystemTime) -> Self {
        self.expires_at = Some(time);
        self
    }
}

/// A transport that adds the token of a [`TokenProvider`] to each request.
pub(crate) struct WithAccessToken {
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
    provider: Arc<dyn TokenProvider>,
    secrets: Arc<Secrets>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    current: Option<Token>,
    /// The call under way, which all requests without a token wait for.
    renewal: Option<Shared<BoxFuture<'static, Result<Token, TransportError>>>>,
}

#[derive(Clone)]
struct Token {
    authorization: HeaderValue,
    renew_at: Option<SystemTime>,
    expires_at: Option<SystemTime>,
}

impl WithAccessToken {
    pub(crate) fn new(
        transport: Arc<dyn Transport>,
        clock: Arc<dyn Clock>,
        provider: Arc<dyn TokenProvider>,
        secrets: Arc<Secrets>,
    ) -> Self {
        Self {
            transport,
            clock,
            provider,
            secrets,
            state: Mutex::default(),
        }
    }

    async fn exchange(
        &self,
        mut request: Request<Bytes>,
    ) -> Result<Response<Bytes>, TransportError> {
        let authorization = self.authorization(None).await?;
        request
            .headers_mut()
            .insert(AUTHORIZATION, authorization.clone());
        let response = self.transport.send(request.clone()).await?;
        if response.status() != StatusCode::UNAUTHORIZED {
            return Ok(response);
        }
        // Services revoke tokens, and clocks differ.
        let renewed = self.authorization(Some(&authorization)).await?;
        request.headers_mut().insert(AUTHORIZATION, renewed);
        self.transport.send(request).await
    }

    /// The cached token, or a new one when that is about to expire or is the refused one.
    async fn authorization(
        &self,
        refused: Option<&HeaderValue>,
    ) -> Result<HeaderValue, TransportError> {
        let now = self.clock.now();
        let renewal = {
            let mut state = self.lock();
            if let Some(token) = &state.current
                && Some(&token.authorization) != refused
                && token.renew_at.is_none_or(|renew_at| now < renew_at)
            {
                return Ok(token.authorization.clone());
            }
            match &state.renewal {
                Some(renewal) => renewal.clone(),
                None => {
                    let renewal = self.renewal();
                    state.renewal = Some(renewal.clone());
                    renewal
                }
            }
        };
        let renewed = renewal.clone().await;
        let mut state = self.lock();
        // The first of those who waited stores the result.
        if state
            .renewal
            .as_ref()
            .is_some_and(|current| current.ptr_eq(&renewal))
        {
            state.renewal = None;
            if let Ok(token) = &renewed {
                state.current = Some(token.clone());
            }
        }
        match renewed {
            Ok(token) => Ok(token.authorization),
            // The token in use is renewed before it expires, so that it may outlive a failure.
            Err(error) => match &state.current {
                Some(token)
                    if Some(&token.authorization) != refused
                        && token.expires_at.is_none_or(|expires_at| now < expires_at) =>
                {
                    Ok(token.authorization.clone())
                }
                _ => Err(error),
            },
        }
    }

    fn renewal(&self) -> Shared<BoxFuture<'static, Result<Token, TransportError>>> {
        let provider = Arc::clone(&self.provider);
        let clock = Arc::clone(&self.clock);
        let secrets = Arc::clone(&self.secrets);
        let renewal = async move {
            let asked = clock.now();
            // Those who wait later must not find a future that panicked.
            let issued = AssertUnwindSafe(async { provider.token().await })
                .catch_unwind()
                .await;
            let Ok(issued) = issued else {
                return Err(refused("the token provider panicked"));
            };
            let token = issued.map_err(of_token_service)?;
            secrets.add(token.token.expose());
            cached(&token, asked)
        };
        renewal.boxed().shared()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Every change of the state is one assignment.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Transport for WithAccessToken {
    fn send(&self, request: Request<Bytes>) -> TransportFuture<'_> {
        Box::pin(self.exchange(request))
    }
}

/// Checks a token that was issued for a request of the time `asked`.
fn cached(token: &AccessToken, asked: SystemTime) -> Result<Token, TransportError> {
    let text = token.token.expose();
    if text.is_empty() {
        return Err(refused("the access token is empty"));
    }
    let mut authorization = HeaderValue::try_from(format!("Bearer {text}"))
        .map_err(|_| refused("the access token holds a character that a header cannot carry"))?;
    authorization.set_sensitive(true);
    let mut renew_at = None;
    if let Some(expires_at) = token.expires_at {
        let lifetime = expires_at.duration_since(asked).unwrap_or_default();
        renew_at = expires_at.checked_sub(MARGIN.min(lifetime / 10));
    }
    Ok(Token {
        authorization,
        renew_at,
        expires_at: token.expires_at,
    })
}

/// The error of a call to the token service, which is no failure of the API itself.
fn of_token_service(error: TransportError) -> TransportError {
    match error.failure() {
        TransportFailure::Connect | TransportFailure::Timeout | TransportFailure::Interrupted => {
            let wait = error.retry_after();
            let wrapped = TransportError::new(TransportFailure::TokenService, error);
            match wait {
                Some(wait) => wrapped.with_retry_after(wait),
                None => wrapped,
            }
        }
        _ => error,
    }
}

pub(super) fn refused(problem: impl Into<String>) -> TransportError {
    TransportError::new(TransportFailure::Credentials, problem.into())
}
