//! The limit on requests, when the sandbox is asked for one: so many in each minute of the epoch.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use http::{Request, Response, header};

use crate::{Clock, Throttle};

/// Requests of the current minute by `Authorization`, as the API counts them; requests without one are not limited.
#[derive(Debug)]
pub(super) struct Quota {
    per_minute: Option<usize>,
    clock: Clock,
    minute: Mutex<Minute>,
}

#[derive(Debug, Default)]
struct Minute {
    /// Since the epoch.
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

    /// Counts a request; the answer to one too many.
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
        let throttle = Throttle::demarches_simplifiees();
        (*requests > per_minute).then(|| throttle.answer(now, throttle.end(now)))
    }
}
