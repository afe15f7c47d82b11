//! Random documents, executed by a server: decoded data encodes to the same JSON, for all values of the conditions.
//!
//! The documents come from the test `documents` of `graphql-paginate-codegen`. The server executes them with another
//! GraphQL implementation.

use graphql_paginate::GraphQLQuery;
use graphql_paginate_sandbox::Sandbox;
use serde_json::{Map, Value, json};

macro_rules! random {
    ($module:ident, $schema:tt, $query:tt) => {
        mod $module {
            use graphql_paginate::GraphQLQuery;

            // rustfmt indents this attribute further each time.
    #[rustfmt::skip]
            #[derive(GraphQLQuery)]
            #[graphql(
                schema = $schema,
                query_path = $query,
                response_derives = "Debug, Serialize",
                deprecated = "allow"
            )]
            pub(super) struct Random;
        }
    };
}

random!(
    demarches_0,
    "demarches-simplifiees",
    "tests/dropin/random/demarches-simplifiees_0.graphql"
);
random!(
    demarches_4,
    "demarches-simplifiees",
    "tests/dropin/random/demarches-simplifiees_4.graphql"
);
random!(
    demarches_8,
    "demarches-simplifiees",
    "tests/dropin/random/demarches-simplifiees_8.graphql"
);
random!(
    demarches_12,
    "demarches-simplifiees",
    "tests/dropin/random/demarches-simplifiees_12.graphql"
);
random!(
    demarches_13,
    "demarches-simplifiees",
    "tests/dropin/random/demarches-simplifiees_13.graphql"
);
random!(
    demarches_18,
    "demarches-simplifiees",
    "tests/dropin/random/demarches-simplifiees_18.graphql"
);
random!(github_2, "github", "tests/dropin/random/github_2.graphql");
random!(github_3, "github", "tests/dropin/random/github_3.graphql");
random!(github_5, "github", "tests/dropin/random/github_5.graphql");
random!(github_12, "github", "tests/dropin/random/github_12.graphql");
random!(github_15, "github", "tests/dropin/random/github_15.graphql");
random!(github_20, "github", "tests/dropin/random/github_20.graphql");

/// The same, with the types of the document's fragments in a module of shared fragments.
macro_rules! shared {
    ($module:ident, $schema:tt, $query:tt) => {
        mod $module {
            use graphql_paginate::{GraphQLFragments, GraphQLQuery};

            // rustfmt indents these attributes further each time.
    #[rustfmt::skip]
            #[derive(GraphQLFragments)]
            #[graphql(
                schema = $schema,
                fragments = [$query],
                response_derives = "Debug, Serialize",
                deprecated = "allow"
            )]
            pub(super) struct Fragments;

    #[rustfmt::skip]
            #[derive(GraphQLQuery)]
            #[graphql(
                schema = $schema,
                query_path = $query,
                fragments = [$query],
                fragment_types = "super::fragments",
                response_derives = "Debug, Serialize",
                deprecated = "allow"
            )]
            pub(super) struct Random;
        }
    };
}

shared!(
    shared_demarches_12,
    "demarches-simplifiees",
    "tests/dropin/random/demarches-simplifiees_12.graphql"
);
shared!(
    shared_demarches_18,
    "demarches-simplifiees",
    "tests/dropin/random/demarches-simplifiees_18.graphql"
);
shared!(
    shared_github_2,
    "github",
    "tests/dropin/random/github_2.graphql"
);
shared!(
    shared_github_12,
    "github",
    "tests/dropin/random/github_12.graphql"
);

/// Values for the variables of a document. The bits of `flags` are the values of its three conditions.
fn variables(query: &str, flags: usize) -> Value {
    let header = query.split('{').next().unwrap_or_default();
    let declared = header
        .split('$')
        .skip(1)
        .filter_map(|variable| variable.split_once(": "));
    let value = |name: &str, ty: &str| match ty {
        ty if ty.starts_with("Boolean") => match name.strip_prefix("flag") {
            Some(bit) => json!(flags >> bit.parse::<usize>().unwrap() & 1 == 1),
            None => json!(true),
        },
        ty if ty.starts_with("Int") => json!(3),
        ty if ty.starts_with('[') => json!(["text"]),
        _ => json!("text"),
    };
    Value::Object(
        declared
            .map(|(name, ty)| (name.to_owned(), value(name, ty)))
            .collect::<Map<_, _>>(),
    )
}

async fn execute(url: &str, query: &str, variables: &Value) -> Value {
    let body = json!({ "query": query, "operationName": "Random", "variables": variables });
    let request = reqwest::Client::new().post(url).bearer_auth(Sandbox::TOKEN);
    let request = request
        .header("content-type", "application/json")
        .header("user-agent", "test");
    let response = request
        .body(body.to_string())
        .send()
        .await
        .expect("the sandbox responds");
    let body: Value =
        serde_json::from_slice(&response.bytes().await.unwrap()).expect("the response is JSON");
    assert_eq!(body.get("errors"), None, "{query}\n{variables}");
    body["data"].clone()
}

/// The JSON without entries that are not kept: nulls, which decode to the same `None` as absent entries, and `__typename`,
/// which is not a field.
fn kept(value: Value) -> Value {
    match value {
        Value::Object(entries) => {
            let entries = entries
                .into_iter()
                .filter(|(key, value)| !value.is_null() && key != "__typename");
            entries.map(|(key, value)| (key, kept(value))).collect()
        }
        Value::Array(items) => items.into_iter().map(kept).collect(),
        leaf => leaf,
    }
}

macro_rules! check {
    ($url:expr => $($module:ident)*) => {$(
        for flags in 0..8 {
            let query = $module::random::QUERY;
            let data = execute($url, query, &variables(query, flags)).await;
            let decoded: <$module::Random as GraphQLQuery>::ResponseData = serde_json::from_str(&data.to_string()).unwrap();
            let (written, received) = (serde_json::to_value(decoded).unwrap(), data);
            assert_eq!(kept(written), kept(received), "{query}");
        }
    )*};
}

#[tokio::test]
async fn responses_of_github_survive_a_round_trip() {
    let sandbox = Sandbox::start().await.expect("loopback has a free port");
    check!(sandbox.github().url() => github_2 github_3 github_5 github_12 github_15 github_20);
    check!(sandbox.github().url() => shared_github_2 shared_github_12);
}

#[tokio::test]
async fn responses_of_demarches_simplifiees_survive_a_round_trip() {
    let sandbox = Sandbox::start().await.expect("loopback has a free port");
    check!(sandbox.demarches_simplifiees().url() =>
        demarches_0 demarches_4 demarches_8 demarches_12 demarches_13 demarches_18);
    check!(sandbox.demarches_simplifiees().url() => shared_demarches_12 shared_demarches_18);
}
