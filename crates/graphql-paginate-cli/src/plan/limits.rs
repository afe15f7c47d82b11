//! The limits that an API sets on the cost of a request and of a token.

use std::time::{Duration, SystemTime};

use graphql_paginate::Quota;

use super::estimate::Points;
use super::price::Price;
use crate::export::Api;

/// The limits of an API; none for an unknown one.
#[derive(Debug, Default)]
pub(super) struct Limits {
    nodes: Option<u64>,
    complexity: Option<u64>,
    /// The length of a quota's window, and its points.
    points: Option<(Duration, u64)>,
}

impl Limits {
    pub(super) fn of(api: Option<Api>) -> Self {
        match api {
            Some(Api::Github) => Self {
                nodes: Some(500_000),
                points: Some((Duration::from_secs(3_600), 5_000)),
                ..Self::default()
            },
            Some(Api::DemarchesSimplifiees) => Self {
                complexity: Some(60_000),
                ..Self::default()
            },
            _ => Self::default(),
        }
    }

    /// Whether the API accepts a request with this price.
    pub(super) fn allow(&self, price: &Price) -> bool {
        self.nodes.is_none_or(|most| price.nodes <= most)
            && self.complexity.is_none_or(|most| price.complexity <= most)
    }

    /// The quota if the API counts points; that of an unused token if its state is unknown.
    pub(crate) fn points(&self, quota: Option<Quota>) -> Option<Points> {
        let (window, limit) = self.points?;
        let Some(quota) = quota else {
            return Some(Points {
                left: limit,
                limit,
                resets_in: window,
                window,
            });
        };
        let resets_in = match quota.resets_at {
            Some(time) => time.duration_since(SystemTime::now()).unwrap_or_default(),
            None => Duration::ZERO,
        };
        Some(Points {
            left: quota.remaining,
            limit: quota.limit.unwrap_or(limit),
            resets_in,
            window,
        })
    }
}
