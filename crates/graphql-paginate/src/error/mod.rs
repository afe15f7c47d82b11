//! The error type of this crate.

mod display;
mod graphql_error;
mod kind;
mod mask;
mod misfit;
mod problem;

use std::error;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderMap, Response, StatusCode};

use crate::checkpoint::Checkpoint;
use crate::secret::Secrets;
pub(crate) use crate::text::describe;
use crate::text::excerpt;
use crate::transport::{TransportError, TransportFailure};

pub(crate) use self::graphql_error::error_list;
pub use self::graphql_error::{GraphQLError, Location, PathSegment};
pub use self::kind::ErrorKind;
pub(crate) use self::misfit::Misfit;
pub use self::problem::Problem;

/// An error of a client or a walk: the operation, the page, what went wrong, and the server's response.
///
/// `Display` is one line that ends with how to fix the problem. Match on [`kind`](Error::kind).
/// [`source`](error::Error::source) is the cause if it comes from another library. Text from servers is shortened and has
/// no control characters, and the client's credentials are masked if a server repeats them.
pub struct Error {
    // Boxed to keep `Result`s small.
    inner: Box<Inner>,
}

/// The number of bytes of a body that are searched for credentials before an excerpt is cut.
const EXCERPTED: usize = 16 * 1024;

struct Inner {
    kind: ErrorKind,
    operation: Option<String>,
    nested: Option<String>,
    page: Option<u64>,
    cursor: Option<String>,
    attempts: u32,
    is_retryable: bool,
    is_throttled: bool,
    ends_list: bool,
    /// The page that was requested to check the number of the first page, and the assumed number.
    checked_start: Option<(u64, u64)>,
    checkpoint: Option<Checkpoint>,
    response: Option<Response<Bytes>>,
}

impl Error {
    /// What went wrong.
    pub fn kind(&self) -> &ErrorKind {
        &self.inner.kind
    }

    /// What went wrong, owned.
    pub fn into_kind(self) -> ErrorKind {
        self.inner.kind
    }

    /// The operation's name; `None` if the client could not be built.
    pub fn operation(&self) -> Option<&str> {
        self.inner.operation.as_deref()
    }

    /// The nested connection that was being completed, and the ids of its parents, such as "`reviews` of `PR_kwDO12`".
    /// `None` if the page itself failed.
    pub fn nested(&self) -> Option<&str> {
        self.inner.nested.as_deref()
    }

    /// The number of the page in its walk, counted from 1; `None` outside walks.
    pub fn page(&self) -> Option<u64> {
        self.inner.page
    }

    /// The cursor of the page that failed; a walk that starts there misses nothing. `None` on the first page and outside
    /// walks.
    pub fn cursor(&self) -> Option<&str> {
        self.inner.cursor.as_deref()
    }

    /// The position of the stream when it failed, after the last item that it yielded. `None` outside streams, and for an
    /// unordered walk from both ends.
    pub fn checkpoint(&self) -> Option<&Checkpoint> {
        self.inner.checkpoint.as_ref()
    }

    /// The number of requests that were sent for the failed page or operation; 0 if none was sent.
    pub fn attempts(&self) -> u32 {
        self.inner.attempts
    }

    /// Whether the API throttles, so that the same request succeeds after a wait.
    pub fn is_throttled(&self) -> bool {
        match &self.inner.kind {
            ErrorKind::Throttled { .. } => true,
            _ => self.inner.is_throttled || self.status() == Some(StatusCode::TOO_MANY_REQUESTS),
        }
    }

    /// Whether the same request may succeed later: throttling, timeouts, broken connections, servers that are down. `false`
    /// for a mutation that may have taken effect.
    ///
    /// The client has already retried such a request as often as its [`RetryPolicy`](crate::RetryPolicy) allows.
    pub fn is_retryable(&self) -> bool {
        match &self.inner.kind {
            ErrorKind::Throttled { .. } => true,
            _ => self.inner.is_retryable || self.status() == Some(StatusCode::TOO_MANY_REQUESTS),
        }
    }

    /// When a throttling API accepts requests again; `None` if it did not say.
    pub fn retry_at(&self) -> Option<SystemTime> {
        match self.inner.kind {
            ErrorKind::Throttled { until, .. } => Some(until),
            _ => None,
        }
    }

    /// The time from now until the API accepts requests again, by the system clock; `None` if it did not say.
    pub fn retry_after(&self) -> Option<Duration> {
        match &self.inner.kind {
            ErrorKind::Throttled { until, .. } => {
                Some(until.duration_since(SystemTime::now()).unwrap_or_default())
            }
            ErrorKind::Transport(error) => error.retry_after(),
            _ => None,
        }
    }

    /// The HTTP status of the response; `None` if there was no response.
    pub fn status(&self) -> Option<StatusCode> {
        self.inner.response.as_ref().map(Response::status)
    }

