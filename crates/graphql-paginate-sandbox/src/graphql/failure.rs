//! An error of one field.

use apollo_compiler::resolvers::FieldError;
use serde::{Deserialize, Serialize};

/// An error of one field, in the vocabulary of both APIs.
///
/// Execution knows messages alone, so a failure crosses it as JSON inside the message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Failure {
    pub(crate) message: String,
    /// GitHub's `type`, at the top level of the error.
    pub(crate) kind: Option<String>,
    /// demarches-simplifiees' `extensions.code`.
    pub(crate) code: Option<String>,
}

impl Failure {
    pub(crate) fn plain(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            kind: None,
            code: None,
        }
    }

    pub(crate) fn with_kind(kind: &str, message: impl Into<String>) -> Self {
        Self {
            kind: Some(kind.into()),
            ..Self::plain(message)
        }
    }

    pub(crate) fn with_code(code: &str, message: impl Into<String>) -> Self {
        Self {
            code: Some(code.into()),
            ..Self::plain(message)
        }
    }

    /// The failure inside an executor's message, which the executor may have surrounded with words of its own;
    /// the executor's own errors become plain failures.
    pub(crate) fn from_execution(message: &str) -> Self {
        let inside = || message.get(message.find('{')?..=message.rfind('}')?);
        inside()
            .and_then(|inside| serde_json::from_str(inside).ok())
            .unwrap_or_else(|| Self::plain(message))
    }

    pub(super) fn for_execution(&self) -> String {
        serde_json::to_string(self).expect("strings serialize")
    }
}

impl From<Failure> for FieldError {
    fn from(failure: Failure) -> Self {
        Self {
            message: failure.for_execution(),
        }
    }
}
