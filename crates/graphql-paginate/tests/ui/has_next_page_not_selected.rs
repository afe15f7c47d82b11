use graphql_paginate::GraphQLQuery;

#[derive(GraphQLQuery)]
#[graphql(schema = "demarches-simplifiees", query_path = "queries/has_next_page_not_selected.graphql", paginate)]
struct Endless;

fn main() {}