    /// The headers of the answer; `None` if there was no answer. Those that contain a cookie or one of the client's
    /// credentials are marked as sensitive.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.inner.response.as_ref().map(Response::headers)
    }

    /// Whether the server refuses the credentials, so that only other ones help: status 401, a GraphQL error about the
    /// whole request with such a code, or a token service that issues no token.
    pub fn is_unauthorized(&self) -> bool {
        if let ErrorKind::Transport(error) = self.kind() {
            return error.failure() == TransportFailure::Credentials;
        }
        if self.status() == Some(StatusCode::UNAUTHORIZED) {
            return true;
        }
        self.graphql_errors().iter().any(GraphQLError::is_of_token)
    }

    /// The server's id of the request, to quote to its support: `x-github-request-id` or `x-request-id`. `None` if the
    /// header is missing or contains a credential.
    pub fn request_id(&self) -> Option<&str> {
        let response = self.inner.response.as_ref()?;
        for name in ["x-github-request-id", "x-request-id"] {
            if let Some(value) = response.headers().get(name)
                && let Ok(id) = value.to_str()
            {
                let has_secret = match response.extensions().get::<Arc<Secrets>>() {
                    Some(secrets) => secrets.mask(id).is_some(),
                    None => false,
                };
                return if has_secret { None } else { Some(id) };
            }
        }
        None
    }

    /// The beginning of the response body, at most 300 characters on one line; `None` if there was no response.
    pub fn body_excerpt(&self) -> Option<String> {
        let response = self.inner.response.as_ref()?;
        let Some(secrets) = response.extensions().get::<Arc<Secrets>>() else {
            return Some(excerpt(response.body()));
        };
        // Masked before it is cut, because half a credential would not be recognized.
        let head = &response.body()[..response.body().len().min(EXCERPTED)];
        match secrets.mask(&String::from_utf8_lossy(head)) {
            Some(masked) => Some(excerpt(masked.as_bytes())),
            None => Some(excerpt(head)),
        }
    }

    /// The GraphQL errors in the response; empty for other kinds of errors.
    pub fn graphql_errors(&self) -> &[GraphQLError] {
        match &self.inner.kind {
            ErrorKind::GraphQL { errors } => errors,
            _ => &[],
        }
    }

    /// The server's response; `None` if there was none.
    pub(crate) fn response(&self) -> Option<&Response<Bytes>> {
        self.inner.response.as_ref()
    }

    pub(crate) fn new(kind: ErrorKind) -> Self {
        Self {
            inner: Box::new(Inner {
                kind,
                operation: None,
                nested: None,
                page: None,
                cursor: None,
                attempts: 0,
                is_retryable: false,
                is_throttled: false,
                ends_list: false,
                checked_start: None,
                checkpoint: None,
                response: None,
            }),
        }
    }

    pub(crate) fn in_operation(mut self, name: &str) -> Self {
        self.inner.operation = Some(name.to_owned());
        self
    }

    pub(crate) fn completing(mut self, nested: String) -> Self {
        self.inner.nested = Some(nested);
        self
    }

    pub(crate) fn at(mut self, page: u64, cursor: Option<String>) -> Self {
        self.inner.page = Some(page);
        self.inner.cursor = cursor;
        self
    }

    pub(crate) fn attempted(mut self, attempts: u32) -> Self {
        self.inner.attempts = attempts;
        self
    }

    pub(crate) fn throttled(mut self, is_throttled: bool) -> Self {
        self.inner.is_throttled = is_throttled;
        self
    }

    pub(crate) fn retryable(mut self, is_retryable: bool) -> Self {
        self.inner.is_retryable = is_retryable;
        self
    }

    /// Whether a rule says that this response, after the last page, means the end of the list.
    pub(crate) fn ends_list(&self) -> bool {
        self.inner.ends_list
    }

    pub(crate) fn ending(mut self, ends_list: bool) -> Self {
        self.inner.ends_list = ends_list;
        self
    }

    /// Says that the request was sent to check the number of the first page, and how to avoid it.
    pub(crate) fn checking_first_page(mut self, number: u64, assumed: u64) -> Self {
        self.inner.checked_start = Some((number, assumed));
        self
    }

    pub(crate) fn resumable(mut self, checkpoint: Checkpoint) -> Self {
        self.inner.checkpoint = Some(checkpoint);
        self
    }

    pub(crate) fn not_resumable(mut self) -> Self {
        self.inner.checkpoint = None;
        self
    }

    pub(crate) fn answered(mut self, response: Response<Bytes>) -> Self {
        self.inner.response = Some(response);
        self
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Self::new(kind)
    }
}

impl From<TransportError> for ErrorKind {
    fn from(error: TransportError) -> Self {
        Self::Transport(error)
    }
}

impl error::Error for Error {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        // The text of the kind is part of `Display` already.
        error::Error::source(&self.inner.kind)
    }
}
