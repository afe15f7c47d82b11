//! Sends one request and judges the response: rate limits before it, the quota that the response reports, and retries
//! after a failure.

use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use futures_util::future::{Either, select};
use http::header::AUTHORIZATION;
use http::{Request, Response};
use tracing::{Instrument, debug, warn};

use super::limiter::{Ticket, Turn};
use super::{Client, QuotaReport, Setup, headers};
use crate::error::{Error, ErrorKind, describe};
use crate::graphql;
use crate::json::replace_lone_surrogates;
use crate::progress::{ProgressRecorder, Quota, WaitReason};
use crate::retry::{
    Deadline, Judgment, RetryBudget, judge_failure, judge_success, judge_transport, later,
};
use crate::task;
use crate::transport::TransportError;

/// A failed attempt.
pub(crate) struct Failure {
    pub(crate) kind: ErrorKind,
    pub(crate) response: Option<Response<Bytes>>,
    ticket: Option<Ticket>,
    /// Whether another attempt may succeed.
    is_retryable: bool,
    is_throttled: bool,
    /// Whether a rule says that the list ends here.
    ends_list: bool,
}

/// The result of trying to send a request: sent, or a wait for the rate limit.
enum Tried {
    Sent(Ticket, Result<Response<Bytes>, TransportError>),
    Wait {
        until: SystemTime,
        reason: WaitReason,
        request: Request<Bytes>,
    },
}

/// How a request may be repeated after a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repeat {
    /// The request may be sent again.
    Same,
    /// The request may be sent again, and can be made smaller.
    Smaller,
    /// The request, a mutation, may be sent again only if the server did not act on it.
    Unseen,
}

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Again {
    Same,
    Smaller,
}

impl Client {
    /// Waits for the rate limit, sends a request once, and reads the response.
    ///
    /// # Cancellation
    ///
    /// Dropping the future ends a wait and abandons the request.
    pub(crate) async fn attempt<T>(
        &self,
        request: Request<Bytes>,
        retry_budget: &mut RetryBudget,
        read: impl FnOnce(&Response<Bytes>) -> Result<T, ErrorKind>,
    ) -> Result<T, Failure> {
        let setup = self.ready()?;
        let (encoded, is_hash) = setup.documents.encode(&request);
        let (mut ticket, mut sent) = setup.send(encoded, retry_budget).await?;
        if is_hash
            && let Ok(response) = &sent
            && let Some(text) = setup.documents.after_refusal(&request, response)
        {
            debug!("the server does not know the hash of the document");
            (ticket, sent) = setup.send(text, retry_budget).await?;
        }
        let response = match sent {
            Ok(response) => response,
            Err(mut kind) => {
                kind.mask(&setup.secrets);
                return Err(Failure {
                    kind,
                    response: None,
                    ticket: Some(ticket),
                    is_retryable: false,
                    is_throttled: false,
                    ends_list: false,
                });
            }
        };
        debug!(
            status = response.status().as_u16(),
            bytes = response.body().len(),
            "answer"
        );
        let mut kind = match read(&response) {
            Ok(value) if setup.is_good(&response) => return Ok(value),
            Ok(_) => rejected(&response),
            Err(kind) => kind,
        };
        kind.mask(&setup.secrets);
        Err(Failure {
            kind,
            response: Some(response),
            ticket: Some(ticket),
            is_retryable: false,
            is_throttled: false,
            ends_list: false,
        })
    }

    /// Waits as required by a failure and returns how to continue; returns the failure if it is final.
    pub(crate) async fn recover(
        &self,
        mut failure: Failure,
        retry_budget: &mut RetryBudget,
        repeat: Repeat,
    ) -> Result<Again, Failure> {
        let setup = self.ready()?;
        let judgment = setup.judge(&failure);
        let seen = match &failure.kind {
            ErrorKind::Transport(error) => !error.failure().is_unsent(),
            _ => true,
        };
        failure.ends_list = judgment == Judgment::End;
        failure.is_throttled = matches!(judgment, Judgment::Throttled(_));
        failure.is_retryable = match judgment {
            Judgment::Fail | Judgment::End => false,
            _ => repeat != Repeat::Unseen || !seen,
        };
        match judgment {
            Judgment::Throttled(stated) => setup.throttled(failure, retry_budget, stated).await,
            Judgment::Fail | Judgment::End => Err(failure),
            _ if repeat == Repeat::Unseen && seen => Err(failure),
            Judgment::RetryThenSmaller
                if repeat == Repeat::Smaller && retry_budget.may_repeat() =>
            {
                setup.again(failure, retry_budget).await
            }
            Judgment::Smaller | Judgment::SmallerThenRetry | Judgment::RetryThenSmaller
                if repeat == Repeat::Smaller =>
            {
                setup.smaller(failure, retry_budget).await
            }
            // The same request would be as large again.
            Judgment::Smaller => Err(failure),
            Judgment::Retry | Judgment::RetryThenSmaller | Judgment::SmallerThenRetry => {
                setup.again(failure, retry_budget).await
            }
        }
    }
}

