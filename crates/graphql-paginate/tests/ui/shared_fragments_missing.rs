use graphql_paginate::{GraphQLFragments, GraphQLQuery};

const _: &str = "a module that does not exist, and one without the fragment";

#[derive(GraphQLFragments)]
#[graphql(schema_path = "queries/schema.graphql", fragments = ["queries/shared/studio.graphql"])]
struct Fragments;

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "queries/schema.graphql",
    query = "query Nowhere { film(id: 1) { ...Card } }",
    fragments = ["queries/shared/*.graphql"],
    fragment_types = "crate::fragment"
)]
struct Nowhere;

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "queries/schema.graphql",
    query = "query Unlisted { film(id: 1) { ...Card } }",
    fragments = ["queries/shared/*.graphql"],
    fragment_types = "crate::fragments"
)]
struct Unlisted;

fn title(card: &unlisted::Card) -> &str {
    &card.title
}

fn main() {
    let _ = (title, nowhere::QUERY);
}
