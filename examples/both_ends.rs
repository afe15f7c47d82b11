//! Every pull request of a repository in half the time: a walk from both ends of the list at once.
//!
//! `cargo run --example both_ends -- rust-lang/rust` queries GitHub if `GITHUB_TOKEN` is set, and the sandbox
//! otherwise. Pull requests are printed as their pages arrive, or in order with `--ordered`. With `--one-request`, each
//! request fetches a page from each end.

use std::collections::BTreeMap;

use anyhow::Context;
use graphql_paginate::GraphQLQuery;
use graphql_paginate_examples::{count, github, show, table};

#[derive(GraphQLQuery)]
#[graphql(
    schema = "github",
    query_path = "../queries/github/pull_requests_edges.graphql",
    response_derives = "Debug"
)]
struct PullRequestsEdges;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let has = |option: &str| arguments.iter().any(|argument| argument == option);
    let repository = arguments.iter().find(|argument| !argument.starts_with('-'));
    let repository = repository.map_or("rust-lang/rust", String::as_str);
    let (owner, name) = repository
        .split_once('/')
        .context("name the repository as owner/name")?;

    let connected = github().await?;
    let variables = pull_requests_edges::Variables::new(owner.into(), name.into());
    let both_ends = PullRequestsEdges::paginate(variables).both_ends();
    let both_ends = if has("--ordered") {
        both_ends.ordered()
    } else {
        both_ends
    };
    let both_ends = if has("--one-request") {
        both_ends.in_one_request()
    } else {
        both_ends
    };
    let mut items = both_ends.items(&connected.client);

    let mut runs: Vec<(i64, i64)> = Vec::new();
    let mut states = BTreeMap::<String, usize>::new();
    while let Some(pull_request) = items.try_next().await? {
        *states
            .entry(format!("{:?}", pull_request.state))
            .or_default() += 1;
        match runs.last_mut() {
            Some((_, last)) if (*last - pull_request.number).abs() == 1 => {
                *last = pull_request.number
            }
            _ => runs.push((pull_request.number, pull_request.number)),
        }
    }

    let mut table = table(&["from", "to"]);
    for (from, to) in runs {
        table.add_row([format!("#{from}"), format!("#{to}")]);
    }
    let progress = items.progress();
    let states: Vec<String> = states
        .iter()
        .map(|(state, number)| format!("{number} {state}"))
        .collect();
    let items = count(usize::try_from(progress.items)?, "pull request");
    let requests = count(usize::try_from(progress.requests)?, "request");
    show(
        &table,
        &format!(
            "{items} of {repository} in {requests}: {}",
            states.join(", ")
        ),
    )
}
