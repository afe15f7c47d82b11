//! The chart of accounts of Sage: first the number of accounts, then all of them in pages of 100.
//!
//! `cargo run --example sage_accounts` queries the sandbox, or the real API if `SAGE_URL`, `SAGE_DATASET` and
//! `SAGE_TOKEN` are set.

use graphql_paginate_examples::rest::sage;
use graphql_paginate_examples::{count, show, table};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let reached = sage().await?;
    let accounts = reached
        .api
        .accounts()
        .select(["numero", "intitule", "type"])
        .page_size(100);
    let expected = accounts.count().await?;

    let mut table = table(&["numero", "intitule", "type"]);
    let (mut found, mut page_count) = (0, 0);
    let mut pages = accounts.pages();
    while let Some(page) = pages.try_next().await? {
        page_count += 1;
        found += page.items.len();
        for account in page.items {
            table.add_row(
                [account.numero, account.intitule, account.kind].map(Option::unwrap_or_default),
            );
        }
    }
    show(
        &table,
        &format!(
            "{} of {expected} in {}",
            count(found, "account"),
            count(page_count, "page")
        ),
    )
}
