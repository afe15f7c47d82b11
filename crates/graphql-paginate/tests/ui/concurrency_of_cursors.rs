use graphql_paginate::GraphQLQuery;

#[derive(GraphQLQuery)]
#[graphql(schema = "demarches-simplifiees", query_path = "queries/demarches-simplifiees/dossiers.graphql")]
struct Dossiers;

fn main() {
    let client = graphql_paginate::Client::demarches_simplifiees("token");
    let _ = Dossiers::paginate(dossiers::Variables::new(1)).concurrency(4).items(&client);
}
