//! Access tokens that expire: fetched with the first request, cached, and renewed.

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

/// A token is renewed when it expires in less than this time, or in less than a tenth of its lifetime if that is shorter.
const MARGIN: Duration = Duration::from_secs(60);

/// Issues access tokens, such as installation tokens of a GitHub App, which expire after an hour.
///
/// The client requests a token with its first request and caches it for all clones. It requests a new one before the token
/// expires, and once if a request is refused with status 401. All requests that wait for a token share one call.
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
    /// [`TransportFailure::TokenService`] for a transient failure, which is retried, after
    /// [`TransportError::retry_after`] if that is set; [`TransportFailure::Credentials`] for a refusal, which is not
    /// retried.
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
    /// A token without an expiry date, which is used until a request with it is refused.
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
    current: Option<CachedToken>,
    /// The call in flight, which all requests without a token wait for.
    renewal: Option<Renewal>,
}

type Renewal = Shared<BoxFuture<'static, Result<CachedToken, TransportError>>>;

#[derive(Clone)]
struct CachedToken {
    authorization: HeaderValue,
    renew_at: Option<SystemTime>,
    expires_at: Option<SystemTime>,
}

impl CachedToken {
    /// Whether the token may still be sent, although it should be renewed.
    fn is_usable(&self, refused: Option<&HeaderValue>, now: SystemTime) -> bool {
        Some(&self.authorization) != refused && self.expires_at.is_none_or(|time| now < time)
    }

    /// Whether the token need not be renewed yet.
    fn is_fresh(&self, refused: Option<&HeaderValue>, now: SystemTime) -> bool {
        Some(&self.authorization) != refused && self.renew_at.is_none_or(|time| now < time)
    }
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
        // The token may have been revoked, or the clocks may differ.
        let renewed = self.authorization(Some(&authorization)).await?;
        request.headers_mut().insert(AUTHORIZATION, renewed);
        self.transport.send(request).await
    }

    /// The `Authorization` header with the cached token, or with a new one if that expires soon or was refused.
    async fn authorization(
        &self,
        refused: Option<&HeaderValue>,
    ) -> Result<HeaderValue, TransportError> {
        let now = self.clock.now();
        let renewal = {
            let mut state = self.lock();
            if let Some(token) = &state.current
                && token.is_fresh(refused, now)
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
        // The first request that wakes up stores the result.
        if let Some(current) = &state.renewal
            && current.ptr_eq(&renewal)
        {
            state.renewal = None;
            if let Ok(token) = &renewed {
                state.current = Some(token.clone());
            }
        }
        match (renewed, &state.current) {
            (Ok(token), _) => Ok(token.authorization),
            // Tokens are renewed before they expire, so the old one may still be valid.
            (Err(_), Some(token)) if token.is_usable(refused, now) => {
                Ok(token.authorization.clone())
            }
            (Err(error), _) => Err(error),
        }
    }

    fn renewal(&self) -> Renewal {
        let provider = Arc::clone(&self.provider);
        let clock = Arc::clone(&self.clock);
        let secrets = Arc::clone(&self.secrets);
        let renewal = async move {
            let asked = clock.now();
            // Polling a shared future again after a panic would panic as well.
            let issued = AssertUnwindSafe(async { provider.token().await })
                .catch_unwind()
                .await;
            let Ok(issued) = issued else {
                return Err(refused("the token provider panicked"));
            };
            let token = issued.map_err(as_token_service)?;
            secrets.add(token.token.expose());
            cached(&token, asked)
        };
        renewal.boxed().shared()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Each change of the state is a single assignment, so a panic cannot leave it inconsistent.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Transport for WithAccessToken {
    fn send(&self, request: Request<Bytes>) -> TransportFuture<'_> {
        Box::pin(self.exchange(request))
    }
}

/// Validates a token that was requested at the time `asked`.
fn cached(token: &AccessToken, asked: SystemTime) -> Result<CachedToken, TransportError> {
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
    Ok(CachedToken {
        authorization,
        renew_at,
        expires_at: token.expires_at,
    })
}

/// Marks a failed call as a failure of the token service, not of the API.
fn as_token_service(error: TransportError) -> TransportError {
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
