//! Builds the HTTP request for an operation.

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{Method, Request, Uri};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::error::ErrorKind;

const JSON: &str = "application/json";

/// A `POST` request with the operation and its variables as JSON.
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

/// The body of a request with a derived document. `graphql_client::QueryBody` requires `&'static str` documents.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Body<'s> {
    pub(crate) variables: Map<String, Value>,
    pub(crate) query: &'s str,
    /// Omitted if the document's only operation has no name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) operation_name: Option<&'s str>,
}

/// Serializes variables to a JSON object.
pub(crate) fn variables(variables: &impl Serialize) -> Result<Map<String, Value>, ErrorKind> {
    match serde_json::to_value(variables) {
        Ok(Value::Object(variables)) => Ok(variables),
        Ok(other) => Err(ErrorKind::Variables {
            problem: format!("expected a JSON object, got {other}"),
        }),
        Err(error) => Err(ErrorKind::Variables {
            problem: error.to_string(),
        }),
    }
}

/// Whether a document may contain a mutation. A false positive costs a retry; a false negative could run a mutation
/// twice.
pub(crate) fn has_mutation(document: &str) -> bool {
    document.contains("mutation")
}
