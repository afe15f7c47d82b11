//! The quota: `x-ratelimit-*` headers on every answer, and the `rateLimit` field.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode};

use super::cost::Cost;
use super::time;
use crate::graphql::{Object, Value};

const LIMIT: u64 = 5_000;

/// Points spent since the sandbox started, in one window of an hour.
///
/// At most half of the quota is ever spent: a long test is not slowed down by a limit it did not ask for.
#[derive(Debug)]
pub(super) struct RateLimit {
    used: AtomicU64,
    /// Seconds since the epoch.
    reset: u64,
}

impl RateLimit {
    pub(super) fn new() -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| now.as_secs());
        Self { used: AtomicU64::new(0), reset: now + 3_600 }
    }

    pub(super) fn spend(&self, points: u64) {
        self.used.fetch_add(points, Ordering::Relaxed);
    }

    /// Adds the headers; a request without a good token has no quota at all.
    pub(super) fn stamp(&self, mut answer: Response<Bytes>) -> Response<Bytes> {
        let unknown = answer.status() == StatusCode::UNAUTHORIZED;
        let (limit, used) = if unknown { (0, 0) } else { (LIMIT, self.used()) };
        let numbers = [
            ("x-ratelimit-limit", limit),
            ("x-ratelimit-remaining", limit - used),
            ("x-ratelimit-used", used),
            ("x-ratelimit-reset", self.reset),
        ];
        let headers = answer.headers_mut();
        for (name, number) in numbers {
            headers.insert(name, HeaderValue::from(number));
        }
        headers.insert("x-ratelimit-resource", HeaderValue::from_static("graphql"));
        answer
    }

    pub(super) fn object(&self, cost: Cost) -> Object {
        let number = |number: u64| Value::json(number as i64);
        let used = self.used();
        let fields = vec![
            ("cost", number(cost.points)),
            ("nodeCount", number(cost.nodes)),
            ("limit", number(LIMIT)),
            ("used", number(used)),
            ("remaining", number(LIMIT - used)),
            ("resetAt", Value::json(time::utc(self.reset as i64))),
        ];
        Object::new("RateLimit", "~rateLimit").with_fields(fields)
    }

    fn used(&self) -> u64 {
        self.used.load(Ordering::Relaxed).min(LIMIT / 2)
    }
}
