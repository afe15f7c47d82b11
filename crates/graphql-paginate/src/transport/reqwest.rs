//! The default transport, based on `reqwest`.

use std::io;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::io::AsyncReadExt;
use futures_util::{FutureExt, TryStreamExt, stream};
use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH};
use http::{HeaderValue, Request, Response};
use reqwest::redirect::Policy;
use tokio::runtime::Handle;

use super::content_encoding::{self, Body};
use super::reqwest_error::{body_error, is_disabled_driver, setup, transport_error};
use super::{
    BodyStream, StreamFuture, Transport, TransportError, TransportFailure, TransportFuture,
};
use crate::secret::Secret;

/// The most bytes of a body that are read at once.
const PART_BYTES: usize = 16 * 1024;

/// The most memory in bytes that is reserved because of `Content-Length`, before any of the body has arrived.
const TRUSTED_LENGTH: u64 = 1024 * 1024;

/// The default transport: HTTP/1.1 and HTTP/2 over rustls with the system's root certificates, the system's proxy, and
/// gzip, brotli and zstd.
///
/// Redirects are not followed, so that credentials are sent nowhere else; the error names the new address of an API that
/// moved. Requests need a tokio runtime with I/O and time enabled.
#[derive(Debug, Clone)]
pub struct ReqwestTransport {
    client: reqwest::Client,
    max_body_bytes: u64,
}

/// The settings of a [`ReqwestTransport`].
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct TransportOptions {
    /// The timeout for a whole request, from its start to the end of the response body; 60 seconds by default.
    pub timeout: Duration,
    /// The timeout for establishing a connection; 10 seconds by default.
    pub connect_timeout: Duration,
    /// The longest time without receiving data, before or within the response; 30 seconds by default.
    pub read_timeout: Duration,
    /// The largest response body in bytes after decompression; 64 MiB by default.
    pub max_body_bytes: u64,
    /// The proxy; the system's by default.
    pub proxy: Proxy,
    /// Certificates of private certificate authorities as PEM, trusted in addition to the system's; none by default.
    pub root_certificates: Vec<Vec<u8>>,
    /// A client certificate and its private key as PEM; none by default.
    pub identity: Option<Secret>,
}

/// The proxy of a [`ReqwestTransport`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Proxy {
    /// The proxy of the environment variables `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, or of the system's
    /// settings.
    #[default]
    System,
    /// No proxy.
    None,
    /// The proxy at this URL, for all requests. The URL may contain a user name and password.
    Url(Secret),
}

impl Default for TransportOptions {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(60),
            connect_timeout: Duration::from_secs(10),
            read_timeout: Duration::from_secs(30),
            max_body_bytes: 64 * 1024 * 1024,
            proxy: Proxy::System,
            root_certificates: Vec::new(),
            identity: None,
        }
    }
}

impl ReqwestTransport {
    /// A transport with its own connection pool.
    ///
    /// # Errors
    ///
    /// [`TransportFailure::Setup`] if a certificate, the identity or the proxy is invalid, or if TLS cannot be initialized.
    pub fn new(options: &TransportOptions) -> Result<Self, TransportError> {
        let client = client_builder(options)?
            .build()
            .map_err(|error| TransportError::new(TransportFailure::Setup, error.without_url()))?;
        Ok(Self {
            client,
            max_body_bytes: options.max_body_bytes,
        })
    }

    /// A transport that sends through an existing client, with all of its settings.
    ///
    /// The client should not follow redirects to other origins, and should have timeouts. `max_body_bytes` limits the size
    /// of response bodies after decompression.
    pub fn with_client(client: reqwest::Client, max_body_bytes: u64) -> Self {
        Self {
            client,
            max_body_bytes,
        }
    }

    async fn send_and_read(
        &self,
        request: Request<Bytes>,
    ) -> Result<Response<Bytes>, TransportError> {
        let (head, response) = self.open(request).await?;
        let body = if head.headers().contains_key(CONTENT_ENCODING) {
            let decoded = decoded(response, head.headers()).await?;
            self.read(decoded).await?
        } else {
            self.plain_body(response).await?
        };
        Ok(as_decoded(head).map(|()| body))
    }

    async fn send_and_stream(
        &self,
        request: Request<Bytes>,
    ) -> Result<Response<BodyStream>, TransportError> {
        let (head, response) = self.open(request).await?;
        let body = decoded(response, head.headers()).await?;
        Ok(as_decoded(head).map(|()| parts(body)))
    }

    /// Sends a request; returns the head of the response, and the response whose body is still to be read.
    async fn open(
        &self,
        mut request: Request<Bytes>,
    ) -> Result<(Response<()>, reqwest::Response), TransportError> {
        request
            .headers_mut()
            .entry(ACCEPT_ENCODING)
            .or_insert(HeaderValue::from_static(content_encoding::ACCEPTED));
        let request = reqwest::Request::try_from(request).map_err(transport_error)?;
        let mut response = self
            .client
            .execute(request)
            .await
            .map_err(transport_error)?;
        let mut head = Response::new(());
        *head.status_mut() = response.status();
        *head.version_mut() = response.version();
        *head.headers_mut() = std::mem::take(response.headers_mut());
        Ok((head, response))
    }

    /// Reads a body up to the size limit, and decodes it as it arrives.
    async fn read(&self, mut decoded: Body) -> Result<Bytes, TransportError> {
        let mut body = BytesMut::new();
        let mut buffer = vec![0; PART_BYTES];
        loop {
            let read = decoded.read(&mut buffer).await.map_err(body_error)?;
            if read == 0 {
                return Ok(body.freeze());
            }
            self.append(&mut body, &buffer[..read])?;
        }
    }

