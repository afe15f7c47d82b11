//! One request and its answer, with all that stands between them: whose turn it is, what the answer says about the
//! next one, and what a failure asks for.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::header::AUTHORIZATION;
use http::{Request, Response};
use tracing::{Instrument, debug, warn};

use super::limiter::{Ticket, Turn};
use super::{Client, Setup};
use crate::error::{Error, ErrorKind};
use crate::progress::{ProgressRecorder, WaitReason};
use crate::retry::{RetryBudget, Throttle, Verdict, judge};
use crate::task;
use crate::transport::{TransportError, TransportFailure};

/// An attempt that did not succeed.
pub(crate) struct Failure {
    pub(crate) kind: ErrorKind,
    pub(crate) response: Option<Response<Bytes>>,
    ticket: Option<Ticket>,
    /// Whether another attempt may succeed.
    is_retryable: bool,
}

/// What came of a request that wanted to be sent.
enum Tried {
    Sent(Ticket, Result<Response<Bytes>, TransportError>),
    Wait {
        until: SystemTime,
        reason: WaitReason,
        request: Request<Bytes>,
    },
}

/// What may be done about a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repeat {
    /// The request may be sent again.
    Same,
    /// It may, and it can be made smaller.
    Smaller,
    /// Only when the server did not act on it: a mutation.
    Unseen,
}

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Again {
    Same,
    Smaller,
}

impl Client {
    /// Sends a request once, when it is its turn, and reads the answer.
    ///
    /// # Cancellation
    ///
    /// Dropping the future ends a wait and abandons the request.
    pub(crate) async fn attempt<T>(
        &self,
        mut request: Request<Bytes>,
        retry_budget: &mut RetryBudget,
        read: impl FnOnce(&Response<Bytes>) -> Result<T, ErrorKind>,
    ) -> Result<T, Failure> {
        let setup = self.ready()?;
        for (name, value) in &setup.headers {
            request.headers_mut().insert(name, value.clone());
        }
        let (ticket, sent) = setup.send_in_turn(request, retry_budget).await?;
        let mut response = match sent {
            Ok(response) => response.map(without_mark),
            Err(mut kind) => {
                kind.mask(&setup.secrets);
                return Err(Failure {
                    kind,
                    response: None,
                    ticket: Some(ticket),
                    is_retryable: false,
                });
            }
        };
        // For what is read from the response later.
        response.extensions_mut().insert(Arc::clone(&setup.secrets));
        if let Some(quota) = setup
            .limiter
            .note(&ticket, response.headers(), setup.clock.now())
        {
            retry_budget.recorder.quota(quota);
        }
        debug!(
            status = response.status().as_u16(),
            bytes = response.body().len(),
            "answer"
        );
        read(&response).map_err(|mut kind| {
            kind.mask(&setup.secrets);
            Failure {
                kind,
                response: Some(response),
                ticket: Some(ticket),
                is_retryable: false,
            }
        })
    }

    /// Waits as a failure asks for and says how to go on, or gives it back when it is final.
    pub(crate) async fn recover(
        &self,
        mut failure: Failure,
        retry_budget: &mut RetryBudget,
        repeat: Repeat,
    ) -> Result<Again, Failure> {
        let setup = self.ready()?;
        let verdict = judge(&failure.kind, failure.response.as_ref(), setup.clock.now());
        let seen = match &failure.kind {
            ErrorKind::Transport(error) => !error.failure().is_unsent(),
            _ => true,
        };
        failure.is_retryable = match verdict {
            Verdict::Fail => false,
            Verdict::Throttled(_) => true,
            Verdict::Again | Verdict::Smaller => repeat != Repeat::Unseen || !seen,
        };
        match verdict {
            Verdict::Throttled(throttle) => setup.throttled(failure, retry_budget, throttle),
            Verdict::Fail => Err(failure),
            _ if repeat == Repeat::Unseen && seen => Err(failure),
            Verdict::Smaller if repeat == Repeat::Smaller => {
                let delay = retry_budget.short_delay();
                setup
                    .again(failure, retry_budget, delay)
                    .await
                    .map(|()| Again::Smaller)
            }
            // The same page is as large the next time.
            Verdict::Smaller if is_too_large(&failure.kind) => Err(failure),
            Verdict::Smaller | Verdict::Again => {
                let delay = retry_budget.delay();
                setup
                    .again(failure, retry_budget, delay)
                    .await
                    .map(|()| Again::Same)
            }
        }
    }
}

