//! Requests for the tests of these servers, which are asked without a network between.

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use serde_json::Value;

/// A request with headers written `name: value`.
pub(crate) fn request(
    method: Method,
    target: &str,
    headers: &[&str],
    body: &str,
) -> Request<Bytes> {
    let mut request = Request::builder()
        .method(method)
        .uri(target)
        .header("host", "127.0.0.1:1");
    for header in headers {
        let (name, value) = header
            .split_once(": ")
            .expect("a header is written `name: value`");
        request = request.header(name, value);
    }
    request
        .body(Bytes::from(body.to_owned()))
        .expect("a valid request")
}

pub(crate) fn get(target: &str, headers: &[&str]) -> Request<Bytes> {
    request(Method::GET, target, headers, "")
}

/// The status and the JSON of a response; null for a body that is none.
pub(crate) fn read(response: &Response<Bytes>) -> (StatusCode, Value) {
    (
        response.status(),
        serde_json::from_slice(response.body()).unwrap_or_default(),
    )
}
