use graphql_paginate::GraphQLQuery;

#[derive(GraphQLQuery)]
#[graphql(schema = "demarches-simplifiees", query_path = "queries/direction_of_page_info.graphql", paginate)]
struct Mismatch;

fn main() {}
