//! Reads and removes page sizes and cursors in requests, without using a schema.

mod document;
mod query_string;

use apollo_compiler::ast;
use bytes::Bytes;
use http::Request;
use serde_json::Value;

/// The position and page size of a request.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Paging {
    pub(super) page_size: Option<u64>,
    pub(super) nodes: u64,
    pub(super) cursor: Option<String>,
    pub(super) backward: bool,
}

impl Paging {
    /// Reads them from the document and its variables, otherwise from the query string. A document that cannot be parsed
    /// has neither.
    pub(super) fn of(request: &Request<Bytes>) -> Self {
        let Some(body) = graphql_body(request) else {
            return query_string::paging(request.uri().query().unwrap_or_default());
        };
        parse(&body)
            .map(|document| document::paging(&document, &body))
            .unwrap_or_default()
    }
}

/// The request for the first page: cursor variables are null, and position parameters are removed.
///
/// Cursors in the text of the document are kept.
pub(super) fn without_cursor(mut request: Request<Bytes>) -> Request<Bytes> {
    let Some(mut body) = graphql_body(&request) else {
        *request.uri_mut() = query_string::without_cursor(request.uri());
        return request;
    };
    if let Some(document) = parse(&body) {
        for variable in document::cursor_variables(&document) {
            body["variables"][variable.as_str()] = Value::Null;
        }
        *request.body_mut() = body.to_string().into();
    }
    request
}

/// The body of a GraphQL request: an object with a query and optional variables.
fn graphql_body(request: &Request<Bytes>) -> Option<Value> {
    let body: Value = serde_json::from_slice(request.body()).ok()?;
    let variables = body
        .get("variables")
        .is_none_or(|variables| variables.is_null() || variables.is_object());
    if body.get("query")?.is_string() && variables {
        Some(body)
    } else {
        None
    }
}

fn parse(body: &Value) -> Option<ast::Document> {
    ast::Document::parse(body["query"].as_str()?, "query.graphql").ok()
}
