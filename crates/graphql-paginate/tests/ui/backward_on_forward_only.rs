use graphql_paginate::GraphQLQuery;

#[derive(GraphQLQuery)]
#[graphql(schema = "demarches-simplifiees", query_path = "queries/demarches-simplifiees/dossiers.graphql")]
struct Dossiers;

fn main() {
    let _ = Dossiers::paginate(dossiers::Variables::new(1)).backward();
}
