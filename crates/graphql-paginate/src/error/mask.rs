//! Masks the client's credentials in errors that quote a server.

use std::error::Error as _;

use serde_json::Value;

use super::{ErrorKind, GraphQLError, PathSegment, Problem};
use crate::secret::Secrets;
use crate::transport::TransportError;

impl ErrorKind {
    /// Masks credentials in every text that may come from a server.
    pub(crate) fn mask(&mut self, secrets: &Secrets) {
        match self {
            Self::Setup { problem }
            | Self::Checkpoint { problem }
            | Self::Variables { problem }
            | Self::MissingItems { problem } => secrets.mask_string(problem),
            Self::Transport(error) => mask_transport(error, secrets),
            Self::Status { found, .. } | Self::UnexpectedBody { found, .. } => {
                secrets.mask_string(found);
            }
            Self::Refused { problems, .. } => {
                for problem in problems {
                    mask_problem(problem, secrets);
                }
            }
            Self::GraphQL { errors } => {
                for error in errors {
                    error.mask(secrets);
                }
            }
            Self::Decode { path, problem } => {
                secrets.mask_string(path);
                secrets.mask_string(problem);
            }
            Self::Stalled { cursor } => secrets.mask_string(cursor),
            Self::RefusedLink { target, reason } => {
                secrets.mask_string(target);
                secrets.mask_string(reason);
            }
            _ => {}
        }
    }
}

impl GraphQLError {
    /// Masks credentials in every text of the error.
    pub(crate) fn mask(&mut self, secrets: &Secrets) {
        secrets.mask_string(&mut self.message);
        if let Some(type_) = &mut self.type_ {
            secrets.mask_string(type_);
        }
        for segment in &mut self.path {
            if let PathSegment::Key(key) = segment {
                secrets.mask_string(key);
            }
        }
        mask_map(&mut self.extensions, secrets);
    }
}

fn mask_problem(problem: &mut Problem, secrets: &Secrets) {
    for text in [
        &mut problem.property,
        &mut problem.code,
        &mut problem.message,
        &mut problem.suggestion,
    ] {
        secrets.mask_string(text);
    }
}

/// Replaces the chain of causes by its masked text if one of them contains a credential.
fn mask_transport(error: &mut TransportError, secrets: &Secrets) {
    let mut texts = Vec::new();
    let mut has_secret = false;
    let mut next = error.source();
    while let Some(cause) = next {
        let text = cause.to_string();
        let debug = format!("{cause:?}");
        has_secret |= secrets.mask(&text).is_some() || secrets.mask(&debug).is_some();
        texts.push(text);
        next = cause.source();
    }
    if has_secret {
        let mut text = texts.join(": ");
        secrets.mask_string(&mut text);
        error.set_source(text);
    }
}

fn mask_map(map: &mut serde_json::Map<String, Value>, secrets: &Secrets) {
    let has_secret = map.keys().any(|key| secrets.mask(key).is_some());
    if has_secret {
        for (mut key, value) in std::mem::take(map) {
            secrets.mask_string(&mut key);
            map.insert(key, value);
        }
    }
    for value in map.values_mut() {
        mask_value(value, secrets);
    }
}

fn mask_value(value: &mut Value, secrets: &Secrets) {
    match value {
        Value::String(text) => secrets.mask_string(text),
        Value::Array(values) => {
            for value in values {
                mask_value(value, secrets);
            }
        }
        Value::Object(map) => mask_map(map, secrets),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
