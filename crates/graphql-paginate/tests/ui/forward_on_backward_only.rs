use graphql_paginate::GraphQLQuery;

#[derive(GraphQLQuery)]
#[graphql(schema = "demarches-simplifiees", query_path = "queries/demarches-simplifiees/dossiers_backward.graphql")]
struct DossiersBackward;

fn main() {
    let _ = DossiersBackward::paginate(dossiers_backward::Variables::new(1)).forward();
}
