//! How long to wait, in every form in which servers say it.
//!
//! - `Retry-After`: seconds, whole or fractional, or a date; `retry-after-ms`: milliseconds;
//! - fields of an error such as `retry_in_seconds`, and texts such as "reset in 16 seconds";
//! - Shopify's `throttleStatus`: how many points there are, and how many are restored each second;
//! - reset headers of a quota that is used up: seconds since 1970, milliseconds since 1970, or seconds from now.
//!
//! Waits are rounded up to whole seconds. A wait of more than 31 days is no wait that a server means, and counts as not
//! given.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::{DATE, RETRY_AFTER};

use super::report::Report;

/// The header of a quota that is left, and that of when it is full again. Linear counts requests and complexity.
const QUOTAS: [(&str, &str); 7] = [
    ("x-ratelimit-remaining", "x-ratelimit-reset"),
    ("ratelimit-remaining", "ratelimit-reset"),
    ("x-rate-limit-remaining", "x-rate-limit-reset"),
    (
        "x-ratelimit-requests-remaining",
        "x-ratelimit-requests-reset",
    ),
    (
        "x-ratelimit-complexity-remaining",
        "x-ratelimit-complexity-reset",
    ),
    (
        "x-ratelimit-endpoint-requests-remaining",
        "x-ratelimit-endpoint-requests-reset",
    ),
    (
        "x-contentful-ratelimit-second-remaining",
        "x-contentful-ratelimit-reset",
    ),
];

pub(crate) const REMAINING: [&str; 2] = ["x-ratelimit-remaining", "ratelimit-remaining"];
pub(crate) const LIMIT: [&str; 2] = ["x-ratelimit-limit", "ratelimit-limit"];

/// The wait that an answer states anywhere; `None` when it states none.
pub(crate) fn stated(headers: &HeaderMap, report: &Report, now: SystemTime) -> Option<Duration> {
    retry_after(headers, now)
        .or_else(|| in_body(report))
        .or_else(|| until_reset(headers, now))
}

/// The wait in one header: seconds, a date, or a time since 1970 in seconds or milliseconds.
pub(crate) fn in_header(headers: &HeaderMap, name: &str, now: SystemTime) -> Option<Duration> {
    let value = headers.get(name)?.to_str().ok()?.trim();
    let now = server_time(headers, now);
    match value.parse::<f64>() {
        Ok(number) if number.is_nan() => None,
        Ok(number) => from_number(number, now),
        Err(_) => {
            let date = httpdate::parse_http_date(value).ok()?;
            plausible(date.duration_since(now).unwrap_or_default())
        }
    }
}

/// A number of seconds as a wait, rounded up.
pub(crate) fn from_seconds(seconds: f64) -> Option<Duration> {
    if !seconds.is_finite() || seconds < 0.0 {
        return None;
    }
    plausible(Duration::try_from_secs_f64(seconds.ceil()).ok()?)
}

/// How long until the quota is full again. `None` while something is left of it.
pub(crate) fn until_reset(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let mut longest = None;
    for (remaining, reset) in QUOTAS {
        let is_left = header_number(headers, &[remaining]).is_some_and(|left| left > 0);
        if !is_left && let Some(wait) = in_header(headers, reset, now) {
            // Both clocks count whole seconds; at the second itself the old window may still stand.
            longest = longest.max(Some(wait + Duration::from_secs(1)));
        }
    }
    longest
}

/// How long until the quota is full again, whether or not something is left of it.
pub(crate) fn reset(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    for name in ["x-ratelimit-reset", "ratelimit-reset"] {
        if let Some(wait) = in_header(headers, name, now) {
            return Some(wait + Duration::from_secs(1));
        }
    }
    None
}

/// The first of these headers that holds a whole number.
pub(crate) fn header_number(headers: &HeaderMap, names: &[&str]) -> Option<u64> {
    for name in names {
        if let Some(value) = headers.get(*name)
            && let Ok(text) = value.to_str()
            && let Ok(number) = text.trim().parse()
        {
            return Some(number);
        }
    }
    None
}

