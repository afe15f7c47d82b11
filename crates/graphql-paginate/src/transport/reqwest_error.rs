//! Classifies errors of `reqwest` and of body decoders.

use std::any::Any;
use std::error::Error;
use std::fmt;
use std::io;

use super::{TransportError, TransportFailure};

/// Classifies an error of a request or of reading its response.
pub(super) fn transport_error(error: reqwest::Error) -> TransportError {
    // Checked first: a connection that times out is both kinds of error, and did not reach the server.
    let failure = if error.is_connect() {
        if is_tls_refusal(&error) {
            TransportFailure::Tls
        } else {
            TransportFailure::Connect
        }
    } else if error.is_timeout() {
        TransportFailure::Timeout
    } else if error.is_body() || error.is_decode() || error.is_request() {
        TransportFailure::Interrupted
    } else {
        TransportFailure::Other
    };
    // The caller knows the URL, and its query string may contain a secret.
    TransportError::new(failure, Cause::of(&error.without_url()))
}

/// An error of the connection or of a decoder while the body was read.
pub(super) fn body_error(error: io::Error) -> TransportError {
    match error.downcast::<reqwest::Error>() {
        Ok(error) => transport_error(error),
        Err(error) => TransportError::new(TransportFailure::Interrupted, error),
    }
}

/// Whether one of the causes is an error of the TLS library, and not a broken connection.
fn is_tls_refusal(error: &(dyn Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if error.is::<rustls::Error>() {
            return true;
        }
        next = inner(error);
    }
    false
}

/// The cause of an error. If an I/O error wraps another error, that one is the cause; `source` would skip it.
fn inner<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    if let Some(io) = error.downcast_ref::<io::Error>()
        && let Some(inner) = io.get_ref()
    {
        return Some(inner);
    }
    error.source()
}

/// A chain of causes as text, including those that `source` would skip.
#[derive(Debug)]
struct Cause {
    text: String,
    cause: Option<Box<Cause>>,
}

impl Cause {
    fn of(error: &(dyn Error + 'static)) -> Self {
        Self {
            text: error.to_string(),
            cause: inner(error).map(|cause| Box::new(Self::of(cause))),
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl Error for Cause {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        let cause = self.cause.as_deref()?;
        Some(cause)
    }
}

/// Whether this is the panic of a tokio runtime that was built without I/O or time.
pub(super) fn is_disabled_driver(panic: &(dyn Any + Send)) -> bool {
    let text = match (panic.downcast_ref::<&str>(), panic.downcast_ref::<String>()) {
        (Some(text), _) => text,
        (_, Some(text)) => text.as_str(),
        _ => return false,
    };
    text.contains("Tokio 1.x context was found")
}

pub(super) fn setup(problem: impl Into<Box<dyn Error + Send + Sync>>) -> TransportError {
    TransportError::new(TransportFailure::Setup, problem)
}