impl Setup {
    /// The outer error is a wait that is too long, the inner one that of the transport.
    async fn send_in_turn(
        self: &Arc<Self>,
        mut request: Request<Bytes>,
        retry_budget: &mut RetryBudget,
    ) -> Result<(Ticket, Result<Response<Bytes>, ErrorKind>), ErrorKind> {
        loop {
            let (recorder, attempts) =
                (Arc::clone(&retry_budget.recorder), retry_budget.attempts());
            let tried = Arc::clone(self).try_to_send(request, recorder, attempts);
            // A stream that is not polled, be it for the time of one item, must not hold a place that others wait for.
            let (until, reason) = match task::apart(tried.in_current_span()).await? {
                Tried::Sent(ticket, sent) => {
                    retry_budget.attempted();
                    return Ok((ticket, sent.map_err(ErrorKind::from)));
                }
                Tried::Wait {
                    until,
                    reason,
                    request: unsent,
                } => {
                    request = unsent;
                    (until, reason)
                }
            };
            let wait = until.duration_since(self.clock.now()).unwrap_or_default();
            if !retry_budget.allows(wait) {
                return Err(ErrorKind::Throttled { until });
            }
            match reason {
                WaitReason::Pace => debug!(?wait, "pacing requests"),
                _ => warn!(?wait, "waiting for the rate limit"),
            }
            retry_budget.sleep(&*self.clock, wait, reason).await;
        }
    }

    /// Sends a request if it is its turn; who waits takes no place from those who need not.
    async fn try_to_send(
        self: Arc<Self>,
        mut request: Request<Bytes>,
        recorder: Arc<ProgressRecorder>,
        attempts: u32,
    ) -> Tried {
        let _place = self.limiter.place().await;
        let ticket = match self.limiter.turn(self.clock.now()) {
            Turn::Go(ticket) => ticket,
            Turn::Wait { until, reason } => {
                return Tried::Wait {
                    until,
                    reason,
                    request,
                };
            }
        };
        if let Some(authorization) = &ticket.authorization {
            request
                .headers_mut()
                .insert(AUTHORIZATION, authorization.clone());
        }
        recorder.requested(attempts > 0);
        debug!(attempt = attempts + 1, "request");
        let sent = self.transport.send(request).await;
        Tried::Sent(ticket, sent)
    }

    /// Notes the pause; the wait itself is that for the next turn, which with another token may be none.
    #[allow(
        clippy::result_large_err,
        reason = "the failure comes in and goes out by value, once a page at most"
    )]
    fn throttled(
        &self,
        failure: Failure,
        retry_budget: &mut RetryBudget,
        throttle: Throttle,
    ) -> Result<Again, Failure> {
        let now = self.clock.now();
        let (until, may_return) = retry_budget.throttled(throttle, now);
        if let Some(ticket) = &failure.ticket {
            self.limiter.pause(ticket, until);
        }
        warn!(cause = %failure.kind, "throttled");
        let until = self.limiter.ready_at(now);
        // Said here rather than with the next turn, so that the error keeps the answer.
        match may_return && retry_budget.allows(until.duration_since(now).unwrap_or_default()) {
            true => Ok(Again::Same),
            false => Err(Failure {
                kind: ErrorKind::Throttled { until },
                ..failure
            }),
        }
    }

    async fn again(
        &self,
        failure: Failure,
        retry_budget: &mut RetryBudget,
        delay: Option<Duration>,
    ) -> Result<(), Failure> {
        match delay.filter(|delay| retry_budget.allows(*delay)) {
            Some(delay) => {
                warn!(cause = %failure.kind, ?delay, "asking again");
                retry_budget
                    .sleep(&*self.clock, delay, WaitReason::Retry)
                    .await;
                Ok(())
            }
            None => Err(failure),
        }
    }
}

impl Failure {
    /// The error, as far as it is known here.
    pub(crate) fn into_error(self, retry_budget: &RetryBudget) -> Error {
        let error = Error::new(self.kind)
            .attempted(retry_budget.attempts())
            .retryable(self.is_retryable);
        match self.response {
            Some(response) => error.answered(response),
            None => error,
        }
    }
}

impl From<ErrorKind> for Failure {
    fn from(kind: ErrorKind) -> Self {
        Self {
            kind,
            response: None,
            ticket: None,
            is_retryable: false,
        }
    }
}

/// A byte order mark is no part of the text behind it, and some servers set one.
///
/// See [RFC 8259, section 8.1](https://www.rfc-editor.org/rfc/rfc8259#section-8.1).
fn without_mark(body: Bytes) -> Bytes {
    const MARK: &str = "\u{feff}";
    if body.starts_with(MARK.as_bytes()) {
        body.slice(MARK.len()..)
    } else {
        body
    }
}

fn is_too_large(kind: &ErrorKind) -> bool {
    matches!(kind, ErrorKind::Transport(error) if matches!(error.failure(), TransportFailure::TooLarge { .. }))
}
