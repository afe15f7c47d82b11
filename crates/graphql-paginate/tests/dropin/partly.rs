//! A conditional field whose response key is present because of another selection, without the keys that the field selects
//! below it.

use graphql_paginate::GraphQLQuery;
use serde_json::{Value, json};

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "tests/dropin/graphql/library.graphql",
    query_path = "tests/dropin/graphql/partly.graphql",
    response_derives = "PartialEq"
)]
struct Partly;

use partly::*;

fn person(works: Value) -> Result<PartlyPerson, serde_json::Error> {
    let data = json!({ "person": { "works": works } });
    let data = serde_json::from_value::<ResponseData>(data)?;
    Ok(data.person.unwrap())
}

#[test]
fn a_conditional_field_is_none_if_its_key_belongs_to_another_selection() {
    for works in [
        json!([{ "__typename": "Book", "id": "1" }]),
        json!([{ "__typename": "Book", "id": "1" }, { "__typename": "Film", "id": "2" }]),
    ] {
        let person = person(works).unwrap();
        assert_eq!(person.works[0].id, "1");
        assert_eq!(person.titles.works, None);
        assert_eq!(person.all_titles, None);
    }
}

#[test]
fn a_conditional_field_is_present_if_all_its_keys_are() {
    let person = person(json!([{ "__typename": "Book", "id": "1", "title": "A" }])).unwrap();
    assert_eq!(person.titles.works.unwrap()[0].title, "A");
    assert_eq!(person.all_titles.unwrap().works[0].title, "A");
}

#[test]
fn a_key_with_a_value_of_another_type_is_an_error() {
    let error = person(json!([{ "__typename": "Book", "id": "1", "title": 5 }])).unwrap_err();
    assert!(error.to_string().contains("invalid type"), "{error}");
}

#[test]
fn an_unconditional_key_that_is_missing_is_an_error() {
    let error = person(json!([{ "__typename": "Book" }])).unwrap_err();
    assert!(error.to_string().contains("missing field"), "{error}");
}
