//! Applies the rules of a profile to a response, and judges requests that got no response.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::Response;
use memchr::memmem;

use super::report::Report;
use super::rule::{Rule, Verdict};
use crate::transport::{TransportError, TransportFailure};

/// A [`Verdict`] with the wait that the response states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Judgment {
    /// Wait; `None` if the response does not say how long.
    Throttled(Option<Duration>),
    Retry,
    RetryThenSmaller,
    Smaller,
    SmallerThenRetry,
    End,
    Fail,
}

/// Judges a response that could not be read as a page. If no rule matches, the request fails.
pub(crate) fn judge_failure(
    rules: &[Rule],
    response: &Response<Bytes>,
    now: SystemTime,
) -> Judgment {
    judge(rules, response, &Report::read(response), now).unwrap_or(Judgment::Fail)
}

/// Judges a response that was read as a page; `None` if it is good.
///
/// Errors beside data may mean that the server gave up and filled in nulls and zeros. The user's own rules may also reject
/// a page.
pub(crate) fn judge_success(
    rules: &[Rule],
    response: &Response<Bytes>,
    now: SystemTime,
) -> Option<Judgment> {
    let has_own_rules = rules.iter().any(|rule| !rule.is_known());
    let may_have_errors = memmem::find(response.body(), b"\"errors\"").is_some();
    if !may_have_errors && !has_own_rules {
        return None;
    }
    let report = Report::read(response);
    if !report.has_errors() && !has_own_rules {
        return None;
    }
    judge(rules, response, &report, now)
}

/// Judges a request that got no complete response. A token service may have stated a wait.
pub(crate) fn judge_transport(error: &TransportError) -> Judgment {
    if let Some(wait) = error.retry_after() {
        return Judgment::Throttled(Some(wait));
    }
    match error.failure() {
        TransportFailure::Connect
        | TransportFailure::Interrupted
        | TransportFailure::TokenService => Judgment::Retry,
        TransportFailure::Timeout => Judgment::RetryThenSmaller,
        TransportFailure::TooLarge { .. } => Judgment::Smaller,
        _ => Judgment::Fail,
    }
}

fn judge(
    rules: &[Rule],
    response: &Response<Bytes>,
    report: &Report,
    now: SystemTime,
) -> Option<Judgment> {
    let rule = rules.iter().find(|rule| rule.matches(response, report))?;
    Some(match rule.outcome() {
        Verdict::Throttled(pause) => Judgment::Throttled(pause.wait(response, report, now)),
        Verdict::Retry => Judgment::Retry,
        Verdict::RetryThenSmaller => Judgment::RetryThenSmaller,
        Verdict::Smaller => Judgment::Smaller,
        Verdict::SmallerThenRetry => Judgment::SmallerThenRetry,
        Verdict::End => Judgment::End,
        Verdict::Fail => Judgment::Fail,
    })
}

#[cfg(test)]
mod tests;
