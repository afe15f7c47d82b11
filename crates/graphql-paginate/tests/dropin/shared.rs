//! A response key that is selected several times: merged by the server, and a field of each type that selects it.

use crate::both::round_trip;
use graphql_paginate::GraphQLQuery;
use serde_json::{Value, json};

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "tests/dropin/graphql/library.graphql",
    query_path = "tests/dropin/graphql/shared.graphql",
    response_derives = "Debug, Serialize"
)]
struct Shared;

use shared::*;

fn book() -> Value {
    json!({ "__typename": "Book", "kind": "Book", "id": "1", "title": "A", "author": { "name": "user-1" } })
}

fn person() -> Value {
    json!({
        "__typename": "Person", "kind": "Person", "id": "2",
        "works": [
            { "__typename": "Book", "id": "1", "title": "A", "author": { "id": "3", "name": "n", "type": "t" } },
            { "__typename": "Film", "id": "4", "title": "B" },
        ],
    })
}

#[test]
fn data_survives_a_round_trip() {
    for node in [book(), person(), Value::Null] {
        round_trip::<Shared>(&json!({ "node": node }));
    }
}

#[test]
fn a_key_is_a_field_of_each_type_that_selects_it() {
    let node = serde_json::from_value::<ResponseData>(json!({ "node": person() }))
        .unwrap()
        .node
        .unwrap();
    assert_eq!(
        (
            node.id.as_str(),
            node.node_id.id.as_str(),
            node.kind.as_str()
        ),
        ("2", "2", "Person")
    );
    let SharedNodeOn::Person(person) = node.on else {
        panic!("not a person")
    };
    let SharedNodeOnPersonWorksOn::Book(book) = &person.works[0].on else {
        panic!("not a book")
    };
    let TitledOn::Book(titled) = &person.works[0].titled.on else {
        panic!("not a book")
    };
    let PersonWorksWorksOn::Book(of_person) = &person.person_works.works[0].on else {
        panic!("not a book")
    };
    assert_eq!(book.title, "A");
    assert_eq!(book.author.as_ref().unwrap().id, "3");
    assert_eq!(titled.author.as_ref().unwrap().name, "n");
    assert_eq!(of_person.author.as_ref().unwrap().type_, "t");
}

/// All orders of the keys of an object.
fn orders(object: &Value) -> Vec<String> {
    let entries: Vec<String> = object
        .as_object()
        .unwrap()
        .iter()
        .map(|(key, value)| format!("{:?}:{value}", key))
        .collect();
    let mut orders = vec![Vec::new()];
    for entry in entries {
        orders = orders
            .iter()
            .flat_map(|order: &Vec<String>| {
                (0..=order.len()).map(|at| {
                    let mut order = order.clone();
                    order.insert(at, entry.clone());
                    order
                })
            })
            .collect();
    }
    orders
        .into_iter()
        .map(|order| format!("{{\"node\":{{{}}}}}", order.join(",")))
        .collect()
}

#[test]
fn keys_may_come_in_any_order() {
    for node in [book(), person()] {
        let expected = format!(
            "{:?}",
            serde_json::from_value::<ResponseData>(json!({ "node": node })).unwrap()
        );
        let orders = orders(&node);
        assert!(orders.len() >= 24);
        for text in orders {
            let decoded: ResponseData =
                serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
            assert_eq!(format!("{decoded:?}"), expected, "{text}");
        }
    }
}

#[test]
fn errors_name_the_field_or_the_type() {
    for (node, expected) in [
        (
            json!({ "__typename": "Film", "kind": "Film", "id": "1" }),
            "missing field `title`",
        ),
        (
            json!({ "kind": "Film", "id": "1" }),
            "missing field `__typename`",
        ),
        (
            json!({ "__typename": "Song", "kind": "Song", "id": "1" }),
            "`Song` is not among the possible types of `NodeIdOn`; refresh the schema, or add `fragments_other_variant = \"true\"` to read it as `Unknown`",
        ),
        (json!([]), "invalid type: sequence, expected an object"),
    ] {
        let error = serde_json::from_value::<ResponseData>(json!({ "node": node }))
            .unwrap_err()
            .to_string();
        assert_eq!(error, expected);
    }
}
