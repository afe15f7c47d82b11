//! Validates a request before its GraphQL document is read.

use bytes::Bytes;
use http::{Request as HttpRequest, Response, StatusCode, header};
use serde_json::from_slice;

use super::{PATH, response, stored_queries};
use crate::graphql::{JsonMap, JsonValue, Request};
use crate::tokens::{EXPIRED_TOKEN, UNKNOWN_TOKEN};

/// The response to a request that was refused.
pub(super) type Refusal = Box<Response<Bytes>>;

/// Validates a request. Also returns whether it has a token.
///
/// Stored queries need no token, and a request that names one needs no document.
///
/// # Errors
///
/// The response that refuses the request: 404 for another route, 401 or 403 without a valid token, the controller's 400, or
/// a GraphQL error if the query is missing.
pub(super) fn read(request: &HttpRequest<Bytes>) -> Result<(Request, bool), Refusal> {
    if request.method() != http::Method::POST || request.uri().path() != PATH {
        return Err(response::plain(StatusCode::NOT_FOUND).into());
    }
    let body: JsonValue =
        from_slice(request.body()).map_err(|error| response::bad_request(&error))?;
    let query_id = body.get("queryId").and_then(JsonValue::as_str);
    let has_token = match token(request) {
        Some(EXPIRED_TOKEN) => return Err(response::expired().into()),
        None | Some(UNKNOWN_TOKEN) => false,
        Some(_) => true,
    };
    if !has_token && query_id.is_none() {
        return Err(response::forbidden().into());
    }
    let query = match query_id {
        Some(id) => stored_queries::text(id).ok_or_else(|| response::unknown_query(id))?,
        None => match body.get("query").and_then(JsonValue::as_str) {
            Some(query) => query,
            None => return Err(response::no_query().into()),
        },
    };
    let query = query.to_owned();
    let operation_name = body
        .get("operationName")
        .and_then(JsonValue::as_str)
        .map(str::to_owned);
    let request = Request {
        query,
        operation_name,
        variables: variables(body.get("variables"))?,
    };
    Ok((request, has_token))
}

/// Scheme, host and port under which the client reaches the server.
pub(super) fn origin(request: &HttpRequest<Bytes>) -> String {
    let host = request.headers().get(header::HOST);
    let host = host.and_then(|host| host.to_str().ok());
    format!("http://{}", host.unwrap_or("localhost"))
}

/// The token of an `Authorization` header. Rails accepts `Bearer x`, `Bearer token=x`, `Token x` and `Token token=x`.
fn token(request: &HttpRequest<Bytes>) -> Option<&str> {
    let header = request
        .headers()
        .get(header::AUTHORIZATION)?
        .to_str()
        .ok()?;
    let (scheme, credentials) = header.trim().split_once(' ')?;
    let token = credentials
        .trim()
        .trim_start_matches("token=")
        .trim_matches('"');
    if token.is_empty() || !["bearer", "token"].contains(&scheme.to_lowercase().as_str()) {
        return None;
    }
    Some(token)
}

/// The variables: an object, a JSON string with one, or nothing.
fn variables(value: Option<&JsonValue>) -> Result<JsonMap, Refusal> {
    match value {
        None | Some(JsonValue::Null) => Ok(JsonMap::new()),
        Some(JsonValue::Object(variables)) => Ok(variables.clone()),
        Some(JsonValue::String(text)) if text.as_str().is_empty() => Ok(JsonMap::new()),
        Some(JsonValue::String(text)) => {
            let parsed: JsonValue = from_slice(text.as_str().as_bytes())
                .map_err(|error| response::graphql_parse_failed(&error))?;
            variables(Some(&parsed))
        }
        Some(other) => Err(response::unexpected_parameter(other).into()),
    }
}
