//! Every job offer of JobAffinity, whose pages contain the URL of the next page.
//!
//! `cargo run --example jobaffinity_jobs` queries the sandbox, or the real API if `JOBAFFINITY_LOGIN` and
//! `JOBAFFINITY_PASSWORD` are set.

use graphql_paginate_examples::rest::jobaffinity;
use graphql_paginate_examples::{count, show, table};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let reached = jobaffinity().await?;
    let mut pages = reached.api.jobs().page_size(20).pages();

    let mut table = table(&["id", "title", "reference", "status"]);
    let (mut jobs, mut page_count) = (0, 0);
    while let Some(page) = pages.try_next().await? {
        page_count += 1;
        jobs += page.items.len();
        for job in page.items {
            let text = |field: Option<String>| field.unwrap_or_else(|| "–".to_owned());
            table.add_row([
                job.id.to_string(),
                text(job.title),
                text(job.reference),
                text(job.status),
            ]);
        }
    }
    show(
        &table,
        &format!("{} in {}", count(jobs, "job"), count(page_count, "page")),
    )
}