    /// Reads a body that is not encoded, up to the size limit. A body that arrives in one part is not copied.
    async fn plain_body(&self, mut response: reqwest::Response) -> Result<Bytes, TransportError> {
        let length = response.content_length().unwrap_or_default();
        let Some(first) = response.chunk().await.map_err(transport_error)? else {
            return Ok(Bytes::new());
        };
        self.check_size(first.len())?;
        let Some(second) = response.chunk().await.map_err(transport_error)? else {
            return Ok(first);
        };
        let mut body = BytesMut::with_capacity(length.min(TRUSTED_LENGTH) as usize);
        self.append(&mut body, &first)?;
        self.append(&mut body, &second)?;
        while let Some(chunk) = response.chunk().await.map_err(transport_error)? {
            self.append(&mut body, &chunk)?;
        }
        Ok(body.freeze())
    }

    fn append(&self, body: &mut BytesMut, part: &[u8]) -> Result<(), TransportError> {
        self.check_size(body.len() + part.len())?;
        body.extend_from_slice(part);
        Ok(())
    }

    fn check_size(&self, bytes: usize) -> Result<(), TransportError> {
        if bytes as u64 > self.max_body_bytes {
            let limit = self.max_body_bytes;
            return Err(TransportFailure::TooLarge { limit }.into());
        }
        Ok(())
    }
}

/// The head of a response whose body is decoded.
fn as_decoded(mut head: Response<()>) -> Response<()> {
    if head.headers_mut().remove(CONTENT_ENCODING).is_some() {
        head.headers_mut().remove(CONTENT_LENGTH);
    }
    head
}

/// Decodes the body of a response while it is read.
async fn decoded(
    response: reqwest::Response,
    headers: &http::HeaderMap,
) -> Result<Body, TransportError> {
    let chunks = stream::try_unfold(response, |mut response| async {
        let chunk = response.chunk().await.map_err(io::Error::other)?;
        Ok::<_, io::Error>(chunk.map(|chunk| (chunk, response)))
    });
    let encoded: Body = Box::pin(Box::pin(chunks).into_async_read());
    content_encoding::decode(encoded, headers)
        .await
        .map_err(body_error)
}

/// The parts of a body as they are received.
fn parts(body: Body) -> BodyStream {
    Box::pin(stream::try_unfold(body, |mut body| async {
        let mut part = vec![0; PART_BYTES];
        let read = body.read(&mut part).await.map_err(body_error)?;
        if read == 0 {
            return Ok(None);
        }
        part.truncate(read);
        Ok(Some((Bytes::from(part), body)))
    }))
}

/// Runs the exchange of a request on the current tokio runtime; an error if there is none or it cannot do I/O.
async fn on_runtime<T>(
    exchange: impl Future<Output = Result<T, TransportError>>,
) -> Result<T, TransportError> {
    if Handle::try_current().is_err() {
        return Err(setup(
            "there is no tokio runtime; run inside one, or give the client a transport that needs none",
        ));
    }
    // If I/O or time is disabled, tokio panics instead of returning an error.
    match AssertUnwindSafe(exchange).catch_unwind().await {
        Ok(result) => result,
        Err(panic) if is_disabled_driver(&*panic) => Err(setup(
            "the tokio runtime has I/O or time disabled; build it with `enable_all`",
        )),
        Err(panic) => resume_unwind(panic),
    }
}

impl Transport for ReqwestTransport {
    fn send(&self, request: Request<Bytes>) -> TransportFuture<'_> {
        Box::pin(on_runtime(self.send_and_read(request)))
    }

    fn stream(&self, request: Request<Bytes>) -> StreamFuture<'_> {
        Box::pin(on_runtime(self.send_and_stream(request)))
    }
}

/// Uses the body limit of [`TransportOptions::default`].
impl From<reqwest::Client> for ReqwestTransport {
    fn from(client: reqwest::Client) -> Self {
        Self::with_client(client, TransportOptions::default().max_body_bytes)
    }
}

fn client_builder(options: &TransportOptions) -> Result<reqwest::ClientBuilder, TransportError> {
    let mut builder = reqwest::Client::builder()
        .timeout(options.timeout)
        .connect_timeout(options.connect_timeout)
        .read_timeout(options.read_timeout)
        .redirect(Policy::none())
        // Bodies are decoded by this module, whichever features of `reqwest` the program enables.
        .no_gzip()
        .no_brotli()
        .no_zstd()
        .no_deflate();
    match &options.proxy {
        Proxy::System => {}
        Proxy::None => builder = builder.no_proxy(),
        Proxy::Url(url) => {
            let proxy = reqwest::Proxy::all(url.expose())
                .map_err(|_| setup("the proxy is not a URL such as `http://proxy:3128`"))?;
            builder = builder.proxy(proxy);
        }
    }
    for pem in &options.root_certificates {
        let certificates = reqwest::Certificate::from_pem_bundle(pem)
            .map_err(|error| setup(format!("a root certificate is not PEM: {error}")))?;
        if certificates.is_empty() {
            return Err(setup(
                "a root certificate does not contain `BEGIN CERTIFICATE`",
            ));
        }
        builder = builder.tls_certs_merge(certificates);
    }
    if let Some(identity) = &options.identity {
        // The cause is dropped, because it might quote the key.
        let identity = reqwest::Identity::from_pem(identity.expose().as_bytes())
            .map_err(|_| setup("the identity is not a certificate and a private key in PEM"))?;
        builder = builder.identity(identity);
    }
    Ok(builder)
}
