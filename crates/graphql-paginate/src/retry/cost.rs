//! Reads the query cost that a response states about itself.

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

#[derive(Deserialize)]
struct Costed {
    extensions: Extensions,
}

#[derive(Deserialize)]
struct Extensions {
    cost: Cost,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Cost {
    actual_query_cost: Option<f64>,
    requested_query_cost: Option<f64>,
}

/// The cost of a query in points, as [Shopify](https://shopify.dev/docs/api/usage/limits) states it.
pub(crate) fn query_cost(response: &Response<Bytes>) -> Option<u64> {
    let costed: Costed = serde_json::from_slice(response.body()).ok()?;
    let Cost {
        actual_query_cost,
        requested_query_cost,
    } = costed.extensions.cost;
    let cost = actual_query_cost.or(requested_query_cost)?;
    if cost.is_finite() && cost >= 0.0 {
        // Saturates.
        Some(cost.ceil() as u64)
    } else {
        None
    }
}
