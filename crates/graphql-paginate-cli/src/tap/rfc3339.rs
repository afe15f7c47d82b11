//! Formats and recognizes times as text: [RFC 3339](https://www.rfc-editor.org/rfc/rfc3339#section-5.6).

use std::time::{Duration, SystemTime};

use jiff::Timestamp;

/// Formats a time in UTC, with whole seconds.
pub(crate) fn utc(time: SystemTime) -> String {
    match Timestamp::try_from(time) {
        Ok(time) => time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        // The time is after the year 9999.
        Err(_) => "9999-12-31T23:59:59Z".to_owned(),
    }
}

/// Formats the time `back` before `time`, in UTC.
pub(crate) fn utc_before(time: Timestamp, back: Duration) -> String {
    let before = time.saturating_sub(back).unwrap_or(Timestamp::UNIX_EPOCH);
    utc(SystemTime::from(before.max(Timestamp::UNIX_EPOCH)))
}

/// Whether the text is a date and time with an offset.
pub(crate) fn is_date_time(text: &str) -> bool {
    let Some((date, time)) = text.split_once(['T', 't']) else {
        return false;
    };
    is_date(date) && is_time(time) && text.parse::<Timestamp>().is_ok()
}

/// Whether the text is a date.
pub(crate) fn is_date(text: &str) -> bool {
    has_form(text, "0000-00-00") && text.parse::<jiff::civil::Date>().is_ok()
}

fn is_time(text: &str) -> bool {
    let Some((seconds, rest)) = text.split_at_checked(8) else {
        return false;
    };
    let digits = rest
        .strip_prefix('.')
        .map(|fraction| fraction.trim_start_matches(|character: char| character.is_ascii_digit()));
    let offset = match digits {
        Some(offset) if offset.len() + 1 < rest.len() => offset,
        Some(_) => return false,
        None => rest,
    };
    has_form(seconds, "00:00:00")
        && (matches!(offset, "Z" | "z") || has_form(offset, "+00:00") || has_form(offset, "-00:00"))
}

/// Whether the text has a digit wherever `form` has `0`, and equals `form` elsewhere.
fn has_form(text: &str, form: &str) -> bool {
    text.len() == form.len()
        && text
            .bytes()
            .zip(form.bytes())
            .all(|(byte, form)| match form {
                b'0' => byte.is_ascii_digit(),
                other => byte == other,
            })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_the_form_of_the_standard() {
        for (text, expected) in [
            ("2026-11-29T18:41:35Z", true),
            ("2026-11-29T18:41:35.250+02:00", true),
            ("2026-11-29t18:41:35z", true),
            ("2026-11-29 18:41:35Z", false),
            ("2026-11-29T18:41:35", false),
            ("2026-11-29T18:41Z", false),
            ("2026-11-29T18:41:35.Z", false),
            ("2026-13-29T18:41:35Z", false),
            ("20261129T184135Z", false),
            ("2026-11-29", false),
            ("é", false),
        ] {
            assert_eq!(is_date_time(text), expected, "{text}");
        }
        assert!(is_date("2024-02-29"));
        assert!(!is_date("2023-02-29"));
    }

    #[test]
    fn times_are_formatted_in_utc_and_subtraction_stops_at_1970() {
        let time = SystemTime::UNIX_EPOCH + Duration::from_millis(1_764_441_695_999);
        assert_eq!(utc(time), "2025-11-29T18:41:35Z");
        let time = "2025-11-29T19:41:35.999+01:00".parse().unwrap();
        let day = Duration::from_secs(86_400);
        assert_eq!(utc_before(time, day), "2025-11-28T18:41:35Z");
        assert_eq!(utc_before(time, Duration::MAX), "1970-01-01T00:00:00Z");
    }
}
