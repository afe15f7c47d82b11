//! Dates: stored in seconds, formatted in UTC.

use chrono::DateTime;

/// Seconds since 1970-01-01T00:00:00Z.
pub(super) type Seconds = i64;

pub(super) const MINUTE: Seconds = 60;
pub(super) const DAY: Seconds = 24 * 60 * MINUTE;

/// 2024-01-02T10:00:00Z, the date of the first pull request.
pub(super) const FIRST: Seconds = 1_704_189_600;

/// The format of `DateTime` fields.
pub(super) fn utc(seconds: Seconds) -> String {
    formatted(seconds, "%Y-%m-%dT%H:%M:%SZ")
}

/// The format in cursors: 25 characters, with an offset.
pub(super) fn in_cursor(seconds: Seconds) -> String {
    formatted(seconds, "%Y-%m-%dT%H:%M:%S+00:00")
}

pub(super) fn from_cursor(text: &str) -> Option<Seconds> {
    Some(DateTime::parse_from_rfc3339(text).ok()?.timestamp())
}

pub(super) fn formatted(seconds: Seconds, format: &str) -> String {
    let date = DateTime::from_timestamp(seconds, 0)
        .expect("the sandbox's dates are within chrono's range");
    date.format(format).to_string()
}
