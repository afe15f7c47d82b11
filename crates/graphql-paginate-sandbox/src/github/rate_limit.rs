//! The quota: the `x-ratelimit-*` headers of every response, and the field `rateLimit`.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode, header};

use super::cost::Cost;
use super::time;
use crate::graphql::{Object, Value};
use crate::{Clock, Throttle};

const LIMIT: u64 = 5_000;
const HOUR: Duration = Duration::from_secs(3_600);

/// The points that each token spent in the current time window, by default an hour.
///
/// Unless a quota is configured, at most half of the documented one is ever spent, so that no test is limited by accident.
#[derive(Debug)]
pub(super) struct RateLimit {
    quota: Option<u64>,
    window: Duration,
    clock: Clock,
    tokens: Mutex<HashMap<String, Spent>>,
}

/// The points that a token has spent in its current window.
#[derive(Debug, Clone, Copy)]
struct Spent {
    points: u64,
    /// The time since the epoch.
    reset: Duration,
}

/// The limit of a token, the points it has spent, and when the window ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct RateLimitStatus {
    limit: u64,
    used: u64,
    /// The end of the window in seconds since the epoch.
    reset: u64,
}

impl RateLimit {
    pub(super) fn new(quota: Option<(u64, Duration)>, clock: Clock) -> Self {
        let (quota, window) = quota.map_or((None, HOUR), |(points, window)| (Some(points), window));
        Self {
            quota,
            window,
            clock,
            tokens: Mutex::default(),
        }
    }

    /// Spends the points of a query if any are left; otherwise returns the response that refuses it.
    pub(super) fn refusal(&self, request: &Request<Bytes>, points: u64) -> Option<Response<Bytes>> {
        let now = self.clock.now();
        self.with_spent(request, |spent| match self.quota {
            Some(quota) if spent.points >= quota => {
                Some(Throttle::github_primary(self.window).answer(now, spent.reset))
            }
            _ => {
                spent.points += points;
                None
            }
        })
    }

    pub(super) fn standing(&self, request: &Request<Bytes>) -> RateLimitStatus {
        let spent = self.with_spent(request, |spent| *spent);
        let (limit, most) = self
            .quota
            .map_or((LIMIT, LIMIT / 2), |quota| (quota, quota));
        RateLimitStatus {
            limit,
            used: spent.points.min(most),
            reset: spent.reset.as_secs(),
        }
    }

    fn with_spent<T>(&self, request: &Request<Bytes>, read: impl FnOnce(&mut Spent) -> T) -> T {
        let token = request
            .headers()
            .get(header::AUTHORIZATION)
            .map(HeaderValue::as_bytes);
        let token = String::from_utf8_lossy(token.unwrap_or_default()).into_owned();
        let now = self.clock.now();
        let anew = Spent {
            points: 0,
            reset: now + self.window,
        };
        let mut tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        let spent = tokens.entry(token).or_insert(anew);
        if spent.reset <= now {
            *spent = anew;
        }
        read(spent)
    }
}

impl RateLimitStatus {
    /// Adds the headers. A request without a valid token has no quota.
    pub(super) fn stamp(self, mut answer: Response<Bytes>) -> Response<Bytes> {
        let unknown = answer.status() == StatusCode::UNAUTHORIZED;
        let (limit, used) = if unknown {
            (0, 0)
        } else {
            (self.limit, self.used)
        };
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

    pub(super) fn object(self, cost: Cost) -> Object {
        let number = |number: u64| Value::json(number as i64);
        let fields = vec![
            ("cost", number(cost.points)),
            ("nodeCount", number(cost.nodes)),
            ("limit", number(self.limit)),
            ("used", number(self.used)),
            ("remaining", number(self.limit - self.used)),
            ("resetAt", Value::json(time::utc(self.reset as i64))),
        ];
        Object::new("RateLimit", "~rateLimit").with_fields(fields)
    }
}
