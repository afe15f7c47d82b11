//! Interfaces and unions with one possible type.

use crate::both::{round_trip, same_data};
use graphql_paginate::GraphQLQuery;
use serde_json::json;

both!(
    Single,
    "tests/dropin/graphql/single_schema.graphql",
    "tests/dropin/graphql/single.graphql",
    { response_derives = "Debug, Serialize" }
);

#[test]
fn the_possible_type_is_an_enum_as_in_graphql_client() {
    let data = json!({
        "only": { "__typename": "Book", "title": "A" },
        "alone": { "__typename": "Shelf", "parent": { "__typename": "Book", "id": "1" }, "place": 2 },
    });
    same_data::<ours::Single, theirs::Single>(&data);
    round_trip::<ours::Single>(&data);
}

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "tests/dropin/graphql/single_schema.graphql",
    query_path = "tests/dropin/graphql/narrower.graphql",
    response_derives = "Debug, Serialize"
)]
struct Narrower;

#[test]
fn a_field_of_the_possible_type_may_have_a_narrower_type() {
    let data = json!({
        "whole": { "__typename": "Shelf", "parent": { "__typename": "Book", "id": "1", "title": "A" } },
        "both": { "__typename": "Shelf", "parent": { "__typename": "Book", "id": "1", "title": "A" } },
        "part": { "__typename": "Shelf", "parent": { "title": "A" } },
    });
    round_trip::<Narrower>(&data);
}
