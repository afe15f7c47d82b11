//! The rate limit cost of a request by GitHub's formula.
//!
//! Each connection is fetched once for each item of the connections around it. The points are the number of fetches
//! divided by 100, rounded, at least one; the nodes are the items of all pages.
//!
//! See [Rate limits and query limits](https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api).

use crate::connection::{Binding, SelectedConnection};
use crate::style::Style;

/// Points and nodes of one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Points deducted from the hourly budget; at least 1.
    pub points: u64,
    /// The number of items in all pages; GitHub refuses more than 500,000.
    pub nodes: u64,
}

pub(super) fn cost(found: &[SelectedConnection<'_, '_>], assumed: u64) -> Cost {
    let size = |connection: &SelectedConnection<'_, '_>| {
        let sizes = [connection.arguments.first, connection.arguments.last];
        match sizes.into_iter().find(|size| *size != Binding::Absent) {
            Some(size) => size.number().unwrap_or(assumed),
            None => assumed,
        }
    };
    let mut fillings: u64 = 0;
    let mut nodes: u64 = 0;
    let is_connection = |found: &&SelectedConnection<'_, '_>| found.paging.style == Style::Relay;
    for connection in found.iter().filter(is_connection) {
        let around = found.iter().filter(is_connection);
        let around = around.filter(|outer| outer.is_around(connection));
        let filled = around.fold(1_u64, |product, outer| product.saturating_mul(size(outer)));
        fillings = fillings.saturating_add(filled);
        nodes = nodes.saturating_add(filled.saturating_mul(size(connection)));
    }
    Cost {
        points: (fillings.saturating_add(50) / 100).max(1),
        nodes,
    }
}
