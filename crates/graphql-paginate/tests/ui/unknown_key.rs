use graphql_paginate::GraphQLQuery;

#[derive(GraphQLQuery)]
#[graphql(schema = "demarches-simplifiees", query_path = "queries/demarches-simplifiees/dossiers.graphql", respnse_derives = "Debug")]
struct Dossiers;

fn main() {}
