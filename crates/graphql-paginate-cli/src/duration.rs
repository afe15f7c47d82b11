//! Parses durations in arguments: `500ms`, `30s`, `5m`, `2h`, `7d`.

use std::time::Duration;

/// Parses a number with a unit; a number without one is in seconds.
pub(crate) fn parse_duration(text: &str) -> Result<Duration, String> {
    let digits = text.trim_end_matches(|character: char| character.is_ascii_alphabetic());
    let seconds = match &text[digits.len()..] {
        "ms" => 0.001,
        "" | "s" => 1.0,
        "m" | "min" => 60.0,
        "h" => 3600.0,
        "d" => 86_400.0,
        unit => return Err(format!("unknown unit `{unit}`; use ms, s, m, h or d")),
    };
    let number: f64 = digits
        .parse()
        .map_err(|_| "expected a number with a unit, such as `30s`".to_owned())?;
    Duration::try_from_secs_f64(number * seconds).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_units() {
        for (text, expected) in [
            ("50ms", Ok(Duration::from_millis(50))),
            ("30", Ok(Duration::from_secs(30))),
            ("1.5m", Ok(Duration::from_secs(90))),
            ("2h", Ok(Duration::from_secs(7200))),
            ("7d", Ok(Duration::from_secs(604_800))),
            (
                "5w",
                Err("unknown unit `w`; use ms, s, m, h or d".to_owned()),
            ),
        ] {
            assert_eq!(parse_duration(text), expected, "{text}");
        }
        assert!(parse_duration("-5s").is_err());
        assert!(parse_duration("s").is_err());
    }
}
