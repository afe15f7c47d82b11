//! The sandbox with data of a chosen size.

use std::io;
use std::time::Duration;

use graphql_paginate_sandbox::Sandbox;

/// A running sandbox with so many items in its main lists.
pub(crate) fn sandbox_with(items: usize, latency: Duration) -> io::Result<Sandbox> {
    Sandbox::builder()
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
        .start_blocking()
}
