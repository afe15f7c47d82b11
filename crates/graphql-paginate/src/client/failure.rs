//! A failed attempt to get a response.

use bytes::Bytes;
use http::Response;

use super::limiter::Ticket;
use crate::error::{Error, ErrorKind};
use crate::retry::RetryBudget;

/// A failed attempt.
pub(crate) struct Failure {
    pub(crate) kind: ErrorKind,
    pub(crate) response: Option<Response<Bytes>>,
    pub(super) ticket: Option<Ticket>,
    /// Whether another attempt may succeed.
    pub(super) is_retryable: bool,
    pub(super) is_throttled: bool,
    /// Whether a rule says that the list ends here.
    pub(super) ends_list: bool,
}

impl Failure {
    pub(super) fn new(
        kind: ErrorKind,
        response: Option<Response<Bytes>>,
        ticket: Option<Ticket>,
    ) -> Self {
        Self {
            kind,
            response,
            ticket,
            is_retryable: false,
            is_throttled: false,
            ends_list: false,
        }
    }

    /// The error, as far as it is known here.
    pub(crate) fn into_error(self, retry_budget: &RetryBudget) -> Error {
        let error = Error::new(self.kind)
            .attempted(retry_budget.attempts())
            .retryable(self.is_retryable)
            .throttled(self.is_throttled)
            .ending(self.ends_list);
        match self.response {
            Some(response) => error.answered(response),
            None => error,
        }
    }
}

impl From<ErrorKind> for Failure {
    fn from(kind: ErrorKind) -> Self {
        Self::new(kind, None, None)
    }
}
