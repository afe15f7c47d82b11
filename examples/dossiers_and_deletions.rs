//! The three dossier lists of a démarche in one walk: existing, deleted, and about to be deleted.
//!
//! This is what a daily mirror needs. Each request contains only the lists that have not ended.
//!
//! `cargo run --example dossiers_and_deletions` queries the sandbox, or the real API if `DS_TOKEN` and
//! `DEMARCHE_NUMBER` are set.

use dossiers_and_deletions::AnyItem;
use graphql_paginate::GraphQLQuery;
use graphql_paginate_examples::{count, demarche_number, demarches_simplifiees, show, table};

#[derive(GraphQLQuery)]
#[graphql(
    schema = "demarches-simplifiees",
    query_path = "../queries/demarches-simplifiees/dossiers_and_deletions.graphql",
    response_derives = "Debug"
)]
struct DossiersAndDeletions;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let connected = demarches_simplifiees().await?;
    let variables = dossiers_and_deletions::Variables::new(demarche_number(&connected)?);
    let mut pages = DossiersAndDeletions::paginate_all(variables)
        .page_size(25)
        .pages(&connected.client);

    let mut table = table(&["request", "dossiers", "deleted", "about to be deleted"]);
    let (mut items, mut requests) = (0, 0);
    while let Some(page) = pages.try_next().await? {
        requests += 1;
        items += page.items.len();
        let mut counts = [0; 3];
        page.items.iter().for_each(|item| counts[kind(item)] += 1);
        let counts = counts.map(|count| {
            if count == 0 {
                String::new()
            } else {
                count.to_string()
            }
        });
        table.add_row([requests.to_string()].into_iter().chain(counts));
    }
    show(
        &table,
        &format!("{} in {}", count(items, "item"), count(requests, "request")),
    )
}

/// The index of the action for an item: store, remove or mark.
fn kind(item: &AnyItem) -> usize {
    match item {
        AnyItem::Dossiers(_) => 0,
        AnyItem::DeletedDossiers(_) => 1,
        AnyItem::PendingDeletedDossiers(_) => 2,
    }
}
