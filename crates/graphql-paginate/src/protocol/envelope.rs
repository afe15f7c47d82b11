//! Decodes the envelope of a GraphQL response: `{ "data": .., "errors": .. }`.
//!
//! A successful page is decoded in one pass over the body. Its UTF-8 encoding is validated once before, which is faster
//! than string by string. What the fast decoder cannot read, `serde_json` decodes. Only if that fails too is the body read
//! again: first for the server's errors, which may explain a null in a non-null field, then for the path of the invalid
//! value.

use std::sync::Arc;

use bytes::Bytes;
use graphql_client::GraphQLQuery;
use http::Response;
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::value::RawValue;

use crate::error::{Error, ErrorKind, GraphQLError, Misfit, describe, error_list};
use crate::json;
use crate::partial::Partial;
use crate::secret::Secrets;

/// A well-formed response.
#[derive(Debug, Deserialize)]
pub(crate) struct Envelope<D> {
    // A plain `default` would require `D: Default`.
    #[serde(default = "none")]
    pub(crate) data: Option<D>,
    #[serde(default, deserialize_with = "error_list")]
    errors: Option<Vec<GraphQLError>>,
    #[serde(default)]
    extensions: Option<Box<RawValue>>,
}

/// The data of a response, its extensions, and the errors that the policy accepts beside data.
pub(crate) struct Answer<D> {
    /// `None` if `data` is null.
    pub(crate) data: Option<D>,
    pub(crate) errors: Vec<GraphQLError>,
    /// As received: it may contain anything, of any size.
    pub(crate) extensions: Option<Box<RawValue>>,
}

/// The data of a response, and its errors if the policy keeps data with such errors.
pub(crate) fn read_partial<D: DeserializeOwned>(
    response: &Response<Bytes>,
    policy: &Partial,
) -> Result<(Option<D>, Vec<GraphQLError>), ErrorKind> {
    let Answer { data, errors, .. } = read_answer(response, policy)?;
    Ok((data, errors))
}

/// The complete response, with the errors that the policy accepts.
pub(crate) fn read_answer<D: DeserializeOwned>(
    response: &Response<Bytes>,
    policy: &Partial,
) -> Result<Answer<D>, ErrorKind> {
    let text = text(response)?;
    let envelope: Envelope<D> = match json::from_text(text) {
        Ok(envelope) => envelope,
        Err(error) => return Err(explain::<D>(response, text, &error)),
    };
    let answer = Answer {
        data: envelope.data,
        errors: masked(envelope.errors, response),
        extensions: envelope.extensions,
    };
    if answer.errors.is_empty() {
        check_without_errors(response, answer.data.is_some())?;
        return Ok(answer);
    }
    let is_kept = response.status().is_success() && policy.keeps(&answer.errors);
    if answer.data.is_some() && is_kept {
        Ok(answer)
    } else {
        Err(ErrorKind::GraphQL {
            errors: answer.errors,
        })
    }
}

/// The body as text; JSON is always [UTF-8](https://www.rfc-editor.org/rfc/rfc8259#section-8.1).
fn text(response: &Response<Bytes>) -> Result<&str, ErrorKind> {
    if let Ok(text) = std::str::from_utf8(response.body()) {
        // `serde` would accept a list as the fields in their order.
        let is_list = text.trim_start().starts_with('[');
        if !is_list {
            return Ok(text);
        }
    }
    if response.status().is_success() {
        Err(no_response(response))
    } else {
        Err(refused(response))
    }
}

/// Returns an error for a body without errors that is not a GraphQL response.
fn check_without_errors(response: &Response<Bytes>, has_data: bool) -> Result<(), ErrorKind> {
    if !response.status().is_success() {
        return Err(refused(response));
    }
    // Null data without errors is so rare that parsing the body again costs nothing.
    if !has_data && !has_data_key(response) {
        return Err(no_response(response));
    }
    Ok(())
}

impl Error {
    /// The data that the server sent beside GraphQL errors, decoded on demand.
    ///
    /// `None` if there was none, or if it does not match the types because a non-null field is null.
    pub fn partial_data<Q: GraphQLQuery>(&self) -> Option<Q::ResponseData> {
        let text = text(self.response()?).ok()?;
        let envelope: Envelope<Q::ResponseData> = serde_json::from_str(text).ok()?;
        envelope.data
    }

    /// The `extensions` of a GraphQL response, as received; `None` if there are none.
    pub fn extensions(&self) -> Option<Box<RawValue>> {
        let text = text(self.response()?).ok()?;
        let envelope: Envelope<IgnoredAny> = serde_json::from_str(text).ok()?;
        envelope.extensions
    }
}

/// The errors in a response, at most 100, even if the rest of it cannot be decoded.
pub(crate) fn errors(response: &Response<Bytes>) -> Vec<GraphQLError> {
    let Ok(text) = text(response) else {
        return Vec::new();
    };
    match serde_json::from_str::<Envelope<IgnoredAny>>(text) {
        Ok(envelope) => masked(envelope.errors, response),
        Err(_) => Vec::new(),
    }
}

/// Masks the client's credentials in errors.
fn masked(errors: Option<Vec<GraphQLError>>, response: &Response<Bytes>) -> Vec<GraphQLError> {
    let mut errors = errors.unwrap_or_default();
    if let Some(secrets) = response.extensions().get::<Arc<Secrets>>() {
        for error in &mut errors {
            error.mask(secrets);
        }
    }
    errors
}

/// The error for a body that cannot be decoded.
fn explain<D: DeserializeOwned>(
    response: &Response<Bytes>,
    text: &str,
    error: &serde_json::Error,
) -> ErrorKind {
    let errors = errors(response);
    if !errors.is_empty() {
        return ErrorKind::GraphQL { errors };
    }
    if !response.status().is_success() {
        return refused(response);
    }
    if !error.is_data() || !has_data_key(response) {
        return no_response(response);
    }
    let mut deserializer = serde_json::Deserializer::from_str(text);
    match Misfit::find::<Envelope<D>>(&mut deserializer) {
        Some(Misfit { path, problem }) if !path.is_empty() => ErrorKind::Decode { path, problem },
        _ => ErrorKind::Decode {
            path: "data".to_owned(),
            problem: error.to_string(),
        },
    }
}

fn refused(response: &Response<Bytes>) -> ErrorKind {
    ErrorKind::Status {
        status: response.status(),
        found: describe(response),
    }
}

fn no_response(response: &Response<Bytes>) -> ErrorKind {
    ErrorKind::UnexpectedBody {
        status: response.status(),
        found: describe(response),
    }
}

fn has_data_key(response: &Response<Bytes>) -> bool {
    #[derive(Deserialize)]
    struct Keys {
        #[allow(dead_code, reason = "only its presence is checked")]
        data: IgnoredAny,
    }
    // A field without a default accepts null, but must be present.
    serde_json::from_slice::<Keys>(response.body()).is_ok()
}

fn none<D>() -> Option<D> {
    None
}
