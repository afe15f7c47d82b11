//! The reporting years of Position Green in pages of two, with an OAuth2 access token that is fetched and renewed by
//! itself.
//!
//! `cargo run --example position_green_years` queries the sandbox, or the real API if `POSITION_GREEN_CLIENT_ID` and
//! `POSITION_GREEN_CLIENT_SECRET` are set.

use graphql_paginate_examples::rest::position_green;
use graphql_paginate_examples::{count, show, table};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let reached = position_green().await?;
    let mut pages = reached.api.years().page_size(2).pages();

    let mut table = table(&["page", "name", "from", "to", "locked"]);
    let (mut years, mut page_count) = (0, 0);
    while let Some(page) = pages.try_next().await? {
        page_count += 1;
        years += page.items.len();
        for year in page.items {
            let text = |field: Option<String>| field.unwrap_or_else(|| "–".to_owned());
            let locked = if year.locked == Some(true) {
                "yes"
            } else {
                "no"
            };
            table.add_row([
                page_count.to_string(),
                text(year.name),
                text(year.start_date),
                text(year.end_date),
                locked.to_owned(),
            ]);
        }
    }
    show(
        &table,
        &format!("{} in {}", count(years, "year"), count(page_count, "page")),
    )
}
