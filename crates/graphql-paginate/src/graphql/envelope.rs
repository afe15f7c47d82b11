//! The envelope of a GraphQL response: `{ "data": .., "errors": .. }`.
//!
//! A good page is decoded in one pass straight from the body. Only when that fails is the body read again: for the
//! server's own errors, whose nulls may stand where the schema promises a value; then for the path of the value that
//! does not fit.

use bytes::Bytes;
use http::Response;
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};

use super::GraphQLError;
use crate::error::{ErrorKind, describe};

/// What a well-formed response holds.
#[derive(Debug, Deserialize)]
pub(crate) struct Envelope<D> {
    // Spelled out, since a derived default would ask for `D: Default`.
    #[serde(default = "none")]
    pub(crate) data: Option<D>,
    #[serde(default)]
    errors: Option<Vec<GraphQLError>>,
}

/// The data of a response without errors; `None` where `data` is null.
pub(crate) fn read<D: DeserializeOwned>(response: &Response<Bytes>) -> Result<Option<D>, ErrorKind> {
    let envelope = match serde_json::from_slice::<Envelope<D>>(response.body()) {
        Ok(envelope) => envelope,
        Err(error) => return Err(explain::<D>(response, &error)),
    };
    match envelope.errors {
        Some(errors) if !errors.is_empty() => Err(ErrorKind::GraphQL { errors }),
        _ if !response.status().is_success() => Err(refused(response)),
        // The rarest of successes, so a second look at the body costs nothing.
        _ if envelope.data.is_none() && !has_data_key(response.body()) => Err(no_response(response)),
        _ => Ok(envelope.data),
    }
}

/// The data beside errors, where it fits the types all the same.
pub(crate) fn partial_data<D: DeserializeOwned>(response: &Response<Bytes>) -> Option<D> {
    serde_json::from_slice::<Envelope<D>>(response.body()).ok()?.data
}

/// Why a body does not decode.
fn explain<D: DeserializeOwned>(response: &Response<Bytes>, error: &serde_json::Error) -> ErrorKind {
    if let Ok(Envelope { errors: Some(errors), .. }) =
        serde_json::from_slice::<Envelope<IgnoredAny>>(response.body())
        && !errors.is_empty()
    {
        return ErrorKind::GraphQL { errors };
    }
    if !response.status().is_success() {
        return refused(response);
    }
    if !error.is_data() || !has_data_key(response.body()) {
        return no_response(response);
    }
    let mut deserializer = serde_json::Deserializer::from_slice(response.body());
    match serde_path_to_error::deserialize::<_, Envelope<D>>(&mut deserializer) {
        Err(error) => {
            ErrorKind::Decode { path: error.path().to_string(), problem: error.inner().to_string() }
        }
        Ok(_) => ErrorKind::Decode { path: "data".to_owned(), problem: error.to_string() },
    }
}

fn refused(response: &Response<Bytes>) -> ErrorKind {
    ErrorKind::Status { status: response.status(), found: describe(response) }
}

fn no_response(response: &Response<Bytes>) -> ErrorKind {
    ErrorKind::UnexpectedBody { status: response.status(), found: describe(response) }
}

fn has_data_key(body: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Keys {
        #[allow(dead_code, reason = "only whether it is there counts")]
        data: serde_json::Value,
    }
    // A required `Value` takes null but not absence.
    serde_json::from_slice::<Keys>(body).is_ok()
}

fn none<D>() -> Option<D> {
    None
}
