use graphql_paginate::GraphQLQuery;

#[derive(GraphQLQuery)]
#[graphql(schema_path = "queries/one_way_schema.graphql", query_path = "queries/newest.graphql")]
struct Newest;

fn main() {
    let _ = Newest::paginate(newest::Variables {}).backward();
}
