//! A rule: which answers it is about, and what to do about them.

use std::borrow::Cow;
use std::fmt;
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderName, Response};

use super::report::Report;
use super::wait;

/// What to do about an answer: one row of the table by which a [`Profile`](crate::Profile) judges answers.
///
/// A rule has a [`Verdict`] and conditions, all of which must hold. The first rule of the table that matches decides;
/// [`Profile::with_rule`](crate::Profile::with_rule) puts a rule in front of those that are known.
///
/// ```
/// use graphql_paginate::{Pause, Profile, Rule, Verdict};
///
/// let seconds = Pause::BodyField("/errors/0/extensions/seconds".into());
/// let profile = Profile::default()
///     // An API that is down for maintenance now and then, and says for how long.
///     .with_rule(Rule::new(Verdict::Throttled(seconds)).code("MAINTENANCE"))
///     // A proxy that answers 400 when the response would be too large.
///     .with_rule(Rule::new(Verdict::Smaller).status(400).message("response too large"))
///     // An API that refuses a valid token with 401 at times.
///     .with_rule(Rule::new(Verdict::Retry).status(401).without_message("bad credentials"))
///     // Anything else: a predicate on status, headers and body.
///     .with_rule(Rule::new(Verdict::Retry).when(|answer| answer.headers().contains_key("x-busy")));
/// ```
#[derive(Clone, PartialEq)]
pub struct Rule {
    conditions: Vec<Condition>,
    verdict: Verdict,
    /// Whether it is one of the rules that every profile begins with.
    is_known: bool,
}

/// What to do about an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// The API wants to be left alone for a while: wait, then send the same request again.
    Throttled(Pause),
    /// The failure may pass: send the same request again, after the delays of the
    /// [`RetryPolicy`](crate::RetryPolicy).
    Retry,
    /// The request took the server too long, or it was a bad moment: send it again once, then with smaller pages.
    RetryThenSmaller,
    /// The request asks for too much: send it with smaller pages.
    Smaller,
    /// The request asks for more than the server had at that moment: send it with smaller pages, and where they cannot
    /// get smaller, again after the delays of the [`RetryPolicy`](crate::RetryPolicy).
    SmallerThenRetry,
    /// The list ends here, as where an API answers 404 behind the last page. On the first page of a walk it is an error
    /// as [`Fail`](Verdict::Fail): nothing says yet that there is a list.
    End,
    /// The request would fail again.
    Fail,
}

/// How long to wait for an API that throttles. Where the answer does not have it, the wait begins with
/// [`Profile::unstated_wait`](crate::Profile::unstated_wait) and doubles each time.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Pause {
    /// As long as the answer says in any known way: `Retry-After`, the reset of a quota, a field or text of the body.
    Stated,
    /// By this header: seconds, a date, or a time since 1970 in seconds or milliseconds.
    Header(HeaderName),
    /// By a number of seconds in the body, at this JSON pointer.
    BodyField(Cow<'static, str>),
    /// Always as long.
    Fixed(Duration),
    /// Longer each time.
    Backoff,
}

/// Whether an answer is one that a rule is about.
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
    /// A rule without conditions, which matches every answer.
    pub fn new(verdict: Verdict) -> Self {
        Self {
            conditions: Vec::new(),
            verdict,
            is_known: false,
        }
    }

    /// Adds the condition that the answer has this status.
    #[must_use]
    pub fn status(self, status: u16) -> Self {
        self.statuses(status..=status)
    }

    /// Adds the condition that the status is in this range.
    #[must_use]
    pub fn statuses(self, statuses: RangeInclusive<u16>) -> Self {
        self.and(Condition::Status(statuses))
    }

    /// Adds the condition that an error has this code: GraphQL's `errors[].extensions.code` or `errors[].type`, or
    /// `error_code`, `code` and `error.code` of the body. Case, `_`, `-` and spaces do not count.
    #[must_use]
    pub fn code(self, code: impl Into<Cow<'static, str>>) -> Self {
        self.and(Condition::Code(code.into()))
    }

    /// Adds the condition that an error's message contains this text; case does not count. A body that is no JSON
    /// object is a message itself.
    #[must_use]
    pub fn message(self, text: impl Into<Cow<'static, str>>) -> Self {
        self.and(Condition::Message(text.into()))
    }

    /// Adds the condition that no message contains this text.
    #[must_use]
    pub fn without_message(self, text: impl Into<Cow<'static, str>>) -> Self {
        self.and(Condition::NoMessage(text.into()))
    }

    /// Adds the condition that the answer has this header.
    #[must_use]
    pub fn header(self, name: HeaderName) -> Self {
        self.and(Condition::Header(name))
    }

    /// Adds a predicate on status, headers and body. It is asked about successes too: an API may answer 200 and an empty
    /// list when it is busy.
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
    /// The wait that an answer asks for; `None` when it does not say how long.
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
