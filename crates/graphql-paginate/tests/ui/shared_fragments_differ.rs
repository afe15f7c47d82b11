use graphql_paginate::{GraphQLFragments, GraphQLQuery};

const _: &str = "another file with the same fragment, and another kind of enum";

#[derive(GraphQLFragments)]
#[graphql(schema_path = "queries/schema.graphql", fragments = ["queries/shared/*.graphql"])]
struct Fragments;

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "queries/schema.graphql",
    query = "query OtherFile { film(id: 1) { ...Card } }",
    fragments = ["queries/fragments/one.graphql"],
    fragment_types = "crate::fragments"
)]
struct OtherFile;

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "queries/schema.graphql",
    query = "query OwnEnum { film(id: 1) { ...Card } }",
    fragments = ["queries/shared/*.graphql"],
    fragment_types = "crate::fragments",
    extern_enums("Genre")
)]
struct OwnEnum;

fn main() {}