/// A time after this one. A wait beyond ten years leads to no date that can be written.
pub(crate) fn later(now: SystemTime, wait: Duration) -> SystemTime {
    const TEN_YEARS: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);
    now + wait.min(TEN_YEARS)
}

fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    if let Some(milliseconds) = header_number(headers, &["retry-after-ms", "x-ms-retry-after-ms"]) {
        return plausible(Duration::from_secs(milliseconds.div_ceil(1000)));
    }
    in_header(headers, RETRY_AFTER.as_str(), now)
}

fn in_body(report: &Report) -> Option<Duration> {
    const OF_ERROR: [&str; 8] = [
        "/extensions/retry_in_seconds",
        "/extensions/retryAfter",
        "/extensions/retry_after",
        "/extensions/retryAfterSeconds",
        "/extensions/retry_after_seconds",
        "/retry_in_seconds",
        "/retryAfter",
        "/retry_after",
    ];
    const OF_BODY: [&str; 4] = [
        "/error_data/retry_in_seconds",
        "/extensions/retry_in_seconds",
        "/retry_in_seconds",
        "/retry_after",
    ];
    if let Some(seconds) = report.number_of_error(&OF_ERROR) {
        return from_seconds(seconds);
    }
    if let Some(seconds) = OF_BODY.iter().find_map(|pointer| report.number(pointer)) {
        return from_seconds(seconds);
    }
    if let Some(wait) = until_points(report) {
        return Some(wait);
    }
    report.messages().find_map(in_text)
}

/// Until a bucket that fills by so many points a second holds as many as the query costs.
fn until_points(report: &Report) -> Option<Duration> {
    let cost = report.number("/extensions/cost/requestedQueryCost")?;
    let available = report.number("/extensions/cost/throttleStatus/currentlyAvailable")?;
    let rate = report.number("/extensions/cost/throttleStatus/restoreRate")?;
    if rate <= 0.0 {
        return None;
    }
    from_seconds((cost - available).max(0.0) / rate)
}

/// The number of seconds in a text such as "reset in 16 seconds".
fn in_text(message: &str) -> Option<Duration> {
    const BEFORE: [&str; 5] = [
        "reset in ",
        "retry in ",
        "retry after ",
        "try again in ",
        "try again after ",
    ];
    let message = message.to_ascii_lowercase();
    for before in BEFORE {
        let Some((_, rest)) = message.split_once(before) else {
            continue;
        };
        let digits = rest
            .find(|letter: char| !letter.is_ascii_digit() && letter != '.')
            .unwrap_or(rest.len());
        let (number, unit) = rest.split_at(digits);
        let is_seconds = ["s ", "s.", "s,", "sec"]
            .iter()
            .any(|seconds| unit.trim_start().starts_with(seconds));
        if (is_seconds || unit.trim() == "s")
            && let Ok(seconds) = number.trim_end_matches('.').parse()
        {
            return from_seconds(seconds);
        }
    }
    None
}

/// Small numbers are seconds from now, larger ones seconds since 1970, still larger ones milliseconds since 1970.
fn from_number(number: f64, now: SystemTime) -> Option<Duration> {
    const SECONDS_SINCE_1970: f64 = 1e9;
    const MILLISECONDS_SINCE_1970: f64 = 1e11;
    if number < SECONDS_SINCE_1970 {
        return from_seconds(number);
    }
    let seconds = if number < MILLISECONDS_SINCE_1970 {
        number
    } else {
        number / 1000.0
    };
    let now = now
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    from_seconds((seconds - now.as_secs_f64()).max(0.0))
}

fn plausible(wait: Duration) -> Option<Duration> {
    const MONTH: Duration = Duration::from_secs(31 * 24 * 60 * 60);
    if wait <= MONTH { Some(wait) } else { None }
}

/// The server's own time, since the clock of this machine may be wrong by more than the wait.
fn server_time(headers: &HeaderMap, now: SystemTime) -> SystemTime {
    if let Some(value) = headers.get(DATE)
        && let Ok(text) = value.to_str()
        && let Ok(date) = httpdate::parse_http_date(text)
    {
        return date;
    }
    now
}
