use graphql_paginate::{GraphQLFragments, GraphQLQuery};

const _: &str = "a trait that the shared types do not have";

#[derive(GraphQLFragments)]
#[graphql(schema_path = "queries/schema.graphql", fragments = ["queries/shared/*.graphql"])]
struct Fragments;

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "queries/schema.graphql",
    query = "query Cloned { film(id: 1) { ...Card id } }",
    fragments = ["queries/shared/*.graphql"],
    fragment_types = "crate::fragments",
    response_derives = "Clone"
)]
struct Cloned;

fn main() {}
