//! Default values of variables, coerced as in the specification. For enums, `graphql_client` generates code that does not
//! compile.

use graphql_paginate::GraphQLQuery;

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "tests/dropin/graphql/library.graphql",
    query_path = "tests/dropin/graphql/defaults.graphql",
    variables_derives = "Debug, PartialEq"
)]
pub(crate) struct Defaults;

/// A custom scalar that is converted from a string.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub(crate) struct Date(String);

impl From<&str> for Date {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "tests/dropin/graphql/library.graphql",
    query_path = "tests/dropin/graphql/defaults.graphql"
)]
pub(crate) struct Until;

/// Types whose values only the user can write: a scalar without a conversion from a string, and an extern enum.
mod own {
    use graphql_paginate::GraphQLQuery;

    #[derive(Clone, serde::Serialize)]
    pub(super) struct Date(pub(super) u64);

    #[derive(Clone, serde::Serialize)]
    pub(super) enum Genre {
        Fantasy,
    }

    #[allow(non_camel_case_types)]
    type isbn_code = u16;

    #[derive(GraphQLQuery)]
    #[graphql(
        schema_path = "tests/dropin/graphql/library.graphql",
        query_path = "tests/dropin/graphql/defaults.graphql",
        extern_enums("Genre")
    )]
    pub(super) struct Own;

    #[derive(GraphQLQuery)]
    #[graphql(
        schema_path = "tests/dropin/graphql/library.graphql",
        query_path = "tests/dropin/graphql/defaults.graphql"
    )]
    pub(super) struct Due;
}

use defaults::{BookFilter, Genre, Lookup, Range, Title, Variables};

#[allow(non_camel_case_types)]
type isbn_code = String;

fn filter() -> BookFilter {
    BookFilter {
        genre: None,
        minimum_pages: 1,
        text: None,
        not: Box::new(None),
        and: Box::new(None),
        range: None,
    }
}

#[test]
fn values_are_coerced_to_the_type_of_the_variable() {
    assert_eq!(Variables::default_genre(), Genre::science_fiction);
    assert_eq!(Variables::default_genres(), Some(vec![Genre::type_]));
    assert_eq!(Variables::default_id(), "7");
    assert_eq!(Variables::default_limit(), Some(-3));
    let exact = Title {
        text: "a \"quoted\" title".into(),
        exact: Some(true),
    };
    assert_eq!(Variables::default_lookup(), Lookup::ByTitle(exact));
    assert_eq!(
        until::Variables::default_until(),
        Some(Date("2026-01-31".into()))
    );
}

#[test]
fn omitted_fields_of_an_object_have_the_defaults_of_the_schema() {
    let and = BookFilter {
        minimum_pages: 5,
        genre: Some(Genre::where_),
        ..filter()
    };
    let expected = BookFilter {
        range: Some(Range { from: 2, to: None }),
        and: Box::new(Some(vec![and])),
        not: Box::new(Some(filter())),
        ..filter()
    };
    assert_eq!(Variables::default_filter(), Some(expected));
}

#[test]
fn new_takes_no_variables_with_a_default() {
    let variables = Variables::new();
    let expected = Variables {
        genre: Genre::science_fiction,
        genres: None,
        id: "7".into(),
        limit: None,
        filter: None,
        lookup: Variables::default_lookup(),
    };
    assert_eq!(Defaults::build_query(variables).variables, expected);
    let until = Until::build_query(until::Variables::new());
    assert_eq!(
        serde_json::to_value(until.variables).unwrap(),
        serde_json::json!({})
    );
}

#[test]
fn new_takes_variables_whose_default_only_the_user_can_write() {
    use own::own::{Lookup, Variables};
    let due = own::Due::build_query(own::due::Variables::new(own::Date(1))).variables;
    assert_eq!(
        serde_json::to_value(due).unwrap(),
        serde_json::json!({ "until": 1 })
    );
    let own = own::Own::build_query(Variables::new(own::Genre::Fantasy, 2)).variables;
    let expected = serde_json::json!({ "genre": "Fantasy", "aLimit": 2, "a_limit": "3" });
    assert_eq!(serde_json::to_value(own).unwrap(), expected);
    assert!(matches!(Variables::default_isbn(), Some(Lookup::Isbn(978))));
}
