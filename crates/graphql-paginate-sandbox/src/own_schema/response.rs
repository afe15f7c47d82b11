//! Responses in the form of the [GraphQL over HTTP](https://graphql.github.io/graphql-over-http/draft/) draft.

use apollo_compiler::parser::LineColumn;
use apollo_compiler::response::ResponseDataPathSegment;
use bytes::Bytes;
use http::{Response, StatusCode};
use serde::Serialize;

use crate::graphql::{ExecutionError, JsonMap, RequestError, json_response};

pub(super) fn executed((data, errors): (Option<JsonMap>, Vec<ExecutionError>)) -> Response<Bytes> {
    let errors = errors.into_iter().map(FieldError::from).collect();
    json_response(StatusCode::OK, &Executed { data, errors })
}

/// A response to a request that was not executed, which has no `data`.
pub(super) fn request_errors(errors: Vec<RequestError>) -> Response<Bytes> {
    json_response(StatusCode::OK, &Refused { errors })
}

pub(super) fn refusal(status: StatusCode, message: &str) -> Response<Bytes> {
    let errors = vec![RequestError::new(message)];
    json_response(status, &Refused { errors })
}

#[derive(Serialize)]
struct Executed {
    data: Option<JsonMap>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError>,
}

#[derive(Serialize)]
struct Refused {
    errors: Vec<RequestError>,
}

#[derive(Serialize)]
struct FieldError {
    message: String,
    path: Vec<ResponseDataPathSegment>,
    locations: Vec<LineColumn>,
}

impl From<ExecutionError> for FieldError {
    fn from(error: ExecutionError) -> Self {
        Self {
            message: error.failure.message,
            path: error.path,
            locations: error.locations,
        }
    }
}
