//! Starts the sandbox with data of a given size.

use std::io;
use std::time::Duration;

use graphql_paginate_sandbox::{Builder, Faults, Sandbox};

/// The largest number of items in a list: each list is held in memory.
const MOST_ITEMS: usize = 1_000_000;

/// Starts a sandbox with this many items in its main lists.
pub(crate) fn sandbox_with(items: usize) -> io::Result<Sandbox> {
    sandbox_builder(items, Duration::ZERO, &Faults::new()).start_blocking()
}

/// A sandbox with this many items in its main lists, and with faults in its GraphQL APIs. It may run for days, so it
/// records no requests.
pub(crate) fn sandbox_builder(items: usize, latency: Duration, faults: &Faults) -> Builder {
    Sandbox::builder()
        .github_faults(faults.clone())
        .demarches_simplifiees_faults(faults.clone())
        .dossiers(items)
        .pull_requests(items)
        .connection_size("Repository.issues", items)
        .jobs(items)
        .candidates(items)
        .years(items)
        .measures(items)
        .accounts(items)
        .entries(items)
        .customers(items)
        .products(items)
        .latency(latency)
        .record_requests(false)
}

/// Reads a number of items.
pub(crate) fn parse_items(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(items) if items <= MOST_ITEMS => Ok(items),
        _ => Err(format!("expected a number up to {MOST_ITEMS}")),
    }
}
