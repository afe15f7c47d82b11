//! The documented query for démarches with few dossiers: all recent changes in one request.
//!
//! `cargo run --example dossiers_poll` queries the sandbox, or the real API if `DS_TOKEN` and `DEMARCHE_NUMBER` are
//! set. With `--without-dossiers`, the query's `@include` leaves out the dossiers.

use graphql_paginate::GraphQLQuery;
use graphql_paginate_examples::{count, demarche_number, demarches_simplifiees, show, table};

#[derive(GraphQLQuery)]
#[graphql(
    schema = "demarches-simplifiees",
    query_path = "../queries/demarches-simplifiees/dossiers_poll.graphql",
    normalization = "rust",
    response_derives = "Debug"
)]
struct GetDemarche;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let connected = demarches_simplifiees().await?;
    let variables = get_demarche::Variables {
        last: Some(5),
        updated_since: Some("2020-01-01T00:00:00Z".parse()?),
        include_dossiers: Some(!std::env::args().any(|argument| argument == "--without-dossiers")),
        ..get_demarche::Variables::new(demarche_number(&connected)?)
    };
    let data = connected.client.execute::<GetDemarche>(variables).await?;

    let Some(dossiers) = data.demarche.dossiers else {
        println!("the dossiers were not asked for");
        return Ok(());
    };
    let mut table = table(&["id", "last modified"]);
    let nodes: Vec<_> = dossiers.nodes.into_iter().flatten().flatten().collect();
    for dossier in &nodes {
        table.add_row([
            dossier.id.clone(),
            dossier.date_derniere_modification.to_string(),
        ]);
    }
    let cursor = dossiers.page_info.end_cursor.as_deref().unwrap_or("none");
    show(
        &table,
        &format!(
            "the last {}; cursor {cursor}",
            count(nodes.len(), "dossier")
        ),
    )
}
