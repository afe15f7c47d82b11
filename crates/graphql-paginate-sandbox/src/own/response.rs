//! Responses in the form of the [GraphQL over HTTP](https://graphql.github.io/graphql-over-http/draft/) draft.

use apollo_compiler::parser::LineColumn;
use apollo_compiler::response::ResponseDataPathSegment;
use bytes::Bytes;
use http::{Response, StatusCode, header};
use serde::Serialize;

use crate::graphql::{ExecutionError, JsonMap, RequestError};

pub(super) fn executed((data, errors): (Option<JsonMap>, Vec<ExecutionError>)) -> Response<Bytes> {
    let errors = errors.into_iter().map(FieldError::from).collect();
    answer(StatusCode::OK, &Executed { data, errors })
}

/// A response to a request that was not executed, which has no `data`.
pub(super) fn request_errors(errors: Vec<RequestError>) -> Response<Bytes> {
    answer(StatusCode::OK, &Refused { errors })
}

pub(super) fn refusal(status: StatusCode, message: &str) -> Response<Bytes> {
    let errors = vec![RequestError::new(message)];
    answer(status, &Refused { errors })
}

fn answer(status: StatusCode, body: &impl Serialize) -> Response<Bytes> {
    let body = serde_json::to_vec(body).expect("names, numbers and JSON values serialize");
    Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, "application/json; charset=utf-8")
        .body(body.into())
        .expect("constant headers are valid")
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
