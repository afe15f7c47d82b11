use graphql_paginate::GraphQLQuery;

#[derive(GraphQLQuery)]
#[graphql(schema = "demarches-simplifiees", query_path = "queries/cursor_not_bound.graphql", paginate)]
struct FirstPage;

fn main() {}
