//! The request for an operation.

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{Method, Request, Uri};
use serde::Serialize;

use crate::error::ErrorKind;

const JSON: &str = "application/json";

/// A `POST` with the operation and its variables as JSON.
///
/// See [GraphQL over HTTP](https://graphql.github.io/graphql-over-http/draft/#sec-POST).
pub(crate) fn request(endpoint: &Uri, body: &impl Serialize) -> Result<Request<Bytes>, ErrorKind> {
    let json =
        serde_json::to_vec(body).map_err(|error| ErrorKind::Variables { problem: error.to_string() })?;
    let request = Request::builder()
        .method(Method::POST)
        .uri(endpoint)
        .header(CONTENT_TYPE, JSON)
        .header(ACCEPT, JSON)
        .body(Bytes::from(json));
    Ok(request.expect("parts that are valid by themselves make a valid request"))
}

/// Whether a document changes something on the server. Generous: a word too many costs a retry, one too few a double
/// mutation.
pub(crate) fn has_mutation(document: &str) -> bool {
    document.contains("mutation")
}
