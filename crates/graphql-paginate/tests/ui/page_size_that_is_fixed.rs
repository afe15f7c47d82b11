use graphql_paginate::GraphQLQuery;

#[derive(GraphQLQuery)]
#[graphql(schema = "demarches-simplifiees", query_path = "queries/fixed_size.graphql")]
struct FixedSize;

fn main() {
    let _ = FixedSize::paginate(fixed_size::Variables::new(1)).page_size(10);
}
