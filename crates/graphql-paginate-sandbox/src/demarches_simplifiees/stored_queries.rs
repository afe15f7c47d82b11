//! The stored queries of the API, which a request names by `queryId` instead of sending a document.
//!
//! The operations have the names and the main variables of the API's own ones. The documents are shorter and were written
//! for the sandbox.

/// The document with this id.
pub(super) fn text(query_id: &str) -> Option<&'static str> {
    match query_id {
        "introspection" => Some(include_str!("stored/introspection.graphql")),
        "ds-query-v2" => Some(include_str!("stored/ds-query-v2.graphql")),
        "ds-mutation-v2" => Some(include_str!("stored/ds-mutation-v2.graphql")),
        _ => None,
    }
}
