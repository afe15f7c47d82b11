//! The optional limit of requests per minute; minutes are those of the epoch.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use http::{Request, Response, header};

use crate::{Clock, Throttle};

/// The requests of the current minute by `Authorization`, as the API counts them. Requests without one are not limited.
#[derive(Debug)]
pub(super) struct Quota {
    per_minute: Option<usize>,
    clock: Clock,
    minute: Mutex<Minute>,
}

#[derive(Debug, Default)]
struct Minute {
    /// The number of the minute since the epoch.
    number: u64,
    requests: HashMap<String, usize>,
}

impl Quota {
    pub(super) fn new(per_minute: Option<usize>, clock: Clock) -> Self {
        Self {
            per_minute,
            clock,
            minute: Mutex::default(),
        }
    }

    /// Counts a request. Returns the response that refuses it if the limit is exceeded.
    pub(super) fn refusal(&self, request: &Request<Bytes>) -> Option<Response<Bytes>> {
        let per_minute = self.per_minute?;
        let authorization = request
            .headers()
            .get(header::AUTHORIZATION)?
            .to_str()
            .ok()?;
        let now = self.clock.now();
        let mut minute = self.minute.lock().unwrap_or_else(PoisonError::into_inner);
        if minute.number != now.as_secs() / 60 {
            *minute = Minute {
                number: now.as_secs() / 60,
                ..Minute::default()
            };
        }
        let requests = minute
            .requests
            .entry(authorization.trim().to_lowercase())
            .or_default();
        *requests += 1;
        if *requests <= per_minute {
            return None;
        }
        let throttle = Throttle::demarches_simplifiees();
        Some(throttle.answer(now, throttle.end(now)))
    }
}
