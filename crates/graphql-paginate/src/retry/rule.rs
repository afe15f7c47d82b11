//! Rules that map responses to verdicts: retry, wait, request smaller pages, or fail.

use std::borrow::Cow;
use std::fmt;
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderName, Response};

use super::report::Report;
use super::wait;

/// One entry of the table by which a [`Profile`](crate::Profile) decides what to do about a response.
///
/// A rule has a [`Verdict`] and conditions. It matches a response if all of its conditions hold, and the first rule of the
/// table that matches decides. [`Profile::with_rule`](crate::Profile::with_rule) adds a rule before the built-in ones.
///
/// ```
/// use graphql_paginate::{Pause, Profile, Rule, Verdict};
///
/// let seconds = Pause::BodyField("/errors/0/extensions/seconds".into());
/// let profile = Profile::default()
///     // An API that announces how many seconds its maintenance takes.
///     .with_rule(Rule::new(Verdict::Throttled(seconds)).code("MAINTENANCE"))
///     // A proxy that answers 400 if the response would be too large.
///     .with_rule(Rule::new(Verdict::Smaller).status(400).message("response too large"))
///     // An API that sometimes refuses a valid token with 401.
///     .with_rule(Rule::new(Verdict::Retry).status(401).without_message("bad credentials"))
///     // A predicate on status, headers and body.
///     .with_rule(Rule::new(Verdict::Retry).when(|answer| answer.headers().contains_key("x-busy")));
/// ```
#[derive(Clone, PartialEq)]
pub struct Rule {
    conditions: Vec<Condition>,
    verdict: Verdict,
    /// Whether this is one of the rules that every profile begins with.
    is_known: bool,
}

/// What to do about a response.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// The API throttles: wait, then send the same request again.
    Throttled(Pause),
    /// The failure is transient: send the same request again, with the delays of the
    /// [`RetryPolicy`](crate::RetryPolicy).
    Retry,
    /// The request took the server too long, possibly by chance: send it again once, then with smaller pages.
    RetryThenSmaller,
    /// The request asks for too much: send it again with smaller pages.
    Smaller,
    /// The request exceeded the resources that the server had at that moment: send it again with smaller pages. If they
    /// cannot shrink, send the same request again, with the delays of the [`RetryPolicy`](crate::RetryPolicy).
    SmallerThenRetry,
    /// The list has ended, for APIs that answer 404 after the last page. What the response holds is not read as a page, so
    /// a rule must not match a response with items. On the first page of a walk this means
    /// [`Fail`](Verdict::Fail), because it is not known yet whether the list exists. On the first page after a resume, the
    /// start of the list is requested, and if that fails, the walk ends with its error.
    ///
    /// In a walk of several connections or of several parents this means [`Fail`](Verdict::Fail), too, because the end of
    /// one list would end the others.
    End,
    /// The request would fail again: return an error.
    Fail,
}

/// How long to wait for a throttling API. If the response does not state the wait, it begins with
/// [`Profile::unstated_wait`](crate::Profile::unstated_wait) and doubles each time.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Pause {
    /// The wait that the response states in any known form: `Retry-After`, the reset of a quota, or a field or message of
    /// the body.
    Stated,
    /// The wait in this header: seconds from now, a date, or a time since 1970 in seconds or milliseconds.
    Header(HeaderName),
    /// The number of seconds at this JSON pointer into the body.
    BodyField(Cow<'static, str>),
    /// Always this duration.
    Fixed(Duration),
    /// A wait that doubles each time, whatever the response states.
    Backoff,
}

/// A condition on status, headers and body.
type Predicate = Arc<dyn Fn(&Response<Bytes>) -> bool + Send + Sync>;

