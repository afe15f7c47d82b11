//! Access tokens from the OAuth 2.0 client credentials grant.
//!
//! See [RFC 6749, section 4.4](https://www.rfc-editor.org/rfc/rfc6749#section-4.4).

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, DATE, RETRY_AFTER};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, Uri};
use serde::Deserialize;
use url::form_urlencoded;

use super::access_token::refused;
use super::{AccessToken, TokenFuture, TokenProvider, Transport, TransportError, TransportFailure};
use crate::clock::Clock;
use crate::secret::{Secret, Secrets};
use crate::text::{describe, plain};

/// The lifetime in seconds of a token whose service does not state one.
///
/// Stating it is [recommended, not required](https://www.rfc-editor.org/rfc/rfc6749#section-4.2.2).
const LIFETIME: u64 = 300;

/// Requests access tokens for a client's identifier and secret.
pub(crate) struct ClientCredentials {
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
    token_service: Uri,
    /// The body of the token request, which contains the secret.
    form: Bytes,
    secrets: Arc<Secrets>,
}

impl ClientCredentials {
    pub(crate) fn new(
        transport: Arc<dyn Transport>,
        clock: Arc<dyn Clock>,
        token_service: Uri,
        client_id: &str,
        client_secret: &Secret,
        secrets: Arc<Secrets>,
    ) -> Self {
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("grant_type", "client_credentials")
            .append_pair("client_id", client_id)
            .append_pair("client_secret", client_secret.expose())
            .finish();
        Self {
            transport,
            clock,
            token_service,
            form: form.into(),
            secrets,
        }
    }

    async fn fetch(&self) -> Result<AccessToken, TransportError> {
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
        if response.status().is_success() {
            read(&response, asked)
        } else {
            Err(self.refusal(&response))
        }
    }

    /// The error for a response with an error status.
    fn refusal(&self, response: &Response<Bytes>) -> TransportError {
        let status = response.status();
        let mut text = match serde_json::from_slice::<Refusal>(response.body()) {
            Ok(Refusal {
                error: Some(code),
                error_description: Some(description),
            }) => format!("{} ({})", plain(&description), plain(&code)),
            Ok(Refusal {
                error: Some(code), ..
            }) => plain(&code).to_string(),
            _ => describe(response),
        };
        self.secrets.mask_string(&mut text);
        let text = format!("the token service answered {status}: {text}");
        let is_transient = status.is_server_error()
            || status == StatusCode::TOO_MANY_REQUESTS
            || status == StatusCode::REQUEST_TIMEOUT;
        if !is_transient {
            return TransportError::new(TransportFailure::Credentials, text);
        }
        let error = TransportError::new(TransportFailure::TokenService, text);
        match retry_after(response.headers(), self.clock.now()) {
            Some(wait) => error.with_retry_after(wait),
            None => error,
        }
    }
}

impl TokenProvider for ClientCredentials {
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(self.fetch())
    }
}

/// An error response.
///
/// See [RFC 6749, section 5.2](https://www.rfc-editor.org/rfc/rfc6749#section-5.2).
#[derive(Deserialize)]
struct Refusal {
    error: Option<String>,
    error_description: Option<String>,
}

/// A successful response.
///
/// See [RFC 6749, section 5.1](https://www.rfc-editor.org/rfc/rfc6749#section-5.1).
#[derive(Deserialize)]
struct Granted {
    access_token: String,
    token_type: Option<String>,
    /// A number of seconds, which some services send as a string.
    expires_in: Option<serde_json::Value>,
}

fn read(response: &Response<Bytes>, asked: SystemTime) -> Result<AccessToken, TransportError> {
    let granted: Granted = serde_json::from_slice(response.body())
        .map_err(|_| refused("the token service's answer holds no access token"))?;
    if let Some(token_type) = &granted.token_type
        && !token_type.eq_ignore_ascii_case("bearer")
    {
        return Err(refused(format!(
            "the token service issued a token of type `{}`; only `Bearer` is supported",
            plain(token_type)
        )));
    }
    let seconds = match &granted.expires_in {
        Some(serde_json::Value::String(text)) => text.trim().parse().ok(),
        Some(value) => value.as_u64(),
        None => None,
    };
    let lifetime = Duration::from_secs(seconds.unwrap_or(LIFETIME).min(u32::MAX.into()));
    Ok(AccessToken::new(granted.access_token).expires_at(asked + lifetime))
}

/// The wait in a `Retry-After` header, in seconds or as a date; at most a day.
fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    const MAX_SECONDS: f64 = 24.0 * 60.0 * 60.0;
    let value = header_text(headers, &RETRY_AFTER)?;
    if let Ok(seconds) = value.parse::<f64>() {
        if !seconds.is_finite() || seconds < 0.0 {
            return None;
        }
        return Some(Duration::from_secs_f64(seconds.min(MAX_SECONDS).ceil()));
    }
    let until = httpdate::parse_http_date(value).ok()?;
    let server_now = match header_text(headers, &DATE) {
        Some(date) => httpdate::parse_http_date(date).unwrap_or(now),
        None => now,
    };
    let wait = until.duration_since(server_now).unwrap_or_default();
    Some(wait.min(Duration::from_secs_f64(MAX_SECONDS)))
}

fn header_text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    Some(headers.get(name)?.to_str().ok()?.trim())
}
