//! The envelope of a GraphQL response: `{ "data": .., "errors": .. }`.
//!
//! A good page is decoded in one pass straight from the body, whose encoding is checked in one go before: that is
//! quicker than string by string. Only when decoding fails is the body read again: for the server's own errors, whose
//! nulls may stand where the schema promises a value; then for the path of the value that does not fit.

use std::sync::Arc;

use bytes::Bytes;
use http::Response;
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::value::RawValue;

use super::{GraphQLError, bounded};
use crate::error::{ErrorKind, Misfit, describe};
use crate::partial::Partial;
use crate::secret::Secrets;

/// What a well-formed response holds.
#[derive(Debug, Deserialize)]
pub(crate) struct Envelope<D> {
    // Spelled out, since a derived default would ask for `D: Default`.
    #[serde(default = "none")]
    pub(crate) data: Option<D>,
    #[serde(default, deserialize_with = "bounded::errors")]
    errors: Option<Vec<GraphQLError>>,
    #[serde(default)]
    extensions: Option<Box<RawValue>>,
}

/// What a response holds, with those errors that the policy lets pass.
pub(crate) struct Answer<D> {
    /// `None` where data is null.
    pub(crate) data: Option<D>,
    pub(crate) errors: Vec<GraphQLError>,
    /// As received: it may hold anything, of any size.
    pub(crate) extensions: Option<Box<RawValue>>,
}

/// The data of a response, with those errors that the policy lets pass.
pub(crate) fn read_partial<D: DeserializeOwned>(
    response: &Response<Bytes>,
    policy: &Partial,
) -> Result<(Option<D>, Vec<GraphQLError>), ErrorKind> {
    let Answer { data, errors, .. } = read_answer(response, policy)?;
    Ok((data, errors))
}

/// All of a response, with those errors that the policy lets pass.
pub(crate) fn read_answer<D: DeserializeOwned>(
    response: &Response<Bytes>,
    policy: &Partial,
) -> Result<Answer<D>, ErrorKind> {
    let text = text(response)?;
    let envelope = match serde_json::from_str::<Envelope<D>>(text) {
        Ok(envelope) => envelope,
        Err(error) => return Err(explain::<D>(response, text, &error)),
    };
    let answer = Answer {
        data: envelope.data,
        errors: masked(envelope.errors, response),
        extensions: envelope.extensions,
    };
    if answer.errors.is_empty() {
        sound(response, answer.data.is_some())?;
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
    // A list would be read as the fields in their order.
    let text = std::str::from_utf8(response.body())
        .ok()
        .filter(|text| !text.trim_start().starts_with('['));
    text.ok_or_else(|| match response.status().is_success() {
        true => no_response(response),
        false => refused(response),
    })
}

/// Whether an answer without errors is one.
fn sound(response: &Response<Bytes>, has_data: bool) -> Result<(), ErrorKind> {
    if !response.status().is_success() {
        return Err(refused(response));
    }
    // The rarest of successes, so a second look at the body costs nothing.
    if !has_data && !has_data_key(response) {
        return Err(no_response(response));
    }
    Ok(())
}

/// The data beside errors, where it fits the types all the same.
pub(crate) fn partial_data<D: DeserializeOwned>(response: &Response<Bytes>) -> Option<D> {
    serde_json::from_str::<Envelope<D>>(text(response).ok()?)
        .ok()?
        .data
}

/// The extensions of a response, as received.
pub(crate) fn extensions(response: &Response<Bytes>) -> Option<Box<RawValue>> {
    serde_json::from_str::<Envelope<IgnoredAny>>(text(response).ok()?)
        .ok()?
        .extensions
}

/// The errors in a response, whatever else it holds; at most 100.
pub(crate) fn errors(response: &Response<Bytes>) -> Vec<GraphQLError> {
    let Ok(text) = text(response) else {
        return Vec::new();
    };
    match serde_json::from_str::<Envelope<IgnoredAny>>(text) {
        Ok(envelope) => masked(envelope.errors, response),
        Err(_) => Vec::new(),
    }
}

/// The errors without the client's own credentials.
fn masked(errors: Option<Vec<GraphQLError>>, response: &Response<Bytes>) -> Vec<GraphQLError> {
    let mut errors = errors.unwrap_or_default();
    if let Some(secrets) = response.extensions().get::<Arc<Secrets>>() {
        for error in &mut errors {
            error.mask(secrets);
        }
    }
    errors
}

/// Why a body does not decode.
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
        #[allow(dead_code, reason = "only whether it is there counts")]
        data: IgnoredAny,
    }
    // A required value of any kind takes null but not absence.
    serde_json::from_slice::<Keys>(response.body()).is_ok()
}

fn none<D>() -> Option<D> {
    None
}
