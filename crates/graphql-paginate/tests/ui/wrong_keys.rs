use graphql_paginate::GraphQLQuery;

#[derive(GraphQLQuery)]
#[graphql(schema = "github", schema = "demarches-simplifiees", respnse_derives("Debug"))]
#[graphql(query_path = "queries/demarches-simplifiees/dossiers.graphql", normalization = "Camel", deprecated = 1)]
#[graphql(extern_enums(State), skip_serializing_none)]
struct Dossiers;

fn main() {}
