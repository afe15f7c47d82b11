//! Transports: how requests are sent and responses received.

mod access_token;
mod client_credentials;
#[cfg(feature = "reqwest")]
mod content_encoding;
#[cfg(feature = "reqwest")]
mod reqwest;
#[cfg(feature = "reqwest")]
mod reqwest_error;

use std::error::Error;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use futures_util::stream;
use http::{Request, Response};

pub(crate) use self::access_token::WithAccessToken;
pub use self::access_token::{AccessToken, TokenFuture, TokenProvider};
pub(crate) use self::client_credentials::ClientCredentials;
#[cfg(feature = "reqwest")]
pub use self::reqwest::{Proxy, ReqwestTransport, TransportOptions};

/// Sends one request and receives the response.
///
/// The request is complete: method, absolute URL, headers with credentials, and body. A transport
/// - verifies TLS certificates;
/// - returns responses of any status, because the caller decides which ones are errors;
/// - decodes the body (`Content-Encoding`) and limits its size;
/// - does not follow redirects to another origin, because the request has credentials;
/// - does not retry.
///
/// The types in the signature come from `http` and `bytes`, which this crate re-exports:
///
/// ```
/// use graphql_paginate::bytes::Bytes;
/// use graphql_paginate::http::{Request, Response};
/// use graphql_paginate::{Transport, TransportFuture};
///
/// /// Answers every request with an empty object.
/// struct Empty;
///
/// impl Transport for Empty {
///     fn send(&self, _request: Request<Bytes>) -> TransportFuture<'_> {
///         Box::pin(async { Ok(Response::new(Bytes::from_static(b"{}"))) })
///     }
/// }
/// ```
///
/// # Cancellation
///
/// Dropping the future cancels the request.
pub trait Transport: Send + Sync + 'static {
    /// Sends a request.
    ///
    /// # Errors
    ///
    /// [`TransportError`] if no complete response was received.
    fn send(&self, request: Request<Bytes>) -> TransportFuture<'_>;

    /// Sends a request and returns the response once its headers have been received; the body is read in parts.
    ///
    /// For bodies that are too large for memory, such as files. No limit applies to their size, and the timeout of a
    /// whole request includes the time to read the body. [`ReqwestTransport`] holds one part at a time; by default, the
    /// body is received by [`send`](Self::send) and passed on as one part.
    ///
    /// # Errors
    ///
    /// [`TransportError`] if no response was received. The body ends with one if the connection breaks before its end.
    fn stream(&self, request: Request<Bytes>) -> StreamFuture<'_> {
        Box::pin(async move {
            let response = self.send(request).await?;
            Ok(response.map(|body| -> BodyStream { Box::pin(stream::iter([Ok(body)])) }))
        })
    }
}

/// The future that [`Transport::send`] returns; `Box::pin(async move { .. })` makes one.
pub type TransportFuture<'a> =
    Pin<Box<dyn Future<Output = Result<Response<Bytes>, TransportError>> + Send + 'a>>;

/// The future that [`Transport::stream`] returns; `Box::pin(async move { .. })` makes one.
pub type StreamFuture<'a> =
    Pin<Box<dyn Future<Output = Result<Response<BodyStream>, TransportError>> + Send + 'a>>;

/// The body of a response, in parts of any size.
pub type BodyStream = Pin<Box<dyn Stream<Item = Result<Bytes, TransportError>> + Send>>;

/// The error of a request that got no complete response.
#[derive(Debug, Clone)]
pub struct TransportError {
    failure: TransportFailure,
    retry_after: Option<Duration>,
    source: Option<Arc<dyn Error + Send + Sync>>,
}

/// The stage at which a request failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportFailure {
    /// The transport cannot send requests in this program, for example because there is no tokio runtime.
    Setup,
    /// No connection could be established: name resolution, address or network. The server did not receive the request.
    Connect,
    /// The TLS handshake failed, for example because of an unknown certificate authority. The server did not receive the
    /// request, and another attempt would fail in the same way.
    Tls,
    /// A timeout elapsed.
    Timeout,
    /// The connection broke, or the body could not be decoded, before the response was complete.
    Interrupted,
    /// The response body is larger than the limit.
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// The token service is unavailable; the request was not sent. Another attempt may succeed.
    TokenService,
    /// The token service refused to issue an access token; the request was not sent.
    Credentials,
    /// Any other failure.
    Other,
}

impl TransportFailure {
    /// Whether the request certainly did not reach the server.
    pub(crate) fn is_unsent(self) -> bool {
        match self {
            Self::Setup | Self::Connect | Self::Tls | Self::TokenService | Self::Credentials => {
                true
            }
            Self::Timeout | Self::Interrupted | Self::TooLarge { .. } | Self::Other => false,
        }
    }
}

impl TransportError {
    /// An error with its cause.
    pub fn new(failure: TransportFailure, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            failure,
            retry_after: None,
            source: Some(source.into().into()),
        }
    }

    /// Sets how long the server asked to wait before another attempt.
    #[must_use]
    pub fn with_retry_after(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait);
        self
    }

    /// The stage at which the request failed.
    pub fn failure(&self) -> TransportFailure {
        self.failure
    }

    /// How long the server asked to wait before another attempt; `None` if it did not say.
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// Replaces the cause.
    pub(crate) fn set_source(&mut self, source: impl Into<Box<dyn Error + Send + Sync>>) {
        self.source = Some(source.into().into());
    }

    /// The innermost cause, which is the most specific one.
    fn reason(&self) -> Option<String> {
        let mut cause: &dyn Error = self.source.as_deref()?;
        while let Some(inner) = cause.source() {
            cause = inner;
        }
        Some(cause.to_string())
    }
}

impl From<TransportFailure> for TransportError {
    fn from(failure: TransportFailure) -> Self {
        Self {
            failure,
            retry_after: None,
            source: None,
        }
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let summary = match self.failure {
            TransportFailure::Setup => "the request cannot be sent",
            TransportFailure::Connect => {
                "no connection to the server; check the URL and the network"
            }
            TransportFailure::Tls => "the TLS connection was refused",
            TransportFailure::Timeout => {
                "the server took too long; allow a longer `timeout`, or ask for smaller pages"
            }
            TransportFailure::Interrupted => {
                "the connection broke before the response was complete"
            }
            TransportFailure::TooLarge { limit } => {
                return write!(
                    formatter,
                    "the response is larger than {limit} bytes; raise `max_body_bytes`, or ask for smaller pages"
                );
            }
            TransportFailure::TokenService => "the token service is unavailable",
            TransportFailure::Credentials => {
                "the token service gave no access token; check the client's identifier and secret"
            }
            TransportFailure::Other => "the request could not be sent",
        };
        formatter.write_str(summary)?;
        match self.failure {
            TransportFailure::Setup | TransportFailure::TokenService => {
                if let Some(reason) = self.reason() {
                    write!(formatter, ": {reason}")?;
                }
                Ok(())
            }
            TransportFailure::Tls => {
                if let Some(reason) = self.reason() {
                    write!(formatter, ": {reason}")?;
                }
                formatter.write_str(
                    "; to trust a private certificate authority, use `root_certificates` or the environment variable `SSL_CERT_FILE`",
                )
            }
            _ => Ok(()),
        }
    }
}

impl Error for TransportError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        let source = self.source.as_deref()?;
        Some(source)
    }
}
