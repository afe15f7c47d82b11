//! The default transport, on `reqwest`.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{Request, Response};
use reqwest::redirect::Policy;

use super::{Transport, TransportError, TransportFailure, TransportFuture};

/// HTTP/1.1 and HTTP/2 over rustls with the system's root certificates; gzip, brotli and zstd; the system's proxy.
///
/// Redirects are not followed: an API that moved says so in the error, and credentials stay where they were meant to
/// go.
#[derive(Debug, Clone)]
pub struct ReqwestTransport {
    client: reqwest::Client,
    max_body_bytes: u64,
}

/// The limits of a [`ReqwestTransport`].
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct TransportOptions {
    /// From the start of the request to the end of the body; 60 seconds by default.
    pub timeout: Duration,
    /// To establish a connection; 10 seconds by default.
    pub connect_timeout: Duration,
    /// Between two pieces of an answer, and before the first; 30 seconds by default. A server that stopped answering is
    /// given up before the whole time is.
    pub read_timeout: Duration,
    /// The largest response body, counted after decompression; 64 MiB by default.
    pub max_body_bytes: u64,
}

impl Default for TransportOptions {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(60),
            connect_timeout: Duration::from_secs(10),
            read_timeout: Duration::from_secs(30),
            max_body_bytes: 64 * 1024 * 1024,
        }
    }
}

impl ReqwestTransport {
    /// A transport with a connection pool of its own.
    ///
    /// # Errors
    ///
    /// [`TransportFailure::Other`] when the TLS back end cannot start, e.g. without any root certificate.
    pub fn new(options: &TransportOptions) -> Result<Self, TransportError> {
        let client = reqwest::Client::builder()
            .timeout(options.timeout)
            .connect_timeout(options.connect_timeout)
            .read_timeout(options.read_timeout)
            .redirect(Policy::none())
            .build()
            .map_err(transport_error)?;
        Ok(Self {
            client,
            max_body_bytes: options.max_body_bytes,
        })
    }

    async fn exchange(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let request = reqwest::Request::try_from(request).map_err(transport_error)?;
        let mut response = self
            .client
            .execute(request)
            .await
            .map_err(transport_error)?;
        let mut body = BytesMut::new();
        // In chunks, so that a body without end is given up at the limit.
        while let Some(chunk) = response.chunk().await.map_err(transport_error)? {
            if (body.len() + chunk.len()) as u64 > self.max_body_bytes {
                return Err(TransportFailure::TooLarge {
                    limit: self.max_body_bytes,
                }
                .into());
            }
            body.extend_from_slice(&chunk);
        }
        let mut answer = Response::new(body.freeze());
        *answer.status_mut() = response.status();
        *answer.version_mut() = response.version();
        *answer.headers_mut() = std::mem::take(response.headers_mut());
        Ok(answer)
    }
}

impl Transport for ReqwestTransport {
    fn send(&self, request: Request<Bytes>) -> TransportFuture<'_> {
        Box::pin(self.exchange(request))
    }
}

fn transport_error(error: reqwest::Error) -> TransportError {
    let failure = match &error {
        // First, since a connection that times out is both, and then the server has not seen the request.
        error if error.is_connect() => TransportFailure::Connect,
        error if error.is_timeout() => TransportFailure::Timeout,
        error if error.is_body() || error.is_decode() || error.is_request() => {
            TransportFailure::Interrupted
        }
        _ => TransportFailure::Other,
    };
    // The URL is that of the endpoint, which the caller knows; a query string may hold a secret.
    TransportError::new(failure, error.without_url())
}
