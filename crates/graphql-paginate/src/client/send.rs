//! Sends one request when the rate limits allow it.

use std::pin::pin;
use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;
use futures_util::future::{Either, select};
use http::header::{AUTHORIZATION, DATE};
use http::{HeaderMap, Request, Response};
use tracing::{Instrument, debug, warn};

use super::limiter::{Ticket, Turn};
use super::{Setup, headers};
use crate::error::ErrorKind;
use crate::json::replace_lone_surrogates;
use crate::progress::{ProgressRecorder, Quota, WaitReason};
use crate::retry::{Deadline, RetryBudget, later};
use crate::task;
use crate::transport::TransportError;

/// The result of trying to send a request: sent, or a wait for the rate limit.
enum Tried {
    Sent(Ticket, Result<Response<Bytes>, TransportError>),
    Wait {
        until: SystemTime,
        reason: WaitReason,
        request: Request<Bytes>,
    },
}

impl Setup {
    /// Sends a request with the client's headers, and records the rate limit that the response reports.
    pub(super) async fn send(
        self: &Arc<Self>,
        mut request: Request<Bytes>,
        retry_budget: &mut RetryBudget,
    ) -> Result<(Ticket, Result<Response<Bytes>, ErrorKind>), ErrorKind> {
        headers::put_on(request.headers_mut(), &self.headers);
        self.admit(retry_budget).await?;
        let begun = self.clock.now();
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
        if let Some(time) = server_time(response.headers(), begun, now) {
            retry_budget.recorder.server_time(time);
        }
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
            let tried = task::run_detached(tried.in_current_span());
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
                self.forget_long_waits(setting, retry_budget);
                return Err(ErrorKind::Throttled { until, setting });
            }
            match reason {
                WaitReason::Pace => debug!(?wait, "pacing requests"),
                _ => warn!(?wait, "waiting for the rate limit"),
            }
            retry_budget.sleep(&*self.clock, wait, reason).await;
        }
    }

    /// After a wait that exceeds this setting: if no walk may wait so long, forgets such waits, so that the next walk asks
    /// the server again.
    pub(super) fn forget_long_waits(&self, setting: &str, retry_budget: &RetryBudget) {
        if setting == "max_wait" {
            let longest = later(self.clock.now(), retry_budget.max_wait());
            self.limiter.forget_after(longest);
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
        let _slot = self.limiter.slot().await;
        let ticket = match self.limiter.turn(self.clock.now(), request.uri().path()) {
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
}

/// The server's time when a request was sent, which was not before `begun` and had been answered by `now`.
fn server_time(headers: &HeaderMap, begun: SystemTime, now: SystemTime) -> Option<SystemTime> {
    let answered = httpdate::parse_http_date(headers.get(DATE)?.to_str().ok()?).ok()?;
    let took = now.duration_since(begun).unwrap_or_default();
    answered.checked_sub(took)
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http::HeaderValue;

    use super::*;

    #[test]
    fn the_time_of_the_server_is_that_of_the_request() {
        let at = |seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        let mut headers = HeaderMap::new();
        assert_eq!(server_time(&headers, at(900), at(903)), None);
        let date = HeaderValue::from_static("Thu, 01 Jan 1970 00:01:40 GMT");
        headers.insert(DATE, date);
        assert_eq!(server_time(&headers, at(900), at(903)), Some(at(97)));
        // The clock was set back meanwhile.
        assert_eq!(server_time(&headers, at(903), at(900)), Some(at(100)));
        headers.insert(DATE, HeaderValue::from_static("today"));
        assert_eq!(server_time(&headers, at(900), at(903)), None);
    }
}
