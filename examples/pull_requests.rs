//! Every pull request of a repository, from first to last or, with `--backward`, from last to first.
//!
//! `cargo run --example pull_requests -- rust-lang/rust` queries GitHub if `GITHUB_TOKEN` is set, and the sandbox
//! otherwise.

use anyhow::Context;
use graphql_paginate::GraphQLQuery;
use graphql_paginate_examples::{count, github, show, table};

#[derive(GraphQLQuery)]
#[graphql(
    schema = "github",
    query_path = "../queries/github/pull_requests.graphql",
    response_derives = "Debug"
)]
struct PullRequests;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let is_backward = arguments.iter().any(|argument| argument == "--backward");
    let repository = arguments.iter().find(|argument| !argument.starts_with('-'));
    let repository = repository.map_or("rust-lang/rust", String::as_str);
    let (owner, name) = repository
        .split_once('/')
        .context("name the repository as owner/name")?;

    let connected = github().await?;
    let paginator =
        PullRequests::paginate(pull_requests::Variables::new(owner.into(), name.into()));
    let paginator = if is_backward {
        paginator.backward()
    } else {
        paginator
    };
    let items: Vec<pull_requests::Item> = paginator.items(&connected.client).try_collect().await?;

    let mut table = table(&["number", "state", "author", "title"]);
    for pull_request in &items {
        let author = pull_request
            .author
            .as_ref()
            .map_or("ghost", |author| &author.login);
        let state = format!("{:?}", pull_request.state);
        table.add_row([
            &format!("#{}", pull_request.number),
            &state,
            author,
            &pull_request.title,
        ]);
    }
    show(
        &table,
        &format!("{} of {repository}", count(items.len(), "pull request")),
    )
}
