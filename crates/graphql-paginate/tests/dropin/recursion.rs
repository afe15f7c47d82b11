//! Fragments that spread themselves, which `graphql_client` accepts and `validation = "warn"` makes warnings.

#![expect(
    deprecated,
    reason = "a warning about a document is a use of a deprecated constant"
)]

use crate::both::{round_trip, same_data};
use graphql_paginate::GraphQLQuery;
use serde_json::{Value, json};

both!(Mentors, "tests/dropin/graphql/recursive.graphql", "tests/dropin/graphql/mentors.graphql", { response_derives = "Debug, Serialize", validation = "warn" });

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "tests/dropin/graphql/recursive.graphql",
    query_path = "tests/dropin/graphql/recursion.graphql",
    response_derives = "Debug, Serialize, PartialEq",
    validation = "warn"
)]
struct Several;

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "tests/dropin/graphql/recursive.graphql",
    query_path = "tests/dropin/graphql/recursion.graphql",
    validation = "warn",
    paginate
)]
struct Walked;

/// The same operations, with the types of their fragments in a module of shared fragments.
mod shared {
    use graphql_paginate::{GraphQLFragments, GraphQLQuery};

    #[derive(GraphQLFragments)]
    #[graphql(
        schema_path = "tests/dropin/graphql/recursive.graphql",
        fragments = ["tests/dropin/graphql/recursion.graphql"],
        response_derives = "Debug, Serialize, PartialEq",
        validation = "warn"
    )]
    pub(super) struct Fragments;

    #[derive(GraphQLQuery)]
    #[graphql(
        schema_path = "tests/dropin/graphql/recursive.graphql",
        query_path = "tests/dropin/graphql/recursion.graphql",
        fragments = ["tests/dropin/graphql/recursion.graphql"],
        fragment_types = "super::fragments",
        response_derives = "Debug, Serialize, PartialEq",
        validation = "warn"
    )]
    pub(super) struct Several;

    #[derive(GraphQLQuery)]
    #[graphql(
        schema_path = "tests/dropin/graphql/recursive.graphql",
        query_path = "tests/dropin/graphql/recursion.graphql",
        fragments = ["tests/dropin/graphql/recursion.graphql"],
        fragment_types = "super::fragments",
        validation = "warn",
        paginate
    )]
    pub(super) struct Walked;
}

/// A person with this many mentors, one above the other.
fn person(mentors: usize) -> Value {
    let mut mentor = Value::Null;
    if mentors > 0 {
        mentor = person(mentors - 1);
    }
    let friend = json!({ "name": "friend", "mentor": null, "friends": [] });
    json!({ "name": format!("user-{mentors}"), "mentor": mentor, "friends": [friend] })
}

#[test]
fn values_of_any_depth_are_the_same_as_with_graphql_client() {
    for mentors in [0, 1, 2, 20] {
        let data = json!({ "person": person(mentors) });
        same_data::<ours::Mentors, theirs::Mentors>(&data);
        round_trip::<ours::Mentors>(&data);
    }
}

#[test]
fn a_value_is_built_as_with_graphql_client() {
    use ours::mentors::*;
    let mentored = Mentored {
        name: "a".to_owned(),
        mentor: Some(Box::new(Mentored {
            name: "b".to_owned(),
            mentor: None,
            friends: Vec::new(),
        })),
        friends: Vec::new(),
    };
    assert_eq!(mentored.mentor.unwrap().name, "b");
}

#[test]
fn fragments_that_spread_each_other_and_share_keys_decode() {
    use several::*;
    let mut guided = json!({ "id": "9", "partner": { "name": "n" }, "mentor": null });
    for depth in 0..10 {
        guided = json!({
            "id": depth.to_string(),
            "partner": { "name": "n" },
            "mentor": { "friends": [{ "id": "f", "partner": null }], "partner": guided },
        });
    }
    let film = json!({ "__typename": "Film", "title": "A", "sequel": { "__typename": "Person", "favorite": null } });
    let data = json!({ "person": { "id": "1", "partner": guided }, "found": film });
    round_trip::<Several>(&data);
    round_trip::<shared::Several>(&data);
    let data: ResponseData = serde_json::from_value(data).unwrap();
    let partner = data.person.unwrap().partnered.partner.unwrap();
    let mentor = partner.guided.mentor.unwrap();
    assert_eq!(mentor.friends[0].id, "f");
    assert_eq!(mentor.partnered.partner.unwrap().guided.id, "8");
}

#[test]
fn the_items_of_a_walk_may_contain_themselves() {
    let item: walked::Item = serde_json::from_value(json!({
        "name": "a", "id": "1", "partner": null, "mentor": { "friends": [], "partner": null },
    }))
    .unwrap();
    let mentor = item.guided.mentor.unwrap();
    assert!(mentor.partnered.partner.is_none());
    let _ = Walked::paginate(walked::Variables::new());
}

#[test]
fn a_fragment_that_spreads_itself_is_one_type_of_two_queries() {
    let guided = json!({
        "id": "1", "partner": null, "mentor": { "friends": [], "partner": { "id": "2", "partner": null, "mentor": null } },
    });
    let guided: shared::several::Guided = serde_json::from_value(guided).unwrap();
    let guided: shared::walked::Guided = guided;
    let partner = guided.mentor.unwrap().partnered.partner.unwrap();
    assert_eq!(partner.guided.id, "2");
    let _ = shared::Walked::paginate(shared::walked::Variables::new());
}
