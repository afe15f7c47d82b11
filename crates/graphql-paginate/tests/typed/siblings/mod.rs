//! Tests of queries with several connections: a pager for each, and one walk of all of them.

mod backward;
mod changing;
mod lists;
mod property;
mod scripted;
mod walks;

use graphql_paginate::{Client, GraphQLQuery, Items};
use graphql_paginate_sandbox::Sandbox;
use serde_json::Value;

use self::dossiers_and_deletions::{AllConnections, AnyItem};

// Private: generated items for its connections must not be more public than the struct.
#[derive(GraphQLQuery)]
#[graphql(
    schema = "demarches-simplifiees",
    query_path = "../../queries/demarches-simplifiees/dossiers_and_deletions.graphql",
    response_derives = "Debug"
)]
struct DossiersAndDeletions;

#[derive(GraphQLQuery)]
#[graphql(
    schema = "github",
    query_path = "tests/typed/queries/issues_and_pull_requests.graphql",
    response_derives = "Debug, Serialize",
    paginate = "repository.pullRequests"
)]
struct IssuesAndPullRequests;

/// What the requests for the three lists of dossiers ask for, in the order of the document.
const FLAGS: [&str; 3] = [
    "walkDemarcheDossiers",
    "walkDemarcheDeletedDossiers",
    "walkDemarchePendingDeletedDossiers",
];

fn lists(dossiers: usize, deleted: usize, pending: usize) -> Sandbox {
    let builder = Sandbox::builder()
        .dossiers(dossiers)
        .deleted_dossiers(deleted);
    builder
        .pending_deleted_dossiers(pending)
        .start_blocking()
        .unwrap()
}

fn variables() -> dossiers_and_deletions::Variables {
    dossiers_and_deletions::Variables::new(1)
}

fn all(sandbox_client: &Client, size: u32) -> Items<AllConnections> {
    DossiersAndDeletions::paginate_all(variables())
        .page_size(size)
        .items(sandbox_client)
}

/// `d` for a dossier, `x` for a deleted one, `p` for one that is about to be, before its number.
fn name(item: &AnyItem) -> String {
    match item {
        AnyItem::Dossiers(dossier) => format!("d{}", dossier.number),
        AnyItem::DeletedDossiers(dossier) => format!("x{}", dossier.number),
        AnyItem::PendingDeletedDossiers(dossier) => format!("p{}", dossier.number),
    }
}

/// The lists that each request selected, as digits.
fn asked(requests: &[Value]) -> Vec<String> {
    let digits = |variables: &Value| {
        (0..3)
            .filter(|index| variables[FLAGS[*index]] == true)
            .map(|index| index.to_string())
            .collect()
    };
    requests.iter().map(digits).collect()
}
