use graphql_paginate::GraphQLQuery;

#[derive(GraphQLQuery)]
#[graphql(schema = "gitlab", query_path = "queries/demarches-simplifiees/dossiers.graphql")]
struct Dossiers;

fn main() {}
