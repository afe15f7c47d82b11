//! A program with a query that uses the types of the library.

use graphql_paginate::{Client, Error, GraphQLQuery};

#[derive(GraphQLQuery)]
#[graphql(
    schema = "github",
    query_path = "queries/issues.graphql",
    fragments = ["queries/fragments/*.graphql"],
    fragment_types = "shared::fragments",
    response_derives = "Clone"
)]
struct Issues;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let endpoint = std::env::args().nth(1).expect("the first argument is the endpoint");
    let client = Client::github("sandbox-token").endpoint(&endpoint);
    let mut variables = issues::Variables::new("octo".into(), "repo".into());
    variables.states = Some(vec![shared::fragments::IssueState::OPEN]);
    let mut items = Issues::paginate(variables).page_size(50).items(&client);
    while let Some(issue) = items.try_next().await? {
        println!("{}", shared::line(&issue));
    }
    Ok(())
}
