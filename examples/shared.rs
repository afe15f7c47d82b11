//! Shared by the examples: connects to the API or the sandbox, and prints tables.
//!
//! Without a token, the examples use a sandbox in their own process; with a token, the real API.

pub mod rest;

use comfy_table::{ContentArrangement, Table, presets};
use graphql_paginate::Client;
use graphql_paginate_sandbox::Sandbox;
use std::io::Write;

/// A client, and the sandbox unless the client uses the real API.
#[derive(Debug)]
pub struct Connected {
    /// The client that sends queries.
    pub client: Client,
    /// Keeps the sandbox running.
    pub sandbox: Option<Sandbox>,
}

/// Connects to demarches-simplifiees with `DS_TOKEN`, or else to the sandbox; `SANDBOX_URL` selects a sandbox in
/// another process.
pub async fn demarches_simplifiees() -> anyhow::Result<Connected> {
    if let Some(url) = variable("SANDBOX_URL") {
        let client = Client::demarches_simplifiees(Sandbox::TOKEN).endpoint(&url);
        return Ok(Connected {
            client,
            sandbox: None,
        });
    }
    if let Some(token) = variable("DS_TOKEN") {
        return Ok(Connected {
            client: Client::demarches_simplifiees(token),
            sandbox: None,
        });
    }
    let sandbox = Sandbox::start().await?;
    let url = sandbox.demarches_simplifiees().url();
    println!("no DS_TOKEN: talking to the sandbox at {url}\n");
    let client = Client::demarches_simplifiees(Sandbox::TOKEN).endpoint(url);
    Ok(Connected {
        client,
        sandbox: Some(sandbox),
    })
}

/// Connects to GitHub with `GITHUB_TOKEN`, or else to the sandbox.
pub async fn github() -> anyhow::Result<Connected> {
    if let Some(token) = variable("GITHUB_TOKEN") {
        return Ok(Connected {
            client: Client::github(token),
            sandbox: None,
        });
    }
    let sandbox = Sandbox::start().await?;
    let url = sandbox.github().url();
    println!("no GITHUB_TOKEN: talking to the sandbox at {url}\n");
    let client = Client::github(Sandbox::TOKEN).endpoint(url);
    Ok(Connected {
        client,
        sandbox: Some(sandbox),
    })
}

/// The number of the démarche from `DEMARCHE_NUMBER`, which the real API requires; the sandbox accepts any.
pub fn demarche_number(connected: &Connected) -> anyhow::Result<i64> {
    match variable("DEMARCHE_NUMBER") {
        Some(number) => Ok(number.parse()?),
        None if connected.sandbox.is_some() => Ok(1),
        None => {
            anyhow::bail!("set DEMARCHE_NUMBER to the number of a démarche that the token may read")
        }
    }
}

/// A table with this header.
#[must_use]
pub fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(header);
    table
}

/// Prints the table with a line below it; a closed pipe is an error.
pub fn show(table: &Table, summary: &str) -> anyhow::Result<()> {
    writeln!(std::io::stdout(), "{table}\n\n{summary}")?;
    Ok(())
}

/// A count with its noun: `3 pages`, `1 page`.
#[must_use]
pub fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
