//! Errors of a single field.

use apollo_compiler::resolvers::FieldError;
use serde::{Deserialize, Serialize};

/// An error of a single field, with the properties that both APIs use.
///
/// The executor passes on only a message, so a failure is encoded as JSON in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Failure {
    pub(crate) message: String,
    /// GitHub's `type` of the error.
    pub(crate) kind: Option<String>,
    /// The `extensions.code` of demarches-simplifiees.
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

    /// Decodes the failure in a message of the executor, which may have added text of its own. The executor's own errors
    /// become plain failures.
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
