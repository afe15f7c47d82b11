//! The queries that are compiled into the program, by name.

use super::api::Api;

/// A query that is compiled into the program.
pub(crate) struct ShippedQuery {
    pub(crate) name: &'static str,
    pub(crate) api: Api,
    pub(crate) text: &'static str,
}

macro_rules! queries {
    ($($api:ident $folder:literal: $($name:literal)*;)*) => {
        /// All shipped queries.
        pub(crate) const SHIPPED_QUERIES: &[ShippedQuery] = &[$($(ShippedQuery {
            name: $name,
            api: Api::$api,
            text: include_str!(concat!("../../queries/", $folder, "/", $name, ".graphql")),
        },)*)*];
    };
}

queries! {
    Github "github": "pull_requests" "pull_requests_edges" "pull_request_reviews";
    DemarchesSimplifiees "demarches-simplifiees": "dossiers" "dossiers_poll" "dossiers_backward";
}

/// The shipped query with this name for an API.
pub(crate) fn shipped_query(name: &str, api: Option<Api>) -> Option<&'static ShippedQuery> {
    let mut queries = SHIPPED_QUERIES.iter();
    queries.find(|query| query.name == name && api == Some(query.api))
}

/// The API that has a shipped query with this name.
pub(crate) fn api_of(name: &str) -> Option<Api> {
    let mut queries = SHIPPED_QUERIES.iter();
    queries
        .find(|query| query.name == name)
        .map(|query| query.api)
}

/// The names of an API's shipped queries.
pub(crate) fn shipped_names(api: Option<Api>) -> Vec<&'static str> {
    let mut names = Vec::new();
    for query in SHIPPED_QUERIES {
        if api.is_none() || api == Some(query.api) {
            names.push(query.name);
        }
    }
    names
}
