//! The three formats of responses: errors of the controller, errors of the request, and results of execution.

use std::fmt::Display;

use apollo_compiler::parser::LineColumn;
use apollo_compiler::response::ResponseDataPathSegment;
use bytes::Bytes;
use http::{Response, StatusCode};
use serde::Serialize;

use crate::graphql::{ExecutionError, JsonMap, JsonValue, RequestError, json_response};

/// The code of failures that crash the API and replace the whole response.
pub(super) const CRASH: &str = "internal_server_error";

/// A response with `errors` first, which is omitted if empty, and data.
pub(super) fn executed((data, errors): (Option<JsonMap>, Vec<ExecutionError>)) -> Response<Bytes> {
    if errors
        .iter()
        .any(|error| error.failure.code.as_deref() == Some(CRASH))
    {
        return crash();
    }
    let errors = errors.into_iter().map(FieldError::from).collect();
    json_response(StatusCode::OK, &Executed { errors, data })
}

/// A response to a request that was not executed, which has no `data`.
pub(super) fn request_errors(errors: Vec<RequestError>) -> Response<Bytes> {
    json_response(StatusCode::OK, &Refused { errors })
}

pub(super) fn no_query() -> Response<Bytes> {
    request_errors(vec![RequestError::new("No query string was present")])
}

pub(super) fn forbidden() -> Response<Bytes> {
    let message = "Without a token, only persisted queries are allowed";
    controller_error(StatusCode::FORBIDDEN, "forbidden", message)
}

pub(super) fn expired() -> Response<Bytes> {
    controller_error(StatusCode::UNAUTHORIZED, "unauthorized", "Token expired")
}

pub(super) fn bad_request(error: &dyn Display) -> Response<Bytes> {
    controller_error(StatusCode::BAD_REQUEST, "bad_request", &error.to_string())
}

pub(super) fn unknown_query(id: &str) -> Response<Bytes> {
    bad_request(&format!("No query with id {id:?}"))
}

pub(super) fn graphql_parse_failed(error: &dyn Display) -> Response<Bytes> {
    controller_error(
        StatusCode::BAD_REQUEST,
        "graphql_parse_failed",
        &error.to_string(),
    )
}

pub(super) fn unexpected_parameter(value: &JsonValue) -> Response<Bytes> {
    controller_error(
        StatusCode::BAD_REQUEST,
        "bad_request",
        &format!("Unexpected parameter: {value}"),
    )
}

/// The response of the production server to an unhandled exception.
pub(super) fn crash() -> Response<Bytes> {
    let exception_id = Some("5a1d0c0e-7b0e-4c58-9d0c-3f6f0f6f2b11");
    let extensions = Extensions {
        code: CRASH.into(),
        exception_id,
    };
    let error = ControllerError {
        message: "Internal Server Error",
        extensions,
    };
    json_response(
        StatusCode::INTERNAL_SERVER_ERROR,
        &Controller {
            errors: [error],
            data: (),
        },
    )
}

/// A response without a body.
pub(super) fn plain(status: StatusCode) -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = status;
    response
}

fn controller_error(status: StatusCode, code: &str, message: &str) -> Response<Bytes> {
    let extensions = Extensions {
        code: code.into(),
        exception_id: None,
    };
    json_response(
        status,
        &Controller {
            errors: [ControllerError {
                message,
                extensions,
            }],
            data: (),
        },
    )
}

#[derive(Serialize)]
struct Executed {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError>,
    data: Option<JsonMap>,
}

#[derive(Serialize)]
struct FieldError {
    message: String,
    locations: Vec<LineColumn>,
    path: Vec<ResponseDataPathSegment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    extensions: Option<Extensions>,
}

#[derive(Serialize)]
struct Refused {
    errors: Vec<RequestError>,
}

#[derive(Serialize)]
struct Controller<'a> {
    errors: [ControllerError<'a>; 1],
    /// Serialized as null.
    data: (),
}

#[derive(Serialize)]
struct ControllerError<'a> {
    message: &'a str,
    extensions: Extensions,
}

#[derive(Serialize)]
struct Extensions {
    code: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    exception_id: Option<&'static str>,
}

impl From<ExecutionError> for FieldError {
    fn from(
        ExecutionError {
            failure,
            path,
            locations,
        }: ExecutionError,
    ) -> Self {
        let extensions = failure.code.map(|code| Extensions {
            code,
            exception_id: None,
        });
        Self {
            message: failure.message,
            locations,
            path,
            extensions,
        }
    }
}
