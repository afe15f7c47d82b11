//! A user's program: lists the issues of a repository.

use graphql_paginate::{Client, Error, GraphQLQuery};

#[derive(GraphQLQuery)]
#[graphql(schema = "github", query_path = "queries/issues.graphql")]
struct Issues;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let endpoint = std::env::args().nth(1).expect("the first argument is the endpoint");
    let client = Client::github("sandbox-token").endpoint(&endpoint);

    let variables = issues::Variables::new("octo".into(), "repo".into());
    let mut items = Issues::paginate(variables).page_size(50).items(&client);
    let mut count = 0;
    while let Some(issue) = items.try_next().await? {
        println!("{}", line(&issue));
        count += 1;
    }
    println!("{count} issues");
    Ok(())
}

fn line(issue: &issues::Item) -> String {
    let labels = issue.labels.iter().flat_map(|labels| labels.nodes.iter().flatten().flatten());
    let labels: Vec<&str> = labels.map(|label| label.name.as_str()).collect();
    format!("#{} {} [{}]", issue.number, issue.title, labels.join(", "))
}
