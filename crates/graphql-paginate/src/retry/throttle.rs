//! Answers that say "not now", in every shape that the known APIs give them.
//!
//! - 429, whatever the body: text (demarches-simplifiees), nothing at all (JobAffinity);
//! - 403 with `Retry-After`, with `x-ratelimit-remaining: 0`, or whose text speaks of a rate limit (GitHub). A 403
//!   without any of these is a refusal, and waiting would not help;
//! - 503 with `Retry-After`;
//! - 200 with a GraphQL error `RATE_LIMITED` or `RATE_LIMIT`, or with GitHub's secondary limit as a bare message.
//!
//! When to come back is in `Retry-After` (seconds or a date), or in `RateLimit-Reset`/`x-ratelimit-reset` (seconds since
//! 1970, or a number of seconds), or nowhere.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::header::{DATE, RETRY_AFTER};
use http::{HeaderMap, Response, StatusCode};

use crate::error::ErrorKind;
use crate::graphql::is_throttle;

/// An answer that asks for retry_budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Throttle {
    /// How long, by the server's own word; `None` when it does not say.
    pub(crate) wait: Option<Duration>,
}

impl Throttle {
    pub(crate) fn recognise(
        kind: &ErrorKind,
        response: &Response<Bytes>,
        now: SystemTime,
    ) -> Option<Self> {
        let headers = response.headers();
        let throttled = match response.status() {
            StatusCode::TOO_MANY_REQUESTS => true,
            StatusCode::SERVICE_UNAVAILABLE => headers.contains_key(RETRY_AFTER),
            StatusCode::FORBIDDEN => {
                headers.contains_key(RETRY_AFTER)
                    || is_exhausted(headers)
                    || says_so(kind, response)
            }
            status => status.is_success() && says_so(kind, response),
        };
        throttled.then(|| Self {
            wait: retry_after(headers, now).or_else(|| until_reset(headers, now)),
        })
    }
}

/// A header that holds a whole number.
pub(crate) fn header_number(headers: &HeaderMap, names: [&str; 2]) -> Option<u64> {
    names
        .iter()
        .find_map(|name| headers.get(*name)?.to_str().ok()?.trim().parse().ok())
}

/// A time after this one. What lies beyond ten years is no time to wait for, and no date that can be written.
pub(crate) fn later(now: SystemTime, wait: Duration) -> SystemTime {
    const TEN_YEARS: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);
    now + wait.min(TEN_YEARS)
}

/// How long until the quota is full again. Only means something when there is none left.
pub(crate) fn until_reset(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    // Smaller numbers are the seconds of the IETF draft, larger ones seconds since 1970.
    const NO_EPOCH: u64 = 1_000_000_000;
    if header_number(headers, REMAINING).is_some_and(|remaining| remaining > 0) {
        return None;
    }
    let reset = header_number(headers, RESET)?;
    let wait = match reset < NO_EPOCH {
        true => Duration::from_secs(reset),
        false => Duration::from_secs(reset).saturating_sub(since_epoch(server_time(headers, now))),
    };
    // Both clocks count whole seconds; at the second itself the old window may still stand.
    Some(wait.saturating_add(Duration::from_secs(1)))
}

pub(crate) const REMAINING: [&str; 2] = ["x-ratelimit-remaining", "ratelimit-remaining"];
pub(crate) const LIMIT: [&str; 2] = ["x-ratelimit-limit", "ratelimit-limit"];
pub(crate) const RESET: [&str; 2] = ["x-ratelimit-reset", "ratelimit-reset"];

fn is_exhausted(headers: &HeaderMap) -> bool {
    header_number(headers, REMAINING) == Some(0)
}

fn says_so(kind: &ErrorKind, response: &Response<Bytes>) -> bool {
    match kind {
        ErrorKind::GraphQL { errors } => errors.iter().any(is_throttle),
        ErrorKind::Status { .. } | ErrorKind::Refused { .. } | ErrorKind::UnexpectedBody { .. } => {
            let head = &response.body()[..response.body().len().min(2048)];
            let text = String::from_utf8_lossy(head).to_ascii_lowercase();
            [
                "secondary rate limit",
                "abuse detection",
                "rate limit exceeded",
                "rate limit already exceeded",
            ]
            .iter()
            .any(|marker| text.contains(marker))
        }
        _ => false,
    }
}

fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(value).ok()?;
    Some(
        date.duration_since(server_time(headers, now))
            .unwrap_or_default(),
    )
}

/// The server's own time, since this machine's clock may be wrong by more than the wait.
fn server_time(headers: &HeaderMap, now: SystemTime) -> SystemTime {
    let date = headers
        .get(DATE)
        .and_then(|date| httpdate::parse_http_date(date.to_str().ok()?).ok());
    date.unwrap_or(now)
}

fn since_epoch(time: SystemTime) -> Duration {
    time.duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: u64 = 1_790_000_000;

    fn check(status: u16, headers: &[(&str, &str)], body: &str, expected: Option<Option<u64>>) {
        let mut response = Response::builder().status(status);
        for (name, value) in headers {
            response = response.header(*name, *value);
        }
        let response = response.body(Bytes::from(body.to_owned())).unwrap();
        let kind = crate::graphql::read::<serde::de::IgnoredAny>(&response).unwrap_err();
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(NOW);
        let found = Throttle::recognise(&kind, &response, now);
        assert_eq!(
            found.map(|throttle| throttle.wait.map(|wait| wait.as_secs())),
            expected,
            "{status} {headers:?} {body}"
        );
    }

    #[test]
    fn every_documented_shape_is_recognised() {
        let reset = (NOW + 30).to_string();
        check(429, &[], "", Some(None));
        check(
            429,
            &[("ratelimit-remaining", "0"), ("ratelimit-reset", &reset)],
            "Calme toi",
            Some(Some(31)),
        );
        check(429, &[("ratelimit-reset", "30")], "", Some(Some(31)));
        check(
            403,
            &[("retry-after", "2")],
            r#"{"message":"secondary rate limit"}"#,
            Some(Some(2)),
        );
        check(
            403,
            &[],
            r#"{"message":"You have exceeded a secondary rate limit."}"#,
            Some(None),
        );
        check(
            200,
            &[("retry-after", "60")],
            r#"{"message":"You have exceeded a secondary rate limit."}"#,
            Some(Some(60)),
        );
        let exhausted: [(&str, &str); 2] = [
            ("x-ratelimit-remaining", "0"),
            ("x-ratelimit-reset", &reset),
        ];
        check(
            403,
            &exhausted,
            r#"{"message":"API rate limit exceeded"}"#,
            Some(Some(31)),
        );
        check(
            200,
            &exhausted,
            r#"{"errors":[{"type":"RATE_LIMITED","message":"exceeded"}]}"#,
            Some(Some(31)),
        );
        check(
            200,
            &exhausted,
            r#"{"errors":[{"type":"RATE_LIMIT","code":"graphql_rate_limit"}]}"#,
            Some(Some(31)),
        );
        check(503, &[("retry-after", "5")], "", Some(Some(5)));
    }

    #[test]
    fn refusals_and_failures_are_not_throttling() {
        let bad_token = [("x-ratelimit-limit", "0"), ("x-ratelimit-remaining", "0")];
        check(401, &bad_token, r#"{"message":"Bad credentials"}"#, None);
        check(403, &[], r#"{"message":"Resource not accessible"}"#, None);
        check(
            403,
            &[("x-ratelimit-remaining", "4999")],
            r#"{"errors":[{"extensions":{"code":"forbidden"}}]}"#,
            None,
        );
        check(503, &[], "busy", None);
        check(200, &[], r#"{"errors":[{"type":"NOT_FOUND"}]}"#, None);
    }

    #[test]
    fn dates_count_from_the_servers_clock_and_nonsense_counts_for_nothing() {
        let date = "Mon, 05 Jan 2026 10:00:00 GMT";
        check(
            429,
            &[
                ("date", date),
                ("retry-after", "Mon, 05 Jan 2026 10:00:07 GMT"),
            ],
            "",
            Some(Some(7)),
        );
        check(
            429,
            &[
                ("date", date),
                ("retry-after", "Mon, 05 Jan 2026 09:00:00 GMT"),
            ],
            "",
            Some(Some(0)),
        );
        check(429, &[("retry-after", "soon")], "", Some(None));
        check(
            429,
            &[
                ("retry-after", "-1"),
                ("ratelimit-reset", "99999999999999999999"),
            ],
            "",
            Some(None),
        );
    }
}
