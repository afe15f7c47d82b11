//! What a request must be before GraphQL looks at it.

use bytes::Bytes;
use http::{Request as HttpRequest, Response, StatusCode, header};
use serde_json::from_slice;

use super::response;
use crate::Sandbox;
use crate::graphql::{JsonMap, JsonValue, Request};

/// An answer that ends a request early.
pub(super) type Refusal = Box<Response<Bytes>>;

/// # Errors
///
/// The answer that ends the request: 404 for another route, 401 or 403 without a good token, the controller's 400 and 500,
/// or GraphQL's own answer to a missing query.
pub(super) fn read(request: &HttpRequest<Bytes>) -> Result<Request, Refusal> {
    if request.method() != http::Method::POST
        || request.uri().path() != super::DemarchesSimplifiees::PATH
    {
        return Err(response::plain(StatusCode::NOT_FOUND).into());
    }
    let body: JsonValue =
        from_slice(request.body()).map_err(|error| response::bad_request(&error))?;
    let stored = body.get("queryId").and_then(JsonValue::as_str);
    match token(request) {
        _ if stored == Some("introspection") => {}
        Some(Sandbox::EXPIRED_TOKEN) => return Err(response::expired().into()),
        None | Some(Sandbox::UNKNOWN_TOKEN) => return Err(response::forbidden().into()),
        Some(_) => {}
    }
    let query = match stored {
        Some("introspection") => INTROSPECTION.to_owned(),
        Some(_) => return Err(response::crash().into()),
        None => match body.get("query").and_then(JsonValue::as_str) {
            Some(query) => query.to_owned(),
            None => return Err(response::no_query().into()),
        },
    };
    let operation_name = body
        .get("operationName")
        .and_then(JsonValue::as_str)
        .map(str::to_owned);
    Ok(Request {
        query,
        operation_name,
        variables: variables(body.get("variables"))?,
    })
}

/// The only stored query that needs no token.
const INTROSPECTION: &str = include_str!("introspection.graphql");

/// Rails takes `Bearer x`, `Bearer token=x`, `Token x` and `Token token=x`.
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
    (["bearer", "token"].contains(&scheme.to_lowercase().as_str()) && !token.is_empty())
        .then_some(token)
}

/// An object, the same as a JSON string, or nothing.
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
