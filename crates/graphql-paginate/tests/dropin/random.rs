//! Random documents against a server: what is received is what is written, whatever variables include.
//!
//! The documents are those of `graphql-paginate-codegen`'s test of the same name; the server executes them with
//! another GraphQL implementation.

use graphql_paginate::GraphQLQuery;
use graphql_paginate_sandbox::Sandbox;
use serde_json::{Map, Value, json};

macro_rules! random {
    ($module:ident, $schema:tt, $query:tt) => {
        mod $module {
            use graphql_paginate::GraphQLQuery;

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

/// Values for the variables that a document declares, with three flags.
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

async fn answer(url: &str, query: &str, variables: &Value) -> Value {
    let body = json!({ "query": query, "operationName": "Random", "variables": variables });
    let request = reqwest::Client::new().post(url).bearer_auth(Sandbox::TOKEN);
    let request = request
        .header("content-type", "application/json")
        .header("user-agent", "test");
    let response = request
        .body(body.to_string())
        .send()
        .await
        .expect("the sandbox answers");
    let body: Value =
        serde_json::from_slice(&response.bytes().await.unwrap()).expect("the answer is JSON");
    assert_eq!(body.get("errors"), None, "{query}\n{variables}");
    body["data"].clone()
}

/// Without what is not kept when a variable may leave it out: a null, which is `None` as if it were absent, and
/// `__typename`, which is no field.
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
            let data = answer($url, query, &variables(query, flags)).await;
            let decoded: <$module::Random as GraphQLQuery>::ResponseData = serde_json::from_str(&data.to_string()).unwrap();
            let (written, received) = (serde_json::to_value(decoded).unwrap(), data);
            assert_eq!(kept(written), kept(received), "{query}");
        }
    )*};
}

#[tokio::test]
async fn answers_of_github() {
    let sandbox = Sandbox::start().await.expect("loopback has a free port");
    check!(sandbox.github().url() => github_2 github_3 github_5 github_12 github_15 github_20);
}

#[tokio::test]
async fn answers_of_demarches_simplifiees() {
    let sandbox = Sandbox::start().await.expect("loopback has a free port");
    check!(sandbox.demarches_simplifiees().url() =>
        demarches_0 demarches_4 demarches_8 demarches_12 demarches_13 demarches_18);
}
