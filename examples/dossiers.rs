//! Every dossier of a démarche, typed, without handling a cursor.
//!
//! `cargo run --example dossiers` queries the sandbox, or the real API if `DS_TOKEN` and `DEMARCHE_NUMBER` are set.

use graphql_paginate::GraphQLQuery;
use graphql_paginate_examples::{count, demarche_number, demarches_simplifiees, show, table};

#[derive(GraphQLQuery)]
#[graphql(
    schema = "demarches-simplifiees",
    query_path = "../queries/demarches-simplifiees/dossiers.graphql",
    response_derives = "Debug"
)]
struct Dossiers;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let connected = demarches_simplifiees().await?;
    let variables = dossiers::Variables::new(demarche_number(&connected)?);
    let mut pages = Dossiers::paginate(variables).pages(&connected.client);

    let mut table = table(&["number", "state", "deposited", "user", "first field"]);
    let (mut dossiers, mut page_count) = (0, 0);
    while let Some(page) = pages.try_next().await? {
        page_count += 1;
        dossiers += page.items.len();
        for dossier in &page.items {
            table.add_row(row(dossier));
        }
    }
    show(
        &table,
        &format!(
            "{} in {}",
            count(dossiers, "dossier"),
            count(page_count, "page")
        ),
    )
}

fn row(dossier: &dossiers::Item) -> [String; 5] {
    let field = dossier.champs.first().map(|champ| {
        let value = champ.string_value.as_deref().unwrap_or("–");
        format!("{}: {value}", champ.label)
    });
    [
        dossier.number.to_string(),
        format!("{:?}", dossier.state),
        dossier.date_depot.to_string(),
        dossier.usager.email.clone(),
        field.unwrap_or_default(),
    ]
}
