//! The part of OData v4 that is common to all services: query options over rows.
//!
//! See [OData Version 4.01, Part 1](https://docs.oasis-open.org/odata/odata/v4.01/odata-v4.01-part1-protocol.html).

mod filter;
mod options;
mod rows;
mod token;

pub(crate) use options::Options;
pub(crate) use rows::{Resource, project, select};

use bytes::Bytes;
use http::{Response, StatusCode};
use serde_json::json;

use crate::rest::reply;

/// An invalid request, which is answered with 400 and OData's error object.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Invalid(pub(crate) String);

impl Invalid {
    pub(crate) fn response(&self) -> Response<Bytes> {
        error(StatusCode::BAD_REQUEST, "InvalidQueryOption", &self.0)
    }
}

/// OData's error object with a code and a message.
pub(crate) fn error(status: StatusCode, code: &str, message: &str) -> Response<Bytes> {
    reply::json(
        status,
        &json!({ "error": { "code": code, "message": message } }),
    )
}
