//! Throttling responses, in every form that the APIs document.

use std::time::Duration;

use bytes::Bytes;
use chrono::DateTime;
use http::{HeaderValue, Response, StatusCode, header};
use serde_json::{Value, json};

/// A throttling response.
///
/// By default one request is refused and the next one is accepted, whenever it is sent. [`enforced`](Self::enforced) refuses
/// all requests until the end of the wait, by the sandbox's [`Clock`](crate::Clock).
#[derive(Debug, Clone)]
#[must_use = "a throttle acts once a fault holds it"]
pub struct Throttle {
    answer: ThrottleAnswer,
    status: StatusCode,
    wait: Duration,
    states_wait: bool,
    enforced: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ThrottleAnswer {
    Seconds,
    Date,
    EpochMinute,
    Primary,
    NewerPrimary,
    Secondary,
}

const MINUTE: Duration = Duration::from_secs(60);

impl Throttle {
    /// 429 with `Retry-After` in seconds, rounded up.
    pub fn retry_after_seconds(wait: Duration) -> Self {
        Self::new(ThrottleAnswer::Seconds, StatusCode::TOO_MANY_REQUESTS, wait)
    }

    /// 429 with `Retry-After` as an HTTP date, the first full second after the wait.
    pub fn retry_after_date(wait: Duration) -> Self {
        Self::new(ThrottleAnswer::Date, StatusCode::TOO_MANY_REQUESTS, wait)
    }

    /// The response of demarches-simplifiees: 429, two lines of text, `RateLimit-Remaining: 0`, and `RateLimit-Reset` with the
    /// next minute of the epoch. No `Retry-After`.
    pub fn demarches_simplifiees() -> Self {
        Self::new(
            ThrottleAnswer::EpochMinute,
            StatusCode::TOO_MANY_REQUESTS,
            MINUTE,
        )
    }

    /// GitHub's primary limit: 200, an error of type `RATE_LIMITED`, `x-ratelimit-remaining: 0`, and the end of the wait in
    /// `x-ratelimit-reset`.
    pub fn github_primary(wait: Duration) -> Self {
        Self::new(ThrottleAnswer::Primary, StatusCode::OK, wait)
    }

    /// [`github_primary`](Self::github_primary) in its form since 2026: type `RATE_LIMIT`, code `graphql_rate_limit`.
    pub fn newer_github_primary(wait: Duration) -> Self {
        Self::new(ThrottleAnswer::NewerPrimary, StatusCode::OK, wait)
    }

    /// GitHub's secondary limit: 403 and a message. Unless [`retry_after`](Self::retry_after) is set, it states no wait,
    /// which means one minute.
    pub fn github_secondary() -> Self {
        Self {
            states_wait: false,
            ..Self::new(ThrottleAnswer::Secondary, StatusCode::FORBIDDEN, MINUTE)
        }
    }

    /// Sets the wait. It is sent in `Retry-After`, unless the response states it in another way. The minute of
    /// demarches-simplifiees cannot be changed.
    pub fn retry_after(self, wait: Duration) -> Self {
        Self {
            wait,
            states_wait: true,
            ..self
        }
    }

    /// Sets the status. GitHub's secondary limit, for example, occurs with 200, 403 and 429.
    ///
    /// # Panics
    ///
    /// If the status is below 100 or above 999.
    pub fn with_status(self, status: u16) -> Self {
        Self {
            status: StatusCode::from_u16(status).expect("a status has three digits"),
            ..self
        }
    }

    /// Refuses all requests until the wait is over, and not only this one. Each response states the remaining wait.
    pub fn enforced(self) -> Self {
        Self {
            enforced: true,
            ..self
        }
    }

    fn new(answer: ThrottleAnswer, status: StatusCode, wait: Duration) -> Self {
        Self {
            answer,
            status,
            wait,
            states_wait: true,
            enforced: false,
        }
    }

    pub(crate) fn is_enforced(&self) -> bool {
        self.enforced
    }

    /// The end of a wait that begins now; both are times since the epoch.
    pub(crate) fn end(&self, now: Duration) -> Duration {
        match self.answer {
            ThrottleAnswer::EpochMinute => Duration::from_secs((now.as_secs() / 60 + 1) * 60),
            _ => now + self.wait,
        }
    }

    /// The response at `now` to a request that may be repeated at `end`.
    pub(crate) fn answer(&self, now: Duration, end: Duration) -> Response<Bytes> {
        let left = whole_seconds(end.saturating_sub(now));
        let until = whole_seconds(end);
        match self.answer {
            ThrottleAnswer::Seconds => with_header(
                self.text("Too Many Requests\n"),
                "retry-after",
                &left.to_string(),
            ),
            ThrottleAnswer::Date => with_header(
                self.text("Too Many Requests\n"),
                "retry-after",
                &http_date(until),
            ),
            ThrottleAnswer::EpochMinute => {
                let text = "Calme toi, cowboy ! Trop de requêtes, réessayez dans une minute.\n\
                            Calm down, cowboy! Too many requests, try again in a minute.\n";
                let answer = with_header(self.text(text), "ratelimit-remaining", "0");
                with_header(answer, "ratelimit-reset", &until.to_string())
            }
            ThrottleAnswer::Primary => {
                let message = "API rate limit exceeded for user ID 17.";
                self.primary(until, json!({ "type": "RATE_LIMITED", "message": message }))
            }
            ThrottleAnswer::NewerPrimary => {
                let message = "API rate limit already exceeded for user ID 17.";
                let error = json!({ "type": "RATE_LIMIT", "code": "graphql_rate_limit", "message": message });
                self.primary(until, error)
            }
            ThrottleAnswer::Secondary => self.secondary(left),
        }
    }

    fn primary(&self, until: u64, error: Value) -> Response<Bytes> {
        let until = until.to_string();
        let headers = [
            ("x-ratelimit-limit", "5000"),
            ("x-ratelimit-remaining", "0"),
            ("x-ratelimit-used", "5000"),
            ("x-ratelimit-reset", until.as_str()),
            ("x-ratelimit-resource", "graphql"),
        ];
        let mut answer = self.json(&json!({ "errors": [error] }));
        for (name, value) in headers {
            answer = with_header(answer, name, value);
        }
        answer
    }

    fn secondary(&self, left: u64) -> Response<Bytes> {
        let answer = self.json(&json!({
            "message": "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
            "documentation_url": "https://docs.github.com/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api",
        }));
        if self.states_wait {
            with_header(answer, "retry-after", &left.to_string())
        } else {
            answer
        }
    }

    fn json(&self, body: &Value) -> Response<Bytes> {
        with_header(
            self.text(&body.to_string()),
            "content-type",
            "application/json; charset=utf-8",
        )
    }

    fn text(&self, text: &str) -> Response<Bytes> {
        let mut answer = Response::new(Bytes::from(text.to_owned()));
        *answer.status_mut() = self.status;
        answer
    }
}

/// Seconds, rounded up so that a wait is never too short.
fn whole_seconds(time: Duration) -> u64 {
    time.as_secs() + u64::from(time.subsec_nanos() > 0)
}

/// See [RFC 9110, 5.6.7](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7).
pub(super) fn http_date(seconds: u64) -> String {
    let date =
        DateTime::from_timestamp(seconds as i64, 0).expect("the clock is within chrono's range");
    date.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

fn with_header(mut answer: Response<Bytes>, name: &'static str, value: &str) -> Response<Bytes> {
    let value =
        HeaderValue::from_str(value).expect("numbers, dates and constants are visible ASCII");
    answer
        .headers_mut()
        .insert(header::HeaderName::from_static(name), value);
    answer
}
