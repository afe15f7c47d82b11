//! Dates: stored in microseconds, formatted in Paris time.

use chrono::{
    DateTime, Datelike, Days, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Utc,
    Weekday,
};

/// A time in microseconds since 1970-01-01T00:00:00Z, the precision of the API's database.
pub(super) type Micros = i64;

pub(super) const MINUTE: Micros = 60_000_000;
pub(super) const DAY: Micros = 24 * 60 * MINUTE;

/// 2024-01-02T10:00:00.123456Z, the date of the first dossier.
pub(super) const FIRST: Micros = 1_704_189_600_123_456;

/// The format of dates in the API: Paris time without a fraction.
pub(super) fn paris(micros: Micros) -> String {
    let local = utc(micros).with_timezone(&paris_offset(utc(micros)));
    local.format("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// A date in Paris without the time.
pub(super) fn paris_date(micros: Micros) -> String {
    paris(micros).chars().take(10).collect()
}

/// The format of dates in cursors: UTC with nine fractional digits.
pub(super) fn in_cursor(micros: Micros) -> String {
    utc(micros).format("%Y-%m-%dT%H:%M:%S%.9fZ").to_string()
}

/// Parses an `ISO8601DateTime` argument: a date with time and offset, or a date only (`2020-02-22`, `20200222`), which means
/// the start of that day in Paris.
pub(super) fn parse(text: &str) -> Option<Micros> {
    if let Ok(date) = DateTime::parse_from_rfc3339(text) {
        return Some(date.timestamp_micros());
    }
    let formats = ["%Y-%m-%d", "%Y%m%d"];
    let date = formats
        .iter()
        .find_map(|format| NaiveDate::parse_from_str(text, format).ok())?;
    let midnight = date.and_time(NaiveTime::MIN);
    let offset = paris_offset(midnight.and_utc());
    Some(
        midnight
            .and_local_timezone(offset)
            .single()?
            .timestamp_micros(),
    )
}

fn utc(micros: Micros) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(micros).expect("the sandbox's dates are within chrono's range")
}

/// The offset of Paris. Summer time lasts from the last Sunday of March to the last one of October, each at 01:00 UTC.
fn paris_offset(at: DateTime<Utc>) -> FixedOffset {
    let summer = last_sunday(at.year(), 3)..last_sunday(at.year(), 10);
    let hours = if summer.contains(&at.naive_utc()) {
        2
    } else {
        1
    };
    FixedOffset::east_opt(hours * 3600).expect("two hours are within a day")
}

fn last_sunday(year: i32, month: u32) -> NaiveDateTime {
    let last = NaiveDate::from_ymd_opt(year, month, 31).expect("both months have 31 days");
    let back = last.weekday().days_since(Weekday::Sun);
    let sunday = last - Days::new(u64::from(back));
    sunday.and_time(NaiveTime::MIN.with_hour(1).expect("one is an hour"))
}
