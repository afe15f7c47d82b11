//! The rate and concurrency limiter that all streams and clones of a client share.
//!
//! APIs count requests by token, so each token has its own quota, pace and pauses. A request uses the current token; if
//! that one has to wait, another one that does not; if all have to wait, the one with the shortest wait. Independently
//! of tokens, the number of requests in flight is limited.

mod pace;
mod token;

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use http::{HeaderMap, HeaderValue};
use tokio::sync::{Semaphore, SemaphorePermit};

use self::pace::Pace;
use self::token::Token;
use super::Profile;
use crate::progress::{Quota, WaitReason};

/// Shared by the clones of a client.
pub(crate) struct Limiter {
    concurrency: Semaphore,
    pool: Mutex<Pool>,
}

struct Pool {
    tokens: Vec<Token>,
    current: usize,
}

/// Whether a request may be sent now.
#[derive(Debug)]
pub(super) enum Turn {
    Go(Ticket),
    Wait {
        until: SystemTime,
        reason: WaitReason,
    },
}

/// The token of a request.
#[derive(Debug)]
pub(super) struct Ticket {
    token: usize,
    /// The path of its URL.
    path: String,
    /// `None` for a client without a token.
    pub(super) authorization: Option<HeaderValue>,
}

impl Limiter {
    pub(super) fn new(authorizations: Vec<HeaderValue>, profile: &Profile) -> Self {
        let mut authorizations: Vec<_> = authorizations.into_iter().map(Some).collect();
        if authorizations.is_empty() {
            authorizations.push(None);
        }
        let mut tokens = Vec::new();
        for authorization in authorizations {
            let pace = Pace::new(profile.requests_per_minute);
            tokens.push(Token::new(authorization, pace));
        }
        let concurrency = Semaphore::new(profile.max_concurrency.max(1) as usize);
        Self {
            concurrency,
            pool: Mutex::new(Pool { tokens, current: 0 }),
        }
    }

    /// Waits for one of the concurrency slots; it is held until the response has arrived.
    pub(super) async fn slot(&self) -> SemaphorePermit<'_> {
        self.concurrency
            .acquire()
            .await
            .expect("the semaphore is never closed")
    }

    /// Counts a request to a path if it may be sent now; otherwise returns how long to wait before trying again.
    pub(super) fn turn(&self, now: SystemTime, path: &str) -> Turn {
        let mut pool = self.lock();
        let (index, wait) = pool.next(now, path);
        if let Some((until, reason)) = wait {
            return Turn::Wait { until, reason };
        }
        pool.current = index;
        let token = &mut pool.tokens[index];
        token.sent(now);
        Turn::Go(Ticket {
            token: index,
            path: path.to_owned(),
            authorization: token.authorization.clone(),
        })
    }

    /// When a failed request may be sent again.
    pub(super) fn ready_at(&self, now: SystemTime, ticket: Option<&Ticket>) -> SystemTime {
        let path = ticket.map_or("", |ticket| &ticket.path);
        self.lock()
            .next(now, path)
            .1
            .map_or(now, |(until, _)| until)
    }

    /// Records the quota that a response reports.
    pub(super) fn note(
        &self,
        ticket: &Ticket,
        headers: &HeaderMap,
        now: SystemTime,
    ) -> Option<Quota> {
        self.lock().tokens[ticket.token].note(&ticket.path, headers, now)
    }

    /// Pauses the token of this request until then, or only its requests for the resource that is used up.
    pub(super) fn pause(&self, ticket: &Ticket, until: SystemTime, now: SystemTime) {
        self.lock().tokens[ticket.token].pause(&ticket.path, until, now);
    }

    /// Forgets waits that end after this time.
    pub(super) fn forget_after(&self, time: SystemTime) {
        for token in &mut self.lock().tokens {
            token.forget_after(time);
        }
    }

    /// Takes a refused token out of the pool; `false` if it is the last one.
    pub(super) fn take_out(&self, ticket: &Ticket) -> bool {
        let mut pool = self.lock();
        let mut others = (0..pool.tokens.len()).filter(|index| *index != ticket.token);
        let has_others = others.any(|index| !pool.tokens[index].is_refused);
        if has_others {
            pool.tokens[ticket.token].is_refused = true;
        }
        has_others
    }

    /// The number of tokens that the server did not refuse.
    pub(super) fn usable_tokens(&self) -> usize {
        let pool = self.lock();
        pool.tokens.iter().filter(|token| !token.is_refused).count()
    }

    fn lock(&self) -> MutexGuard<'_, Pool> {
        // Code under the lock does not panic halfway.
        self.pool.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pool {
    /// The token that is available first, and its wait if any.
    fn next(&self, now: SystemTime, path: &str) -> (usize, Option<(SystemTime, WaitReason)>) {
        let mut first = None;
        // Starts at the current token, so that it is kept as long as it is available.
        for offset in 0..self.tokens.len() {
            let index = (self.current + offset) % self.tokens.len();
            let token = &self.tokens[index];
            if token.is_refused {
                continue;
            }
            let wait = token.ready_at(now, path);
            let ready_at = wait.map_or(now, |(until, _)| until);
            if first.is_none_or(|(_, _, earliest)| ready_at < earliest) {
                first = Some((index, wait, ready_at));
            }
        }
        let (index, wait, _) = first.expect("a pool has at least one token that was not refused");
        (index, wait)
    }
}
