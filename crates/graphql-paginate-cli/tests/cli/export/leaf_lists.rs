//! Tests of lists of words beside lists of objects, on a schema of their own.

use graphql_paginate_sandbox::Faults;

use super::own_schema::OwnSchema;
use crate::program::Ran;

const SCHEMA: &str =
    "type Query { films(first: Int, after: String): Films topics(limit: Int, offset: Int): [String!]!
        studios: [Studio!]! document(page: Int): Document }
    type Films { nodes: [Film!]! pageInfo: PageInfo! } type Film { id: ID! title: String! }
    type PageInfo { hasNextPage: Boolean! endCursor: String }
    type Studio { id: ID! films(first: Int!, after: String!): Films }
    type Document { tags: [String!]! pageCount: Int! films(first: Int, after: String): Films }";

fn exported(query: &str, more: &[&str]) -> Ran {
    OwnSchema::new(SCHEMA, 30, Faults::new()).export(query, more)
}

#[test]
fn objects_are_exported_rather_than_words() {
    for query in [
        "{ films(first: 10) { nodes { id } } topics(limit: 5, offset: 0) }",
        "query Q($offset: Int = 0) { topics(limit: 5, offset: $offset) films(first: 10) { nodes { id } } }",
        "query Q($page: Int = 1) { document(page: $page) { tags pageCount films(first: 10) { nodes { id } } } }",
    ] {
        let ran = exported(query, &[]).with_code(0);
        assert_eq!(ran.stdout.lines().count(), 30, "{query}");
        assert!(ran.stdout.starts_with("{\"id\":"), "{query}");
    }
}

#[test]
fn words_are_exported_if_they_are_alone_or_named() {
    for (query, path) in [
        ("{ topics(limit: 5, offset: 0) }", &[][..]),
        (
            "{ films(first: 10) { nodes { id } } topics(limit: 5, offset: 0) }",
            &["--path", "topics"],
        ),
    ] {
        let ran = exported(query, &[path, &["--limit", "3"]].concat()).with_code(0);
        let lines: Vec<&str> = ran.stdout.lines().collect();
        assert_eq!(lines.len(), 3, "{query}");
        assert!(lines[0].starts_with("\"topics"), "{query}: {}", lines[0]);
    }
}

#[test]
fn words_are_not_exported_in_place_of_objects_that_cannot_be_walked() {
    exported(
        "{ studios { films(first: 10, after: \"a\") { nodes { id } } } topics(limit: 5, offset: 0) }",
        &[],
    )
    .with_code(2)
    .says("the query selects no list that can be walked");
}
