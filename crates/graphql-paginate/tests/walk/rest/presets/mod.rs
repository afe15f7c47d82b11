//! Tests of the typed clients, on the sandbox.

mod jobaffinity;
mod position_green;
mod sage;

use graphql_paginate_sandbox::Endpoint;

/// Path and query of every request, and its status.
fn asked(endpoint: &Endpoint) -> Vec<(String, u16)> {
    endpoint
        .requests()
        .iter()
        .map(|request| (request.path.clone(), request.status.as_u16()))
        .collect()
}
