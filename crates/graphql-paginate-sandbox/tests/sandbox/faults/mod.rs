//! Tests of every scripted fault, over HTTP.

mod changes;
mod cursors;
mod http;
mod nodes;
mod quotas;
mod rest;
mod scripts;
mod throttles;

use graphql_paginate_sandbox::{Endpoint, Fault, Faults, Sandbox};
use serde_json::{Value, json};

use crate::support::{answer, request};

/// A sandbox whose GitHub server applies a fault to the first request.
pub(crate) fn github(fault: Fault) -> Sandbox {
    let faults = Faults::new().on_request(1, fault);
    Sandbox::builder()
        .github_faults(faults)
        .start_blocking()
        .expect("the sandbox starts")
}

pub(crate) const PULL_REQUESTS: &str = "query ($first: Int, $after: String, $last: Int, $before: String) { \
    repository(owner: \"o\", name: \"r\") { pullRequests(first: $first, after: $after, last: $last, before: $before) { \
    totalCount nodes { number } pageInfo { hasPreviousPage hasNextPage startCursor endCursor } } } }";

/// The response with a page of pull requests, of any status.
pub(crate) async fn pull_requests(api: &Endpoint, variables: Value) -> Value {
    let body = json!({ "query": PULL_REQUESTS, "variables": variables });
    answer(request(api).json(&body)).await.body
}

/// The connection in that response.
pub(crate) async fn page(api: &Endpoint, variables: Value) -> Value {
    pull_requests(api, variables).await["data"]["repository"]["pullRequests"].take()
}
