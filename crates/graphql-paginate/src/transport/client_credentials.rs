//! OAuth2 client credentials: access tokens fetched, kept, renewed.
//!
//! A transport around another: the requests that pass get the token in use. It is fetched with the first request,
//! once for all that wait for it; renewed before it expires; and renewed once for a request that was refused with 401
//! all the same, since services revoke tokens and clocks differ.
//!
//! See [RFC 6749, section 4.4](https://www.rfc-editor.org/rfc/rfc6749#section-4.4).

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderValue, Method, Request, Response, StatusCode, Uri};
use serde::Deserialize;
use tokio::sync::Mutex;
use url::form_urlencoded;

use super::{Transport, TransportError, TransportFailure, TransportFuture};
use crate::clock::Clock;
use crate::rest::refusal;

/// What a token is still good for when it is renewed, at most; a tenth of its life when that is less.
const MARGIN: Duration = Duration::from_secs(60);

/// What a service takes for good when it does not say.
///
/// See [RFC 6749, section 4.2.2](https://www.rfc-editor.org/rfc/rfc6749#section-4.2.2): the lifetime is recommended, not
/// required.
const LIFETIME: u64 = 300;

/// Sends with the access token that a client's identifier and secret buy.
pub(crate) struct ClientCredentials {
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
    token_service: Uri,
    /// Holds the secret.
    form: Bytes,
    token: Mutex<Option<Token>>,
}

#[derive(Clone)]
struct Token {
    authorization: HeaderValue,
    renew_at: SystemTime,
}

impl ClientCredentials {
    pub(crate) fn new(
        transport: Arc<dyn Transport>,
        clock: Arc<dyn Clock>,
        token_service: Uri,
        client_id: &str,
        client_secret: &str,
    ) -> Self {
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("grant_type", "client_credentials")
            .append_pair("client_id", client_id)
            .append_pair("client_secret", client_secret)
            .finish();
        Self {
            transport,
            clock,
            token_service,
            form: form.into(),
            token: Mutex::default(),
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
        let renewed = self.authorization(Some(&authorization)).await?;
        request.headers_mut().insert(AUTHORIZATION, renewed);
        self.transport.send(request).await
    }

    /// The token in use, or a new one when that is about to expire or is the refused one.
    ///
    /// The lock is held over the request, so that those who come meanwhile wait for its token instead of fetching
    /// one each.
    async fn authorization(
        &self,
        refused: Option<&HeaderValue>,
    ) -> Result<HeaderValue, TransportError> {
        let mut token = self.token.lock().await;
        if let Some(token) = token.as_ref()
            && Some(&token.authorization) != refused
            && self.clock.now() < token.renew_at
        {
            return Ok(token.authorization.clone());
        }
        let fetched = self.fetch().await?;
        Ok(token.insert(fetched).authorization.clone())
    }

    async fn fetch(&self) -> Result<Token, TransportError> {
        let mut request = Request::new(self.form.clone());
        *request.method_mut() = Method::POST;
        *request.uri_mut() = self.token_service.clone();
        let headers = request.headers_mut();
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("application/x-www-form-urlencoded"),
        );
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        let asked = self.clock.now();
        let response = self.transport.send(request).await?;
        read(&response, asked)
    }
}

impl Transport for ClientCredentials {
    fn send(&self, request: Request<Bytes>) -> TransportFuture<'_> {
        Box::pin(self.exchange(request))
    }
}

#[derive(Deserialize)]
struct Granted {
    access_token: String,
    /// Seconds. Some services write it as text.
    expires_in: Option<serde_json::Value>,
}

fn read(response: &Response<Bytes>, asked: SystemTime) -> Result<Token, TransportError> {
    let status = response.status();
    if !status.is_success() {
        // A service that is down may come back; one that refuses the credentials will do so again.
        let passes = status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS;
        let failure = if passes {
            TransportFailure::Interrupted
        } else {
            TransportFailure::Credentials
        };
        return Err(TransportError::new(failure, refusal(response).to_string()));
    }
    let wrong = |problem: &str| TransportError::new(TransportFailure::Credentials, problem);
    let granted: Granted = serde_json::from_slice(response.body())
        .map_err(|_| wrong("the answer holds no access token"))?;
    let mut authorization = HeaderValue::try_from(format!("Bearer {}", granted.access_token))
        .map_err(|_| wrong("the access token holds a character that a header cannot carry"))?;
    authorization.set_sensitive(true);
    let seconds = granted
        .expires_in
        .and_then(|value| value.as_u64().or_else(|| value.as_str()?.parse().ok()));
    let lifetime = Duration::from_secs(seconds.unwrap_or(LIFETIME).min(u32::MAX.into()));
    Ok(Token {
        authorization,
        renew_at: asked + lifetime - MARGIN.min(lifetime / 10),
    })
}
