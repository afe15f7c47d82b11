use graphql_paginate::{GraphQLFragments, GraphQLQuery};

const _: &str = "mistakes in files, a key of the other derive, no files, and `fragment_types` without files";

#[derive(GraphQLFragments)]
#[graphql(schema_path = "queries/schema.graphql", fragments = ["queries/shared_wrong/*.graphql"])]
struct Wrong;

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "queries/schema.graphql",
    query = "query User { film(id: 1) { ...Card } }",
    fragments = ["queries/shared_wrong/*.graphql"],
    fragment_types = "crate::wrong"
)]
struct User;

#[derive(GraphQLFragments)]
#[graphql(schema_path = "queries/schema.graphql", fragments = ["queries/shared/*.graphql"], query_path = "q.graphql", complete_nested)]
struct Keys;

#[derive(GraphQLFragments)]
#[graphql(schema_path = "queries/schema.graphql")]
struct NoFiles;

#[derive(GraphQLQuery)]
#[graphql(schema_path = "queries/schema.graphql", query = "query Files { film(id: 1) { id } }", fragment_types = "crate::wrong")]
struct Files;

fn title(card: &user::Card) -> &str {
    let _: &wrong::Card = card;
    &card.title
}

fn main() {
    let _ = title;
}
