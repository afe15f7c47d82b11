//! The generated code for each feature of the language, in minimal examples.

use crate::format::format;
use crate::parsed_schema::parsed_schema;
use graphql_paginate_codegen::{Options, Paginate, Source, generate};

const SCHEMA: &str = "
directive @oneOf on INPUT_OBJECT
interface Animal { name: String! }
type Dog implements Animal { name: String! barks: Boolean! owner: Person }
type Cat implements Animal { name: String! lives: Int }
type Person { name: String! pets(first: Int, after: String, last: Int, before: String): Pets! cats(first: Int, after: String): Pets }
union Found = Dog | Person
enum Order { UP down }
input Filter { order: Order = UP, limit: Int! = 5, not: Filter, by: By }
input By @oneOf { name: String, ids: [ID!] }
type Pets { pageInfo: PageInfo! nodes: [Animal] edges: [PetEdge!] totalCount: Int! }
type PetEdge { cursor: String! since: String node: Dog }
type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
type Query { animal: Animal found: [Found!]! person(id: ID!): Person animals(filter: Filter, by: By): [Animal] }
";

fn check(name: &str, query: &str, paginate: Paginate) {
    let schema = parsed_schema(SCHEMA);
    let options = Options {
        paginate,
        ..Options::new(syn::parse_quote!(Q), syn::parse_quote!(pub))
    };
    let generated = generate(
        &schema,
        Source {
            name: "q.graphql",
            text: query,
        },
        &options,
    );
    assert_eq!(generated.diagnostics, [], "{name}");
    insta::assert_snapshot!(name, format(&generated));
}

#[test]
fn an_interface() {
    check(
        "an_interface",
        "query Q { animal { name ... on Dog { barks } } }",
        Paginate::IfWalkable,
    );
}

#[test]
fn a_union_with_fragments_in_fragments() {
    let query = "query Q { found { ...Dogs ... on Person { name } } } fragment Dogs on Dog { ...Name barks } fragment Name on Animal { name }";
    check("a_union", query, Paginate::IfWalkable);
}

#[test]
fn a_response_key_selected_several_times() {
    let query = "query Q($id: ID!) { person(id: $id) { name ...P } } fragment P on Person { name }";
    check("a_key_in_several_places", query, Paginate::IfWalkable);
}

#[test]
fn conditional_selections() {
    let query = "query Q($id: ID!, $all: Boolean!) { person(id: $id) @include(if: $all) { name ...P @skip(if: $all) } } fragment P on Person { name }";
    check("what_may_be_absent", query, Paginate::IfWalkable);
}

#[test]
fn input_objects_and_default_values() {
    let query = "query Q($filter: Filter = { by: { ids: 7 } }, $by: By) { animals(filter: $filter, by: $by) { name } }";
    check("input_objects", query, Paginate::IfWalkable);
}

#[test]
fn two_connections() {
    let query = "query Q($id: ID!, $first: Int, $a: String, $b: String) { person(id: $id) {
        pets(first: $first, after: $a) { nodes { name } pageInfo { hasNextPage endCursor } }
        cats(first: 10, after: $b) { totalCount nodes { name } pageInfo { hasNextPage endCursor } } } }";
    check(
        "two_connections",
        query,
        Paginate::Named("person.pets".to_owned()),
    );
}

#[test]
fn edges_alone_in_both_directions() {
    let query =
        "query Q($id: ID!, $first: Int, $after: String, $last: Int, $before: String) { person(id: $id) {
        pets(first: $first, after: $after, last: $last, before: $before) { edges { since node { name } }
        pageInfo { hasNextPage endCursor hasPreviousPage startCursor } } } }";
    check("edges_alone", query, Paginate::Required);
}

#[test]
fn a_fragment_beside_fields_in_an_inline_fragment() {
    let query =
        "query Q { ... { animal { name } ...F } } fragment F on Query { found { __typename } }";
    check("a_fragment_beside_fields", query, Paginate::IfWalkable);
}

#[test]
fn accessors_of_connections() {
    let query = "query Q($id: ID!) { person(id: $id) { pets { nodes { name ... on Dog { owner { ...P } } } } cats { ...C } clone: cats { edges { node { name } } } } }
        fragment P on Person { cats { edges { node { barks } } } }
        fragment C on Pets { nodes { name } }";
    check("accessors", query, Paginate::IfWalkable);
}
