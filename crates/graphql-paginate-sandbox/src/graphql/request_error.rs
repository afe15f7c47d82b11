//! Errors that are found before execution, in the format of a response.

use apollo_compiler::parser::LineColumn;
use serde::Serialize;

use super::{JsonMap, JsonValue};

/// An error of the whole request. Empty properties are omitted, except locations that were searched for.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct RequestError {
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    locations: Option<Vec<LineColumn>>,
    /// The names of the operation, fragments and fields that lead to the error.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    path: Vec<String>,
    #[serde(skip_serializing_if = "JsonMap::is_empty")]
    extensions: JsonMap,
}

impl RequestError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            locations: None,
            path: vec![],
            extensions: JsonMap::new(),
        }
    }

    pub(super) fn at(self, location: Option<LineColumn>) -> Self {
        Self {
            locations: Some(location.into_iter().collect()),
            ..self
        }
    }

    pub(super) fn with_path(self, path: Vec<String>) -> Self {
        Self { path, ..self }
    }

    pub(super) fn with_extensions<const N: usize>(
        self,
        extensions: [(&'static str, JsonValue); N],
    ) -> Self {
        let extensions = extensions
            .into_iter()
            .map(|(name, value)| (name.into(), value))
            .collect();
        Self { extensions, ..self }
    }
}
