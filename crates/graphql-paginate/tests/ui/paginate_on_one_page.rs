use graphql_paginate::GraphQLQuery;

#[derive(GraphQLQuery)]
#[graphql(schema = "demarches-simplifiees", query_path = "queries/demarches-simplifiees/dossiers_poll.graphql", normalization = "rust", paginate)]
struct GetDemarche;

fn main() {
    let _ = get_demarche::QUERY;
}
