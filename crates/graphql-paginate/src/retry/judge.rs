//! Applies the rules of a profile to a response, and judges requests that got no response.

use std::sync::LazyLock;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::Response;
use memchr::memmem::Finder;

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
    let report = Report::read(response);
    match rules.iter().find(|rule| rule.matches(response, &report)) {
        Some(rule) => judgment(rule, response, &report, now),
        None => Judgment::Fail,
    }
}

/// Judges a response that was read as a page; `None` if it is good.
///
/// Errors beside data may mean that the server gave up and filled in nulls and zeros; errors after which a request only
/// fails are left to the walk's `Partial` policy. The user's own rules may reject any page.
pub(crate) fn judge_success(
    rules: &[Rule],
    response: &Response<Bytes>,
    now: SystemTime,
) -> Option<Judgment> {
    static ERRORS: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("\"errors\""));
    let has_own_rules = rules.iter().any(|rule| !rule.is_known());
    let may_have_errors = ERRORS.find(response.body()).is_some();
    if !may_have_errors && !has_own_rules {
        return None;
    }
    let report = Report::of_page(response);
    let has_errors = report.has_errors();
    let mut rules = rules.iter().filter(|rule| has_errors || !rule.is_known());
    let rule = rules.find(|rule| rule.matches(response, &report))?;
    match judgment(rule, response, &report, now) {
        Judgment::Fail if rule.is_known() && response.status().is_success() => None,
        judgment => Some(judgment),
    }
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

fn judgment(rule: &Rule, response: &Response<Bytes>, report: &Report, now: SystemTime) -> Judgment {
    match rule.outcome() {
        Verdict::Throttled(pause) => Judgment::Throttled(pause.wait(response, report, now)),
        Verdict::Retry => Judgment::Retry,
        Verdict::RetryThenSmaller => Judgment::RetryThenSmaller,
        Verdict::Smaller => Judgment::Smaller,
        Verdict::SmallerThenRetry => Judgment::SmallerThenRetry,
        Verdict::End => Judgment::End,
        Verdict::Fail => Judgment::Fail,
    }
}

#[cfg(test)]
mod tests;
