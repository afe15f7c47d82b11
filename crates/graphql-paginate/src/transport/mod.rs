//! How requests reach a server.

mod client_credentials;
#[cfg(feature = "reqwest")]
mod reqwest;

use std::error::Error;
use std::fmt;
use std::future::Future;
use std::pin::Pin;

use bytes::Bytes;
use http::{Request, Response};

pub(crate) use self::client_credentials::ClientCredentials;
#[cfg(feature = "reqwest")]
pub use self::reqwest::{ReqwestTransport, TransportOptions};

/// Sends one request and receives the whole response.
///
/// The request is complete: method, absolute URL, headers with credentials, body. A transport
/// - verifies TLS certificates;
/// - answers with any status: which status is an error is not its business;
/// - gives the body decoded (`Content-Encoding`), and bounded in size;
/// - follows no redirect to another origin, since the request carries credentials;
/// - does not retry.
///
/// # Cancellation
///
/// Dropping the future abandons the request.
pub trait Transport: Send + Sync + 'static {
    /// Sends a request.
    ///
    /// # Errors
    ///
    /// [`TransportError`] when no complete response came.
    fn send(&self, request: Request<Bytes>) -> TransportFuture<'_>;
}

/// What [`Transport::send`] returns: `Box::pin(async move { .. })` makes one.
pub type TransportFuture<'a> =
    Pin<Box<dyn Future<Output = Result<Response<Bytes>, TransportError>> + Send + 'a>>;

/// No complete response came.
#[derive(Debug)]
pub struct TransportError {
    failure: TransportFailure,
    source: Option<Box<dyn Error + Send + Sync>>,
}

/// Where a request failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportFailure {
    /// No connection: name, address, TLS. The server has not seen the request.
    Connect,
    /// A time limit passed.
    Timeout,
    /// The connection broke, or the body did not decode, before the response was complete.
    Interrupted,
    /// The response body is larger than allowed.
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// The token service gave no access token for the client's credentials; the request was not sent.
    Credentials,
    /// Anything else.
    Other,
}

impl TransportError {
    /// A failure with its cause.
    pub fn new(failure: TransportFailure, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            failure,
            source: Some(source.into()),
        }
    }

    /// Where the request failed.
    pub fn failure(&self) -> TransportFailure {
        self.failure
    }
}

impl From<TransportFailure> for TransportError {
    fn from(failure: TransportFailure) -> Self {
        Self {
            failure,
            source: None,
        }
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.failure {
            TransportFailure::Connect => {
                formatter.write_str("no connection to the server; check the URL and the network")
            }
            TransportFailure::Timeout => formatter.write_str(
                "the server took too long; allow a longer `timeout`, or ask for smaller pages",
            ),
            TransportFailure::Interrupted => {
                formatter.write_str("the connection broke before the response was complete")
            }
            TransportFailure::TooLarge { limit } => {
                write!(
                    formatter,
                    "the response is larger than {limit} bytes; raise `max_body_bytes`, or ask for smaller pages"
                )
            }
            TransportFailure::Credentials => formatter.write_str(
                "the token service gave no access token; check the client's identifier and secret",
            ),
            TransportFailure::Other => formatter.write_str("the request could not be sent"),
        }
    }
}

impl Error for TransportError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(self.source.as_deref()?)
    }
}
