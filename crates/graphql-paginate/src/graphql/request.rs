//! The request for an operation.

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{Method, Request, Uri};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::error::ErrorKind;

const JSON: &str = "application/json";

/// A `POST` with the operation and its variables as JSON.
///
/// See [GraphQL over HTTP](https://graphql.github.io/graphql-over-http/draft/#sec-POST).
pub(crate) fn request(endpoint: &Uri, body: &impl Serialize) -> Result<Request<Bytes>, ErrorKind> {
    let json = serde_json::to_vec(body).map_err(|error| ErrorKind::Variables {
        problem: error.to_string(),
    })?;
    let request = Request::builder()
        .method(Method::POST)
        .uri(endpoint)
        .header(CONTENT_TYPE, JSON)
        .header(ACCEPT, JSON)
        .extension(OperationBody)
        .body(Bytes::from(json));
    Ok(request.expect("parts that are valid by themselves make a valid request"))
}

/// Marks a request whose body is an operation.
#[derive(Debug, Clone, Copy)]
pub(super) struct OperationBody;

/// The body of a request whose document is put together by us; `graphql_client`'s knows documents of the program only.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Body<'s> {
    pub(crate) variables: Map<String, Value>,
    pub(crate) query: &'s str,
    pub(crate) operation_name: &'s str,
}

/// Variables by their names.
pub(crate) fn variables(variables: &impl Serialize) -> Result<Map<String, Value>, ErrorKind> {
    let problem = |problem: String| ErrorKind::Variables { problem };
    match serde_json::to_value(variables).map_err(|error| problem(error.to_string()))? {
        Value::Object(variables) => Ok(variables),
        other => Err(problem(format!("they are no object: {other}"))),
    }
}

/// Whether a document changes something on the server. Generous: a word too many costs a retry, one too few a double
/// mutation.
pub(crate) fn has_mutation(document: &str) -> bool {
    document.contains("mutation")
}
