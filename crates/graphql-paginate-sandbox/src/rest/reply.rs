//! The kinds of responses of REST servers.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use http::{Response, StatusCode};
use serde_json::Value;

pub(crate) fn json(status: StatusCode, body: &Value) -> Response<Bytes> {
    with_type(status, "application/json", body.to_string())
}

pub(crate) fn empty(status: StatusCode) -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = status;
    response
}

/// An HTML page, such as a web server in front of an API returns.
pub(crate) fn html(status: StatusCode, title: &str) -> Response<Bytes> {
    let page =
        format!("<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>");
    with_type(status, "text/html; charset=utf-8", page)
}

pub(crate) fn with_header(
    mut response: Response<Bytes>,
    name: &'static str,
    value: &str,
) -> Response<Bytes> {
    let value = HeaderValue::from_str(value).expect("headers of the sandbox are visible ASCII");
    response
        .headers_mut()
        .insert(HeaderName::from_static(name), value);
    response
}

fn with_type(status: StatusCode, content_type: &'static str, body: String) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}
