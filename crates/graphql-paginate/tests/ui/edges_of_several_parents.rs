use graphql_paginate::GraphQLQuery;

#[derive(GraphQLQuery)]
#[graphql(
    schema = "github",
    query = "query Comments($ids: [ID!]!) { nodes(ids: $ids) { ... on Issue { comments { edges { cursor node { body } } } } } }"
)]
struct Comments;

fn main() {
    let client = graphql_paginate::Client::github("token");
    let _ = Comments::paginate(comments::Variables::new(Vec::new())).edges(&client);
}
