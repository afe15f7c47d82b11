use graphql_paginate::GraphQLQuery;

#[derive(GraphQLQuery)]
#[graphql(schema = "github", query = "query Viewer { viewer { login } }", query_path = "queries/viewer.graphql")]
struct Viewer;

#[derive(GraphQLQuery)]
#[graphql(schema = "github")]
struct Nothing;

fn main() {
    let _ = viewer::QUERY;
}
