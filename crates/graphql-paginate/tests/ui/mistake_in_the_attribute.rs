use graphql_paginate::GraphQLQuery;

#[derive(GraphQLQuery)]
#[graphql(
    schema = "github",
    query = r#"
        query Viewer {
            viewer { logn }
        }
    "#
)]
struct Viewer;

fn main() {
    let _ = viewer::QUERY;
}