impl Setup {
    /// Sends a request with the client's headers, and records the rate limit that the response reports.
    async fn send(
        self: &Arc<Self>,
        mut request: Request<Bytes>,
        retry_budget: &mut RetryBudget,
    ) -> Result<(Ticket, Result<Response<Bytes>, ErrorKind>), ErrorKind> {
        headers::put_on(request.headers_mut(), &self.headers);
        self.admit(retry_budget).await?;
        let (ticket, sent) = self.send_in_turn(request, retry_budget).await?;
        let mut response = match sent {
            Ok(response) => response.map(without_mark).map(replace_lone_surrogates),
            Err(kind) => {
                self.report(None, None).await?;
                return Ok((ticket, Err(kind)));
            }
        };
        headers::hide_secrets(response.headers_mut(), &self.secrets);
        // Needed to mask secrets in text that is read from the response later.
        response.extensions_mut().insert(Arc::clone(&self.secrets));
        let now = self.clock.now();
        let quota = self.limiter.note(&ticket, response.headers(), now);
        if let Some(quota) = quota {
            retry_budget.recorder.quota(quota);
        }
        self.report(Some(&response), quota).await?;
        Ok((ticket, Ok(response)))
    }

    /// Waits until the quota that is shared with other processes allows a request.
    async fn admit(&self, retry_budget: &mut RetryBudget) -> Result<(), ErrorKind> {
        let Some(quota) = &self.shared_quota else {
            return Ok(());
        };
        loop {
            let asked = quota.acquire();
            let wait = match retry_budget.deadline(&*self.clock) {
                Some(deadline) => self.before(deadline, asked).await?,
                None => asked.await?,
            };
            let Some(wait) = wait else {
                return Ok(());
            };
            let until = later(self.clock.now(), wait);
            if let Some(setting) = retry_budget.exceeded(wait, WaitReason::Pace, &*self.clock) {
                return Err(ErrorKind::Throttled { until, setting });
            }
            debug!(?wait, "waiting for the shared quota");
            retry_budget
                .sleep(&*self.clock, wait, WaitReason::Pace)
                .await;
        }
    }

    async fn report(
        &self,
        response: Option<&Response<Bytes>>,
        quota: Option<Quota>,
    ) -> Result<(), ErrorKind> {
        match &self.shared_quota {
            Some(shared) => shared.answered(response, quota).await,
            None => Ok(()),
        }
    }

