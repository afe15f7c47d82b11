//! `@include` and `@skip`: a conditional field or fragment is an `Option`.

use crate::both::round_trip;
use graphql_paginate::GraphQLQuery;
use serde_json::json;

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "tests/dropin/graphql/library.graphql",
    query_path = "tests/dropin/graphql/included.graphql",
    response_derives = "Debug, PartialEq, Serialize"
)]
struct Included;

use included::*;

fn person(data: serde_json::Value) -> IncludedPerson {
    round_trip::<Included>(&json!({ "person": data }));
    serde_json::from_value::<ResponseData>(json!({ "person": data }))
        .unwrap()
        .person
        .unwrap()
}

#[test]
fn included_selections_are_present() {
    let full = person(json!({
        "id": "1", "name": "user-1", "nickname": null, "type": "reader",
        "works": [{ "__typename": "Book", "title": "A", "pages": 3 }],
    }));
    let fragment = Full {
        id: "1".into(),
        name: "user-1".into(),
        nickname: None,
    };
    assert_eq!(full.full, Some(fragment));
    assert_eq!(full.type_.as_deref(), Some("reader"));
    let works = full.works.unwrap();
    let IncludedPersonWorksOn::Book(book) = &works[0].on else {
        panic!("{works:?}")
    };
    assert_eq!(book.pages, Some(3));
}

#[test]
fn excluded_selections_are_none() {
    let bare = person(json!({ "id": "1", "nickname": "n" }));
    let expected = IncludedPerson {
        id: "1".into(),
        type_: None,
        nickname: Some("n".into()),
        works: None,
        full: None,
    };
    assert_eq!(bare, expected);
}

#[test]
fn a_fragment_is_none_if_only_keys_of_other_selections_are_present() {
    let film = json!({ "__typename": "Film", "title": "A" });
    let bare = person(json!({ "id": "1", "nickname": null, "works": [film] }));
    assert_eq!(bare.full, None);
    let works = bare.works.unwrap();
    let IncludedPersonWorksOn::Film(film) = &works[0].on else {
        panic!("{works:?}")
    };
    assert_eq!(film.film_length, None);
}
