//! Responses whose body is JSON.

use bytes::Bytes;
use http::{Response, StatusCode, header};
use serde::Serialize;

/// A response with this body as JSON.
pub(crate) fn json_response(status: StatusCode, body: &impl Serialize) -> Response<Bytes> {
    let body = serde_json::to_vec(body).expect("names, numbers and JSON values serialize");
    Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, "application/json; charset=utf-8")
        .body(Bytes::from(body))
        .expect("constant headers are valid")
}
