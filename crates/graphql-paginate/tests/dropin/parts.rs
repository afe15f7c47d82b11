//! Fragments on interfaces, inside other fragments and on possible types.

use crate::both::{round_trip, same_data};
use serde_json::{Value, json};

both!(Parts, "tests/dropin/graphql/parts.graphql", { response_derives = "Debug, Serialize" } type Date = String;);

fn works() -> [Value; 3] {
    let book = json!({
        "work": {
            "__typename": "Book", "title": "A", "id": "1", "pages": 7, "author": { "name": "user-1" },
        },
        "again": {
            "__typename": "Book", "published": "2020-02-02", "id": "1",
            "shelf": [["a"], null], "price": 1.5,
        },
    });
    let film = json!({
        "work": { "title": "A", "id": "1", "__typename": "Film" },
        "again": {
            "published": null, "id": "1", "minutes": 80, "__typename": "Film",
            "director": { "id": "2", "works": [{ "title": "A", "__typename": "Film" }] },
        },
    });
    [book, film, json!({ "work": null, "again": null })]
}

#[test]
fn values_are_the_same_as_with_graphql_client() {
    works()
        .iter()
        .for_each(same_data::<ours::Parts, theirs::Parts>);
}

#[test]
fn data_survives_a_round_trip() {
    works().iter().for_each(round_trip::<ours::Parts>);
}

#[test]
fn a_fragment_spread_is_a_field_with_the_type_of_the_fragment() {
    use ours::parts::*;
    let [book, film, _] = works().map(|data| serde_json::from_value::<ResponseData>(data).unwrap());
    let work: WorkParts = book.work.unwrap();
    assert_eq!(
        (work.title.as_str(), work.work_title.id.as_str()),
        ("A", "1")
    );
    assert!(matches!(
        work.on,
        WorkPartsOn::Book(WorkPartsOnBook { pages: 7, .. })
    ));
    let again: PartsAgain = film.again.unwrap();
    let PartsAgainOn::Film(PartsAgainOnFilm {
        minutes: 80,
        film_parts,
    }) = again.on
    else {
        panic!("{again:?}")
    };
    let FilmParts {
        director: Some(director),
    } = film_parts
    else {
        panic!("{film_parts:?}")
    };
    let director: PersonParts = director;
    assert!(matches!(director.works[0].on, PersonPartsWorksOn::Film));
}
