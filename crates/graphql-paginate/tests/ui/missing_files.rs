use graphql_paginate::GraphQLQuery;

#[derive(GraphQLQuery)]
#[graphql(schema_path = "queries", query_path = "queries/dossier.graphql")]
struct Dossiers;

fn main() {
    let _ = dossiers::QUERY;
}
