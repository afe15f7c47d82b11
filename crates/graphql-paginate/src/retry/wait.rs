//! Reads how long a throttling server asks to wait.
//!
//! Servers state waits in these forms:
//!
//! - `Retry-After`: a number of seconds, possibly fractional, or a date; `retry-after-ms`: milliseconds;
//! - fields of an error such as `retry_in_seconds`, and messages such as "reset in 16 seconds";
//! - Shopify's `throttleStatus`: the points that are available, and how many are restored each second;
//! - reset headers of a used-up quota: seconds since 1970, milliseconds since 1970, or seconds from now.
//!
//! Waits are rounded up to whole seconds. Waits of more than 31 days are ignored as implausible.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::{DATE, RETRY_AFTER};

use super::report::Report;

/// Pairs of headers: the remaining quota, and when it resets. Linear has one quota of requests and one of complexity.
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

/// The wait that a response states in any form; `None` if it states none.
pub(crate) fn stated(headers: &HeaderMap, report: &Report, now: SystemTime) -> Option<Duration> {
    retry_after(headers, now)
        .or_else(|| in_body(report))
        .or_else(|| until_reset(headers, now))
}

/// The wait in one header: seconds from now, a date, or a time since 1970 in seconds or milliseconds.
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

/// A wait of this many seconds, rounded up.
pub(crate) fn from_seconds(seconds: f64) -> Option<Duration> {
    if !seconds.is_finite() || seconds < 0.0 {
        return None;
    }
    plausible(Duration::try_from_secs_f64(seconds.ceil()).ok()?)
}

/// The time until the used-up quotas have reset; `None` if no quota is used up.
pub(crate) fn until_reset(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let mut longest = None;
    for (remaining, reset) in QUOTAS {
        let is_left = header_number(headers, &[remaining]).is_some_and(|left| left > 0);
        if !is_left && let Some(wait) = in_header(headers, reset, now) {
            // Both clocks count whole seconds, so the old window may last until the end of the stated second.
            longest = longest.max(Some(wait + Duration::from_secs(1)));
        }
    }
    longest
}

/// The time until the quota resets, whether or not it is used up.
pub(crate) fn reset(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    for name in ["x-ratelimit-reset", "ratelimit-reset"] {
        if let Some(wait) = in_header(headers, name, now) {
            return Some(wait + Duration::from_secs(1));
        }
    }
    None
}

/// The value of the first of these headers that holds a whole number.
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

/// The time after a wait. Waits are capped at ten years, so that the result can be formatted as a date.
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
    const IN_ERROR: [&str; 8] = [
        "/extensions/retry_in_seconds",
        "/extensions/retryAfter",
        "/extensions/retry_after",
        "/extensions/retryAfterSeconds",
        "/extensions/retry_after_seconds",
        "/retry_in_seconds",
        "/retryAfter",
        "/retry_after",
    ];
    const IN_BODY: [&str; 4] = [
        "/error_data/retry_in_seconds",
        "/extensions/retry_in_seconds",
        "/retry_in_seconds",
        "/retry_after",
    ];
    if let Some(seconds) = report.number_in_error(&IN_ERROR) {
        return from_seconds(seconds);
    }
    for pointer in IN_BODY {
        if let Some(seconds) = report.number(pointer) {
            return from_seconds(seconds);
        }
    }
    if let Some(wait) = until_points(report) {
        return Some(wait);
    }
    report.messages().find_map(in_text)
}

/// The time until a bucket, which is refilled by a number of points per second, holds the points that the query costs.
fn until_points(report: &Report) -> Option<Duration> {
    let cost = report.number("/extensions/cost/requestedQueryCost")?;
    let available = report.number("/extensions/cost/throttleStatus/currentlyAvailable")?;
    let rate = report.number("/extensions/cost/throttleStatus/restoreRate")?;
    if rate <= 0.0 {
        return None;
    }
    from_seconds((cost - available).max(0.0) / rate)
}

/// The number of seconds in a message such as "reset in 16 seconds".
fn in_text(message: &str) -> Option<Duration> {
    const PREFIXES: [&str; 5] = [
        "reset in ",
        "retry in ",
        "retry after ",
        "try again in ",
        "try again after ",
    ];
    let message = message.to_ascii_lowercase();
    for prefix in PREFIXES {
        let Some((_, rest)) = message.split_once(prefix) else {
            continue;
        };
        let digits = rest
            .find(|letter: char| !letter.is_ascii_digit() && letter != '.')
            .unwrap_or(rest.len());
        let (number, unit) = rest.split_at(digits);
        if is_seconds(unit.trim())
            && let Ok(seconds) = number.trim_end_matches('.').parse()
        {
            return from_seconds(seconds);
        }
    }
    None
}

/// Whether the text after a number begins with `s`, `sec` or `seconds`.
fn is_seconds(unit: &str) -> bool {
    if unit == "s" {
        return true;
    }
    ["s ", "s.", "s,", "sec"]
        .iter()
        .any(|prefix| unit.starts_with(prefix))
}

/// Numbers below 10⁹ are seconds from now, below 10¹¹ seconds since 1970, and the rest milliseconds since 1970.
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

/// The time by the server's clock, because the local clock may be off by more than the wait.
fn server_time(headers: &HeaderMap, now: SystemTime) -> SystemTime {
    if let Some(value) = headers.get(DATE)
        && let Ok(text) = value.to_str()
        && let Ok(date) = httpdate::parse_http_date(text)
    {
        return date;
    }
    now
}
