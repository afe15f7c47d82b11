//! Several operations of every kind in one file, and normalized names.

use crate::both::{same_data, same_request};
use graphql_paginate::GraphQLQuery;
use serde_json::json;

mod lend {
    both!(Lend, "tests/dropin/graphql/operations.graphql", { response_derives = "Debug" } type Date = String;);
}
mod returned {
    both!(Returned, "tests/dropin/graphql/operations.graphql", {
        response_derives = "Debug"
    });
}
mod today {
    both!(Today, "tests/dropin/graphql/operations.graphql", { response_derives = "Debug" } type Date = u8;);
}
mod find_books {
    both!(FindBooks, "tests/dropin/graphql/operations.graphql", {
        response_derives = "Debug",
        normalization = "rust",
        deprecated = "allow",
        skip_serializing_none
    } type IsbnCode = String;);
}

#[test]
fn a_mutation_is_sent_and_decoded() {
    use lend::{ours, theirs};
    same_data::<ours::Lend, theirs::Lend>(&json!({ "lend": { "id": "1", "due": "2020-01-01" } }));
    macro_rules! variables {
        ($side:ident) => {{
            use $side::lend::*;
            let range = Some(Range { from: 1, to: None });
            let inner = BookFilter {
                genre: None,
                minimum_pages: 2,
                text: Some("t".into()),
                not: Box::new(None),
                and: Box::new(None),
                range: None,
            };
            let filter = BookFilter {
                genre: Some(Genre::type_),
                minimum_pages: 1,
                text: Some("t".into()),
                not: Box::new(Some(inner)),
                and: Box::new(Some(vec![])),
                range,
            };
            Variables {
                book: "1".into(),
                until: None,
                filter: Some(filter),
            }
        }};
    }
    same_request::<ours::Lend, theirs::Lend>(variables!(ours), variables!(theirs));
}

#[test]
fn a_subscription_is_sent_and_decoded() {
    use returned::{ours, theirs};
    same_data::<ours::Returned, theirs::Returned>(
        &json!({ "returned": { "id": "1", "loud": true } }),
    );
    same_request::<ours::Returned, theirs::Returned>(
        ours::returned::Variables { book: "1".into() },
        theirs::returned::Variables { book: "1".into() },
    );
}

#[test]
fn a_query_without_variables_has_empty_variables() {
    use today::{ours, theirs};
    same_data::<ours::Today, theirs::Today>(&json!({ "today": 7 }));
    let body = |variables| json!({ "variables": variables, "query": ours::today::QUERY, "operationName": "Today" });
    let request = ours::Today::build_query(ours::today::Variables);
    assert_eq!(serde_json::to_value(request).unwrap(), body(json!({})));
    let request = theirs::Today::build_query(theirs::today::Variables);
    assert_eq!(serde_json::to_value(request).unwrap(), body(json!(null)));
}

#[test]
fn names_are_normalized_and_none_is_left_out() {
    use find_books::{ours, theirs};
    let data = json!({
        "book": { "isbn": "x", "genre": "science_fiction", "subtitle": null },
        "books": [{ "genre": "new", "subtitle": "s" }, null],
    });
    same_data::<ours::FindBooks, theirs::FindBooks>(&data);
    let lookup = |text: &str, exact| ours::find_books::Title {
        text: text.into(),
        exact,
    };
    let variables = ours::find_books::Variables {
        lookup: ours::find_books::Lookup::ByTitle(lookup("a", None)),
        filter: None,
    };
    assert_eq!(
        serde_json::to_value(variables).unwrap(),
        json!({ "lookup": { "byTitle": { "text": "a" } } })
    );
    let genre: ours::find_books::Genre = serde_json::from_value(json!("where")).unwrap();
    assert!(matches!(genre, ours::find_books::Genre::Where));
}
