//! Tests that the struct of a query can be defined inside a function.

use graphql_paginate::Paginator;

#[test]
fn a_struct_inside_a_function_can_be_walked() {
    use graphql_paginate::GraphQLQuery;

    #[derive(GraphQLQuery)]
    #[graphql(
        schema = "github",
        query_path = "../../queries/github/pull_requests.graphql"
    )]
    struct PullRequests;

    let variables = pull_requests::Variables::new("owner".into(), "name".into());
    let paginator: Paginator<PullRequests> = PullRequests::paginate(variables);
    assert!(format!("{paginator:?}").contains("pullRequests"));
}
