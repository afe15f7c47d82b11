use graphql_paginate::GraphQLQuery;

#[derive(GraphQLQuery)]
#[graphql(schema_path = "queries/one_way_schema.graphql", query_path = "queries/oldest.graphql")]
struct Oldest;

fn main() {
    let _ = Oldest::paginate(oldest::Variables {}).forward();
}
