//! What to do after a failed attempt: wait, send again, send a smaller request, or give up.

use std::time::Duration;

use http::StatusCode;
use tracing::warn;

use super::failure::Failure;
use super::{Client, QuotaReport, Setup};
use crate::error::ErrorKind;
use crate::progress::WaitReason;
use crate::retry::{Judgment, RetryBudget, judge_failure, judge_transport, later};

/// How a request may be repeated after a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RetryMode {
    /// The request may be sent again.
    SameRequest,
    /// The request may be sent again, and can be made smaller.
    AllowSmaller,
    /// The request, a mutation, may be sent again only if the server did not act on it.
    OnlyIfUnseen,
}

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Retry {
    Same,
    Smaller,
}

impl Client {
    /// Waits as required by a failure and returns how to continue; returns the failure if it is final.
    pub(crate) async fn recover(
        &self,
        mut failure: Failure,
        retry_budget: &mut RetryBudget,
        retry_mode: RetryMode,
    ) -> Result<Retry, Failure> {
        let setup = self.ready()?;
        let judgment = setup.judge(&failure);
        let seen = match &failure.kind {
            ErrorKind::Transport(error) => !error.failure().is_unsent(),
            _ => true,
        };
        if judgment == Judgment::Fail && setup.has_other_token(&failure) {
            return Ok(Retry::Same);
        }
        failure.ends_list = judgment == Judgment::End;
        failure.is_throttled = matches!(judgment, Judgment::Throttled(_));
        let has_acted = retry_mode == RetryMode::OnlyIfUnseen && failure.may_have_acted();
        failure.is_retryable = match judgment {
            Judgment::Fail | Judgment::End => false,
            Judgment::Throttled(_) => !has_acted,
            _ => retry_mode != RetryMode::OnlyIfUnseen || !seen,
        };
        match judgment {
            Judgment::Throttled(_) if has_acted => Err(failure),
            Judgment::Throttled(stated) => setup.throttled(failure, retry_budget, stated).await,
            Judgment::Fail | Judgment::End => Err(failure),
            _ if retry_mode == RetryMode::OnlyIfUnseen && seen => Err(failure),
            Judgment::RetryThenSmaller
                if retry_mode == RetryMode::AllowSmaller && retry_budget.may_repeat() =>
            {
                setup.again(failure, retry_budget).await
            }
            Judgment::Smaller | Judgment::SmallerThenRetry | Judgment::RetryThenSmaller
                if retry_mode == RetryMode::AllowSmaller =>
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
    fn judge(&self, failure: &Failure) -> Judgment {
        match (&failure.kind, &failure.response) {
            (_, Some(response)) => judge_failure(&self.profile.rules, response, self.clock.now()),
            (ErrorKind::Transport(error), None) => judge_transport(error),
            _ => Judgment::Fail,
        }
    }

    /// Takes the token of a request out of the pool if the server refused it. `false` if no other one is left.
    fn has_other_token(&self, failure: &Failure) -> bool {
        let (Some(response), Some(ticket)) = (&failure.response, &failure.ticket) else {
            return false;
        };
        if response.status() != StatusCode::UNAUTHORIZED || !self.limiter.take_out(ticket) {
            return false;
        }
        warn!("the server refused a token of the pool; the others are used from now on");
        true
    }

    /// Records the pause of the token. The wait itself comes before the next request, and is zero if another token is
    /// available.
    async fn throttled(
        &self,
        failure: Failure,
        retry_budget: &mut RetryBudget,
        stated: Option<Duration>,
    ) -> Result<Retry, Failure> {
        let now = self.clock.now();
        let until = later(now, retry_budget.throttle_wait(stated));
        if let Some(ticket) = &failure.ticket {
            self.limiter.pause(ticket, until, now);
        }
        if let Some(shared) = &self.shared_quota {
            let report = QuotaReport {
                throttled_until: Some(until),
                ..QuotaReport::default()
            };
            shared.report(report).await?;
        }
        warn!(cause = %failure.kind, "throttled");
        let is_paused = until > now;
        let until = self.limiter.ready_at(now, failure.ticket.as_ref());
        let wait = until.duration_since(now).unwrap_or_default();
        if is_paused && wait.is_zero() {
            // Another token is available.
            retry_budget.needs_no_wait(self.limiter.usable_tokens());
        }
        // Checked here and not before the next request, so that the error keeps the response.
        match retry_budget.exceeded(wait, WaitReason::Throttled, &*self.clock) {
            None => Ok(Retry::Same),
            Some(setting) => {
                self.forget_long_waits(setting, retry_budget);
                Err(Failure {
                    kind: ErrorKind::Throttled { until, setting },
                    ..failure
                })
            }
        }
    }

    /// Waits before sending the same request again.
    async fn again(
        &self,
        failure: Failure,
        retry_budget: &mut RetryBudget,
    ) -> Result<Retry, Failure> {
        let delay = retry_budget.delay();
        self.pause_before(failure, retry_budget, delay).await?;
        Ok(Retry::Same)
    }

    /// Waits before sending a smaller request.
    async fn smaller(
        &self,
        failure: Failure,
        retry_budget: &mut RetryBudget,
    ) -> Result<Retry, Failure> {
        let delay = retry_budget.short_delay();
        self.pause_before(failure, retry_budget, delay).await?;
        Ok(Retry::Smaller)
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
        warn!(cause = %failure.kind, ?delay, "retrying");
        retry_budget
            .sleep(&*self.clock, delay, WaitReason::Retry)
            .await;
        Ok(())
    }
}
