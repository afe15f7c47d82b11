//! The documents that the API stores, by the `queryId` that a request names instead of a text.
//!
//! The operations have the names and the main variables of the API's own; the texts are shorter and written for the
//! sandbox.

/// The text stored under that id.
pub(super) fn text(query_id: &str) -> Option<&'static str> {
    match query_id {
        "introspection" => Some(include_str!("stored/introspection.graphql")),
        "ds-query-v2" => Some(include_str!("stored/ds-query-v2.graphql")),
        "ds-mutation-v2" => Some(include_str!("stored/ds-mutation-v2.graphql")),
        _ => None,
    }
}
