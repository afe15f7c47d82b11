//! Responses: data with errors, errors only, and the REST-like bodies of refusals.

use apollo_compiler::parser::LineColumn;
use apollo_compiler::response::ResponseDataPathSegment;
use bytes::Bytes;
use http::{Response, StatusCode, header};
use serde::Serialize;

use crate::graphql::{ExecutionError, JsonMap, RequestError, json_response};

/// A response with `data` first. `errors` is omitted if empty, and each error has GitHub's `type`.
pub(super) fn executed((data, errors): (Option<JsonMap>, Vec<ExecutionError>)) -> Response<Bytes> {
    let errors = errors.into_iter().map(FieldError::from).collect();
    json_response(StatusCode::OK, &Executed { data, errors })
}

/// A response to a request that was not executed, which has no `data`.
pub(super) fn request_errors(errors: Vec<RequestError>) -> Response<Bytes> {
    json_response(StatusCode::OK, &Refused { errors })
}

pub(super) fn no_query() -> Response<Bytes> {
    let message = "A query attribute must be specified and must be a string.";
    request_errors(vec![RequestError::new(message)])
}

pub(super) fn node_limit(nodes: u64) -> Response<Bytes> {
    let (nodes, limit) = (grouped(nodes), grouped(super::cost::MAX_NODES));
    let message = format!(
        "This query requests up to {nodes} possible nodes which exceeds the maximum limit of {limit}."
    );
    let error = Typed {
        r#type: "MAX_NODE_LIMIT_EXCEEDED",
        message,
    };
    json_response(
        StatusCode::OK,
        &Refused {
            errors: vec![error],
        },
    )
}

pub(super) fn unauthorized(message: &str) -> Response<Bytes> {
    refusal(StatusCode::UNAUTHORIZED, message)
}

pub(super) fn not_found() -> Response<Bytes> {
    refusal(StatusCode::NOT_FOUND, "Not Found")
}

pub(super) fn not_json() -> Response<Bytes> {
    refusal(StatusCode::BAD_REQUEST, "Problems parsing JSON")
}

/// A refusal in front of the API, whose body is not JSON.
pub(super) fn no_user_agent() -> Response<Bytes> {
    let body = "Request forbidden by administrative rules. \
                Please make sure your request has a User-Agent header.\n";
    Response::builder()
        .status(StatusCode::FORBIDDEN)
        .header(header::CONTENT_TYPE, "text/html")
        .body(Bytes::from(body))
        .expect("constant headers are valid")
}

fn refusal(status: StatusCode, message: &str) -> Response<Bytes> {
    let documentation_url = "https://docs.github.com/graphql";
    json_response(
        status,
        &Refusal {
            message,
            documentation_url,
            status: status.as_str(),
        },
    )
}

/// Formats `1234567` as `1,234,567`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(|group| std::str::from_utf8(group).expect("digits are ASCII"))
        .collect();
    groups.join(",")
}

#[derive(Serialize)]
struct Executed {
    data: Option<JsonMap>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError>,
}

#[derive(Serialize)]
struct FieldError {
    #[serde(skip_serializing_if = "Option::is_none")]
    r#type: Option<String>,
    path: Vec<ResponseDataPathSegment>,
    locations: Vec<LineColumn>,
    message: String,
}

#[derive(Serialize)]
struct Refused<E> {
    errors: Vec<E>,
}

#[derive(Serialize)]
struct Typed {
    r#type: &'static str,
    message: String,
}

#[derive(Serialize)]
struct Refusal<'a> {
    message: &'a str,
    documentation_url: &'a str,
    status: &'a str,
}

impl From<ExecutionError> for FieldError {
    fn from(
        ExecutionError {
            failure,
            path,
            locations,
        }: ExecutionError,
    ) -> Self {
        Self {
            r#type: failure.kind,
            path,
            locations,
            message: failure.message,
        }
    }
}
