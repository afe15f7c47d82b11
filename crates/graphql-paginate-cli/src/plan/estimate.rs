//! Estimates the cost of a whole walk from the price of a request and the size of the list.

use std::time::Duration;

use super::price::Price;

/// The inputs of an estimate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct EstimateInput {
    /// The number of items in the list.
    pub(crate) items: u64,
    pub(crate) page_size: u64,
    pub(crate) price: Price,
    /// The duration of a request. The pages of a cursor are requested one after the other.
    pub(crate) latency: Duration,
    pub(crate) requests_per_minute: Option<u32>,
    pub(crate) points: Option<Points>,
}

/// A quota of points per window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Points {
    pub(crate) left: u64,
    /// The points of one window.
    pub(crate) limit: u64,
    pub(crate) resets_in: Duration,
    pub(crate) window: Duration,
}

/// The cost of a whole walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Estimate {
    pub(crate) requests: u64,
    pub(crate) points: u64,
    pub(crate) time: Duration,
    /// The part of the time that is spent waiting for points.
    pub(crate) waits: Duration,
    /// The number of tokens with which no wait is needed.
    pub(crate) tokens: u64,
}

impl EstimateInput {
    /// Computes the estimate. An empty list takes one request too.
    pub(crate) fn estimate(&self) -> Estimate {
        let requests = self.items.div_ceil(self.page_size.max(1)).max(1);
        let points = requests.saturating_mul(self.price.points);
        let mut time = self
            .latency
            .saturating_mul(u32::try_from(requests).unwrap_or(u32::MAX));
        if let Some(rate) = self.requests_per_minute {
            time = time.max(Duration::from_secs(requests / u64::from(rate.max(1)) * 60));
        }
        let (windows, tokens) = match self.points {
            Some(quota) => missing(points, &quota),
            None => (0, 1),
        };
        let waits = match self.points {
            Some(quota) if windows > 0 => {
                let whole = u32::try_from(windows - 1).unwrap_or(u32::MAX);
                quota.resets_in + quota.window.saturating_mul(whole)
            }
            _ => Duration::ZERO,
        };
        Estimate {
            requests,
            points,
            time: time.max(waits),
            waits,
            tokens,
        }
    }
}

/// The additional windows that these points need, and the number of tokens that cover them without a wait.
fn missing(points: u64, quota: &Points) -> (u64, u64) {
    let missing = points.saturating_sub(quota.left);
    let windows = missing.div_ceil(quota.limit.max(1));
    (windows, 1 + windows)
}

/// The largest page size from 1 to `most` for which `fits` holds; 0 if there is none.
///
/// A larger page never costs less, so this is a binary search.
pub(crate) fn largest<E>(
    most: u64,
    mut fits: impl FnMut(u64) -> Result<bool, E>,
) -> Result<u64, E> {
    let (mut fitting, mut too_large) = (0, most + 1);
    while fitting + 1 < too_large {
        let middle = fitting + (too_large - fitting) / 2;
        if fits(middle)? {
            fitting = middle;
        } else {
            too_large = middle;
        }
    }
    Ok(fitting)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    fn input(items: u64, points: u64, left: u64) -> EstimateInput {
        EstimateInput {
            items,
            page_size: 100,
            price: Price {
                points,
                nodes: 0,
                complexity: 0,
            },
            latency: Duration::from_millis(500),
            requests_per_minute: Some(400),
            points: Some(Points {
                left,
                limit: 5_000,
                resets_in: HOUR / 2,
                window: HOUR,
            }),
        }
    }

    #[test]
    fn the_estimate_includes_waits_for_the_quota() {
        for (input, requests, points, minutes, waits, tokens) in [
            (input(0, 1, 5_000), 1, 1, 0, 0, 1),
            (input(100_001, 1, 5_000), 1_001, 1_001, 8, 0, 1),
            (input(100_000, 5, 5_000), 1_000, 5_000, 8, 0, 1),
            (input(100_000, 5, 4_999), 1_000, 5_000, 30, 30, 2),
            (input(100_000, 11, 1_000), 1_000, 11_000, 90, 90, 3),
        ] {
            let estimate = input.estimate();
            assert_eq!(
                (
                    estimate.requests,
                    estimate.points,
                    estimate.time.as_secs() / 60
                ),
                (requests, points, minutes)
            );
            assert_eq!(
                (estimate.waits.as_secs() / 60, estimate.tokens),
                (waits, tokens)
            );
        }
    }

    #[test]
    fn the_request_limit_bounds_the_estimate_of_a_fast_server() {
        let mut input = input(400_000, 0, 0);
        input.latency = Duration::from_millis(1);
        assert_eq!(input.estimate().time, Duration::from_secs(600));
    }

    #[test]
    fn the_largest_page_size_is_found() {
        for largest_fitting in 0..=100 {
            let found = largest(100, |size| Ok::<_, ()>(size <= largest_fitting));
            assert_eq!(found, Ok(largest_fitting));
        }
    }
}
