//! A union, an interface, aliases and a fragment that is spread several times.

use crate::both::{round_trip, same_data, same_request};
use serde_json::json;

both!(Search, "tests/dropin/graphql/search.graphql", {
    response_derives = "Debug, Clone, PartialEq, Serialize",
    variables_derives = "Debug, PartialEq"
});

fn data() -> serde_json::Value {
    json!({
        "found": [
            { "__typename": "Book", "title": "A", "pages": 3, "writer": { "name": "user-1", "type": "author" } },
            { "__typename": "Person", "name": "user-2", "type": "reader" },
            { "title": "B", "pages": 4, "writer": null, "__typename": "Book" },
            { "__typename": "Film" },
        ],
        "newest": { "__typename": "Film", "id": "1", "title": "C", "minutes": 90, "director": { "name": "user-3" } },
    })
}

#[test]
fn values_are_the_same_as_with_graphql_client() {
    same_data::<ours::Search, theirs::Search>(&data());
    same_data::<ours::Search, theirs::Search>(&json!({ "found": [], "newest": null }));
    same_data::<ours::Search, theirs::Search>(
        &json!({ "newest": { "id": "1", "__typename": "Book", "title": "C" }, "found": [] }),
    );
}

#[test]
fn requests_differ_from_graphql_client_in_unset_variables_only() {
    use {ours::search as our, theirs::search as their};
    same_request::<ours::Search, theirs::Search>(
        our::Variables {
            text: "x".into(),
            limit: Some(2),
            genres: Some(vec![our::Genre::FANTASY]),
        },
        their::Variables {
            text: "x".into(),
            limit: Some(2),
            genres: Some(vec![their::Genre::FANTASY]),
        },
    );
    let unset = our::Variables {
        text: "x".into(),
        limit: None,
        genres: None,
    };
    assert_eq!(serde_json::to_value(unset).unwrap(), json!({ "text": "x" }));
    assert_eq!(
        our::Variables::default_limit(),
        their::Variables::default_limit()
    );
    assert_eq!(our::OPERATION_NAME, their::OPERATION_NAME);
    assert_eq!(our::QUERY, their::QUERY);
}

#[test]
fn types_have_the_same_names_as_with_graphql_client() {
    use ours::search::*;
    let found: Vec<SearchFound> = serde_json::from_value::<ResponseData>(data())
        .unwrap()
        .found;
    let SearchFound::Book(SearchFoundOnBook {
        title,
        pages: 3,
        writer: Some(writer),
    }) = &found[0]
    else {
        panic!("{found:?}")
    };
    let writer: &SearchFoundOnBookWriter = writer;
    let person: &PersonName = writer;
    assert_eq!((title.as_str(), person.type_.as_str()), ("A", "author"));
    let person: SearchFoundOnPerson = PersonName {
        name: "user-2".into(),
        type_: "reader".into(),
    };
    assert_eq!(found[1], SearchFound::Person(person));
    assert_eq!(found[3], SearchFound::Film);
    let newest: SearchNewest = serde_json::from_value::<ResponseData>(data())
        .unwrap()
        .newest
        .unwrap();
    let director = Some(SearchNewestOnFilmDirector {
        name: "user-3".into(),
    });
    assert_eq!(
        newest.on,
        SearchNewestOn::Film(SearchNewestOnFilm {
            minutes: 90,
            director
        })
    );
}

#[test]
fn data_survives_a_round_trip() {
    round_trip::<ours::Search>(&data());
}
