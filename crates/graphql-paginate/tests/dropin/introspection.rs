//! A schema given as an introspection result.

use crate::both::{round_trip, same_data, same_request};
use serde_json::{Value, json};

both!(
    Introspected,
    "tests/dropin/graphql/introspection.json",
    "tests/dropin/graphql/introspection.graphql",
    { response_derives = "Debug, Serialize", variables_derives = "Debug" }
    type Date = String;
);

fn found() -> Value {
    json!({
        "find": [
            { "__typename": "Person", "born": "2020-02-02" },
            { "__typename": "Film", "minutes": 80, "scenes": [["a"], null] },
            { "__typename": "Film", "minutes": null, "scenes": null },
        ],
        "named": { "__typename": "Film", "name": "A" },
    })
}

macro_rules! variables {
    ($module:ident) => {{
        use $module::introspected::*;
        let not = Filter {
            ids: None,
            not: Box::new(None),
            text: Some("b".to_owned()),
        };
        let ids = Some(vec!["1".to_owned()]);
        let by = Filter {
            ids,
            not: Box::new(Some(not)),
            text: Some("c".to_owned()),
        };
        Variables {
            by,
            order: Some(Order::OLDEST),
            id: "2".to_owned(),
        }
    }};
}

#[test]
fn values_are_the_same_as_with_graphql_client() {
    same_data::<ours::Introspected, theirs::Introspected>(&found());
}

#[test]
fn requests_are_the_same_as_with_graphql_client() {
    same_request::<ours::Introspected, theirs::Introspected>(variables!(ours), variables!(theirs));
}

#[test]
fn data_survives_a_round_trip() {
    round_trip::<ours::Introspected>(&found());
}
