//! Validates a request before its GraphQL document is read.

use bytes::Bytes;
use http::{HeaderName, Method, Request as HttpRequest, Response, header};
use serde_json::from_slice;

use super::{GitHub, response};
use crate::graphql::{JsonValue, Request};
use crate::tokens::{EXPIRED_TOKEN, UNKNOWN_TOKEN};

/// The response to a request that was refused.
pub(super) type Refusal = Box<Response<Bytes>>;

/// # Errors
///
/// The response that refuses the request: 403 without a user agent, 401 without a valid token, 404 for another route, 400
/// if the body is not JSON, and a GraphQL error if it has no query.
pub(super) fn read(request: &HttpRequest<Bytes>) -> Result<Request, Refusal> {
    if header_text(request, header::USER_AGENT).is_none_or(str::is_empty) {
        return Err(response::no_user_agent().into());
    }
    let Some(authorization) = header_text(request, header::AUTHORIZATION) else {
        return Err(
            response::unauthorized("This endpoint requires you to be authenticated.").into(),
        );
    };
    if !is_good(authorization) {
        return Err(response::unauthorized("Bad credentials").into());
    }
    if request.method() != Method::POST || request.uri().path() != GitHub::PATH {
        return Err(response::not_found().into());
    }
    let body: JsonValue = from_slice(request.body()).map_err(|_| response::not_json())?;
    Request::in_body(&body).ok_or_else(|| response::no_query().into())
}

fn header_text(request: &HttpRequest<Bytes>, name: HeaderName) -> Option<&str> {
    request.headers().get(name)?.to_str().ok()
}

fn is_good(authorization: &str) -> bool {
    let Some((scheme, token)) = authorization.trim().split_once(' ') else {
        return false;
    };
    let bad = ["", UNKNOWN_TOKEN, EXPIRED_TOKEN];
    ["bearer", "token"].contains(&scheme.to_lowercase().as_str()) && !bad.contains(&token.trim())
}
