use graphql_paginate::GraphQLQuery;

const _: &str = "a pattern that matches no file, a missing file, and no list";

#[derive(GraphQLQuery)]
#[graphql(schema = "github", query = "query Viewer { viewer { login } }", fragments = ["queries/parts/*.graphql", "queries/*.gql"])]
struct Viewer;

#[derive(GraphQLQuery)]
#[graphql(schema = "github", query = "query Reader { viewer { login } }", fragments = ["queries/parts.graphql"])]
struct Reader;

#[derive(GraphQLQuery)]
#[graphql(schema = "github", query = "query Writer { viewer { login } }", fragments = "queries/*.graphql")]
struct Writer;

#[derive(GraphQLQuery)]
#[graphql(schema_path = "queries/schema.graphql", query = "query Twice { film(id: 1) { ...Card } }", fragments = ["queries/fragments/*.graphql"])]
struct Twice;

fn main() {}