    /// The outer error is a wait that is too long, the inner one an error of the transport.
    async fn send_in_turn(
        self: &Arc<Self>,
        mut request: Request<Bytes>,
        retry_budget: &mut RetryBudget,
    ) -> Result<(Ticket, Result<Response<Bytes>, ErrorKind>), ErrorKind> {
        loop {
            let (recorder, attempts) =
                (Arc::clone(&retry_budget.recorder), retry_budget.attempts());
            let tried = Arc::clone(self).try_to_send(request, recorder, attempts);
            // Runs independently of the stream: a stream that is not polled must not block requests of other streams.
            let tried = task::apart(tried.in_current_span());
            let tried = match retry_budget.deadline(&*self.clock) {
                Some(deadline) => self.before(deadline, tried).await?,
                None => tried.await?,
            };
            let (until, reason) = match tried {
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
            if let Some(setting) = retry_budget.exceeded(wait, reason, &*self.clock) {
                return Err(ErrorKind::Throttled { until, setting });
            }
            match reason {
                WaitReason::Pace => debug!(?wait, "pacing requests"),
                _ => warn!(?wait, "waiting for the rate limit"),
            }
            retry_budget.sleep(&*self.clock, wait, reason).await;
        }
    }

    /// Drops a request when the deadline passes.
    async fn before<T>(
        &self,
        deadline: Deadline,
        work: impl Future<Output = Result<T, ErrorKind>>,
    ) -> Result<T, ErrorKind> {
        let over = self.clock.sleep(deadline.left);
        match select(pin!(work), over).await {
            Either::Left((done, _)) => done,
            Either::Right(_) => Err(ErrorKind::DeadlineExceeded {
                deadline: deadline.total,
            }),
        }
    }

    /// Sends a request if the rate limit allows it now; otherwise returns the wait, and does not occupy a concurrency
    /// slot during it.
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

    /// Whether a decoded response is a success: errors beside its data may say that the server gave up.
    fn is_good(&self, response: &Response<Bytes>) -> bool {
        match judge_success(&self.profile.rules, response, self.clock.now()) {
            None => true,
            // Errors that match no rule are left to the walk's `Partial` policy.
            Some(Judgment::Fail) => response.status().is_success(),
            Some(_) => false,
        }
    }

    fn judge(&self, failure: &Failure) -> Judgment {
        match (&failure.kind, &failure.response) {
            (_, Some(response)) => judge_failure(&self.profile.rules, response, self.clock.now()),
            (ErrorKind::Transport(error), None) => judge_transport(error),
            _ => Judgment::Fail,
        }
    }

    /// Records the pause of the token. The wait itself comes before the next request, and is zero if another token is
    /// available.
    async fn throttled(
        &self,
        failure: Failure,
        retry_budget: &mut RetryBudget,
        stated: Option<Duration>,
    ) -> Result<Again, Failure> {
        let now = self.clock.now();
        let until = later(now, retry_budget.throttle_wait(stated));
        if let Some(ticket) = &failure.ticket {
            self.limiter.pause(ticket, until);
        }
        if let Some(shared) = &self.shared_quota {
            let report = QuotaReport {
                throttled_until: Some(until),
                ..QuotaReport::default()
            };
            shared.report(report).await?;
        }
        warn!(cause = %failure.kind, "throttled");
        let until = self.limiter.ready_at(now);
        let wait = until.duration_since(now).unwrap_or_default();
        // Checked here and not before the next request, so that the error keeps the response.
        match retry_budget.exceeded(wait, WaitReason::Throttled, &*self.clock) {
            None => Ok(Again::Same),
            Some(setting) => Err(Failure {
                kind: ErrorKind::Throttled { until, setting },
                ..failure
            }),
        }
    }

    /// Waits before sending the same request again.
    async fn again(
        &self,
        failure: Failure,
        retry_budget: &mut RetryBudget,
    ) -> Result<Again, Failure> {
        let delay = retry_budget.delay();
        self.pause_before(failure, retry_budget, delay).await?;
        Ok(Again::Same)
    }

    /// Waits before sending a smaller request.
    async fn smaller(
        &self,
        failure: Failure,
        retry_budget: &mut RetryBudget,
    ) -> Result<Again, Failure> {
        let delay = retry_budget.short_delay();
        self.pause_before(failure, retry_budget, delay).await?;
        Ok(Again::Smaller)
    }

    async fn pause_before(
        &self,
        failure: Failure,
        retry_budget: &mut RetryBudget,
        delay: Option<Duration>,
    ) -> Result<(), Failure> {
        let Some(delay) = delay else {
            return Err(failure);
        };
        if retry_budget
            .exceeded(delay, WaitReason::Retry, &*self.clock)
            .is_some()
        {
            return Err(failure);
        }
        warn!(cause = %failure.kind, ?delay, "asking again");
        retry_budget
            .sleep(&*self.clock, delay, WaitReason::Retry)
            .await;
        Ok(())
    }
}

impl Failure {
    /// The error, as far as it is known here.
    pub(crate) fn into_error(self, retry_budget: &RetryBudget) -> Error {
        let error = Error::new(self.kind)
            .attempted(retry_budget.attempts())
            .retryable(self.is_retryable)
            .throttled(self.is_throttled)
            .ending(self.ends_list);
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
            is_throttled: false,
            ends_list: false,
        }
    }
}

/// Removes a byte order mark, which some servers send before the JSON text.
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

/// The error for a decoded response that a rule rejects.
fn rejected(response: &Response<Bytes>) -> ErrorKind {
    let errors = graphql::errors(response);
    if errors.is_empty() {
        return ErrorKind::UnexpectedBody {
            status: response.status(),
            found: describe(response),
        };
    }
    ErrorKind::GraphQL { errors }
}
