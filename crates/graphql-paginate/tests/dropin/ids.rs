//! IDs that a server sends as numbers.

use graphql_paginate::GraphQLQuery;
use serde_json::json;

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "tests/dropin/graphql/library.graphql",
    query_path = "tests/dropin/graphql/ids.graphql"
)]
struct Ids;

#[test]
fn a_number_is_read_as_a_string() {
    let data = json!({ "person": {
        "id": 1,
        "key": -2,
        "works": [
            { "__typename": "Book", "id": 18_446_744_073_709_551_615_u64, "key": "a" },
            { "__typename": "Film", "id": "b", "key": 3 },
        ],
    } });
    let person = serde_json::from_str::<ids::ResponseData>(&data.to_string())
        .unwrap()
        .person
        .unwrap();
    assert_eq!((person.id.as_str(), person.key.as_str()), ("1", "-2"));
    let works: Vec<(&str, &str)> = person
        .works
        .iter()
        .map(|work| (work.id.as_str(), work.key.as_str()))
        .collect();
    assert_eq!(works, [("18446744073709551615", "a"), ("b", "3")]);
}

#[test]
fn other_values_are_an_error() {
    for id in [json!(1.5), json!(true), json!([1]), json!(null)] {
        let data = json!({ "person": { "id": id, "key": "1", "works": [] } });
        assert!(
            serde_json::from_value::<ids::ResponseData>(data).is_err(),
            "{id}"
        );
    }
}

#[test]
fn responses_implement_debug() {
    let data = json!({ "person": { "id": "1", "key": "1", "works": [] } });
    let data: ids::ResponseData = serde_json::from_value(data).unwrap();
    assert!(format!("{data:?}").contains("works: []"));
}