#[derive(Clone)]
enum Condition {
    Status(RangeInclusive<u16>),
    Code(Cow<'static, str>),
    Message(Cow<'static, str>),
    NoMessage(Cow<'static, str>),
    Header(HeaderName),
    When(Predicate),
}

impl Rule {
    /// A rule without conditions, which matches every response.
    pub fn new(verdict: Verdict) -> Self {
        Self {
            conditions: Vec::new(),
            verdict,
            is_known: false,
        }
    }

    /// Adds the condition that the response has this status.
    #[must_use]
    pub fn status(self, status: u16) -> Self {
        self.statuses(status..=status)
    }

    /// Adds the condition that the status is in this range.
    #[must_use]
    pub fn statuses(self, statuses: RangeInclusive<u16>) -> Self {
        self.and(Condition::Status(statuses))
    }

    /// Adds the condition that an error has this code, in GraphQL's `errors[].extensions.code` or `errors[].type`, or in
    /// `error_code`, `code` or `error.code` of the body. The comparison ignores case, `_`, `-` and spaces.
    #[must_use]
    pub fn code(self, code: impl Into<Cow<'static, str>>) -> Self {
        self.and(Condition::Code(code.into()))
    }

    /// Adds the condition that an error message contains this text, ignoring case. The beginning of a body that is not a
    /// JSON object counts as a message.
    #[must_use]
    pub fn message(self, text: impl Into<Cow<'static, str>>) -> Self {
        self.and(Condition::Message(text.into()))
    }

    /// Adds the condition that no message contains this text.
    #[must_use]
    pub fn without_message(self, text: impl Into<Cow<'static, str>>) -> Self {
        self.and(Condition::NoMessage(text.into()))
    }

    /// Adds the condition that the response has this header.
    #[must_use]
    pub fn header(self, name: HeaderName) -> Self {
        self.and(Condition::Header(name))
    }

    /// Adds a predicate on status, headers and body. It is also called for successful responses, because an API may answer
    /// 200 with an empty list when it is overloaded.
    #[must_use]
    pub fn when(
        self,
        predicate: impl Fn(&Response<Bytes>) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.and(Condition::When(Arc::new(predicate)))
    }

    pub(crate) fn matches(&self, response: &Response<Bytes>, report: &Report) -> bool {
        self.conditions
            .iter()
            .all(|condition| condition.holds(response, report))
    }

    pub(crate) fn known(self) -> Self {
        Self {
            is_known: true,
            ..self
        }
    }

    pub(crate) fn is_known(&self) -> bool {
        self.is_known
    }

    pub(crate) fn outcome(&self) -> &Verdict {
        &self.verdict
    }

    fn and(mut self, condition: Condition) -> Self {
        self.conditions.push(condition);
        self
    }
}

impl Condition {
    fn holds(&self, response: &Response<Bytes>, report: &Report) -> bool {
        match self {
            Self::Status(statuses) => statuses.contains(&response.status().as_u16()),
            Self::Code(code) => report.has_code(code),
            Self::Message(text) => report.has_message(text),
            Self::NoMessage(text) => !report.has_message(text),
            Self::Header(name) => response.headers().contains_key(name),
            Self::When(predicate) => predicate(response),
        }
    }
}

impl Pause {
    /// The wait that a response asks for; `None` if it does not say how long.
    pub(crate) fn wait(
        &self,
        response: &Response<Bytes>,
        report: &Report,
        now: SystemTime,
    ) -> Option<Duration> {
        match self {
            Self::Stated => wait::stated(response.headers(), report, now),
            Self::Header(name) => wait::in_header(response.headers(), name.as_str(), now),
            Self::BodyField(pointer) => wait::from_seconds(report.number(pointer)?),
            Self::Fixed(wait) => Some(*wait),
            Self::Backoff => None,
        }
    }
}

impl PartialEq for Condition {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Status(one), Self::Status(two)) => one == two,
            (Self::Code(one), Self::Code(two))
            | (Self::Message(one), Self::Message(two))
            | (Self::NoMessage(one), Self::NoMessage(two)) => one == two,
            (Self::Header(one), Self::Header(two)) => one == two,
            (Self::When(one), Self::When(two)) => Arc::ptr_eq(one, two),
            _ => false,
        }
    }
}

impl Eq for Rule {}

impl fmt::Debug for Rule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Rule")
            .field("conditions", &self.conditions)
            .field("verdict", &self.verdict)
            .finish()
    }
}

impl fmt::Debug for Condition {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(statuses) => write!(formatter, "status {statuses:?}"),
            Self::Code(code) => write!(formatter, "code {code:?}"),
            Self::Message(text) => write!(formatter, "message {text:?}"),
            Self::NoMessage(text) => write!(formatter, "no message {text:?}"),
            Self::Header(name) => write!(formatter, "header {name}"),
            Self::When(_) => formatter.write_str("predicate"),
        }
    }
}
