//! A failed attempt to get a response.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::{Response, StatusCode};
use serde::Deserialize;
use serde::de::IgnoredAny;

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

    /// Whether the server may have executed a mutation although it throttled. It has not if it refused the whole request:
    /// with a status, or with errors that belong to no field and without values.
    pub(super) fn may_have_acted(&self) -> bool {
        let Some(response) = &self.response else {
            return !matches!(&self.kind, ErrorKind::Transport(error) if error.failure().is_unsent());
        };
        match response.status() {
            StatusCode::TOO_MANY_REQUESTS | StatusCode::FORBIDDEN => false,
            status if status.is_success() => has_executed(response.body()),
            _ => true,
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

/// Whether a field in a response has a value, or an error of its own, which comes from executing it; true if that cannot
/// be read. An error of a nested field can make all of the data null.
fn has_executed(body: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Fields {
        #[serde(default)]
        data: Option<BTreeMap<String, Option<IgnoredAny>>>,
        #[serde(default)]
        errors: Vec<Place>,
    }
    #[derive(Deserialize)]
    struct Place {
        #[serde(default)]
        path: Option<Vec<IgnoredAny>>,
    }
    let Ok(fields) = serde_json::from_slice::<Fields>(body) else {
        return true;
    };
    let has_value = fields
        .data
        .unwrap_or_default()
        .values()
        .any(Option::is_some);
    let has_path = |error: &Place| error.path.as_ref().is_some_and(|path| !path.is_empty());
    has_value || fields.errors.iter().any(has_path)
}
