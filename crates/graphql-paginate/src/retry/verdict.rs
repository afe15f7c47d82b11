//! What a failed attempt asks for.

use std::time::SystemTime;

use bytes::Bytes;
use http::Response;
use serde::de::IgnoredAny;

use super::Throttle;
use crate::error::ErrorKind;
use crate::graphql::is_too_costly;
use crate::transport::TransportFailure;

/// What to do about a failed attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It would fail again.
    Fail,
    /// It may pass.
    Again,
    /// It may pass when less is asked for.
    Smaller,
    /// The server wants to be left alone for a while.
    Throttled(Throttle),
}

pub(crate) fn judge(
    kind: &ErrorKind,
    response: Option<&Response<Bytes>>,
    now: SystemTime,
) -> Verdict {
    if let Some(throttle) = response.and_then(|response| Throttle::recognise(kind, response, now)) {
        return Verdict::Throttled(throttle);
    }
    match (kind, response) {
        (ErrorKind::Transport(error), _) => match error.retry_after() {
            Some(wait) => Verdict::Throttled(Throttle { wait: Some(wait) }),
            None => of_transport(error.failure()),
        },
        (ErrorKind::GraphQL { errors }, _) if errors.iter().any(is_too_costly) => Verdict::Smaller,
        (ErrorKind::UnexpectedBody { .. }, Some(response)) if breaks_off(response.body()) => {
            Verdict::Again
        }
        (_, Some(response)) => of_status(response.status().as_u16()),
        _ => Verdict::Fail,
    }
}

fn of_transport(failure: TransportFailure) -> Verdict {
    match failure {
        TransportFailure::Connect
        | TransportFailure::Interrupted
        | TransportFailure::TokenService => Verdict::Again,
        TransportFailure::Timeout | TransportFailure::TooLarge { .. } => Verdict::Smaller,
        TransportFailure::Setup
        | TransportFailure::Tls
        | TransportFailure::Credentials
        | TransportFailure::Other => Verdict::Fail,
    }
}

fn of_status(status: u16) -> Verdict {
    match status {
        // A gateway that waited too long for the answer.
        502 | 504 | 524 => Verdict::Smaller,
        408 | 425 | 500 | 503 | 520..=523 => Verdict::Again,
        _ => Verdict::Fail,
    }
}

/// Nothing, or the beginning of something. A whole answer of another kind comes from another server.
fn breaks_off(body: &[u8]) -> bool {
    serde_json::from_slice::<IgnoredAny>(body).is_err_and(|error| error.is_eof())
}
