//! Helpers for unit tests of the REST servers: requests and responses without a network.

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use serde_json::Value;

/// A request with headers in the form `name: value`.
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

/// The status and the JSON body of a response; null if the body is not JSON.
pub(crate) fn read(response: &Response<Bytes>) -> (StatusCode, Value) {
    (
        response.status(),
        serde_json::from_slice(response.body()).unwrap_or_default(),
    )
}
