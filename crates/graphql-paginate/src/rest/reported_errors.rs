//! Errors in a successful response without items, which must not be read as the end of a list.

use http::StatusCode;
use serde_json::value::RawValue;

use super::json;
use super::layout::BodyLayout;
use super::problem::problems;
use crate::error::{ErrorKind, Problem};

/// The fields of a body that report errors.
const FIELDS: [&str; 2] = ["/error", "/errors"];

/// Texts that say that there is no error.
const NO_ERROR: [&str; 6] = ["0", "false", "null", "none", "ok", "success"];

/// The most characters of a value in a message.
const MAX_VALUE_CHARS: usize = 100;

/// Returns an error for a body whose `error` or `errors` has any value except null, false, 0, `"none"` and such, or an empty
/// text, list or object. A field that holds the list of items reports no errors.
pub(super) fn refuse_reported_errors(
    status: StatusCode,
    text: &str,
    layout: &BodyLayout,
) -> Result<(), ErrorKind> {
    for pointer in FIELDS {
        if layout.is_around_items(pointer) {
            continue;
        }
        let Some(value) = json::find(text, pointer)? else {
            continue;
        };
        if !is_blank(value) {
            let problems = described(text, pointer, value);
            return Err(ErrorKind::Refused { status, problems });
        }
    }
    Ok(())
}

/// Whether a value says that there is no error.
fn is_blank(value: &RawValue) -> bool {
    let text = value.get();
    if text.starts_with(['{', '[', '"']) {
        let inner = text[1..text.len() - 1].trim();
        return inner.is_empty() || NO_ERROR.iter().any(|word| inner.eq_ignore_ascii_case(word));
    }
    let is_zero = text.parse::<f64>().is_ok_and(|number| number == 0.0);
    is_zero || matches!(text, "null" | "false")
}

/// The problems of a body, or the value of its error field if the form of the body is unknown.
fn described(text: &str, pointer: &str, value: &RawValue) -> Vec<Problem> {
    let mut problems = problems(text.as_bytes());
    problems.retain(|problem| !problem.message.is_empty());
    if problems.is_empty() {
        let found: String = value.get().chars().take(MAX_VALUE_CHARS).collect();
        problems.push(Problem {
            property: pointer.trim_start_matches('/').to_owned(),
            message: format!("it is `{found}`"),
            ..Problem::default()
        });
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_values_say_that_there_is_no_error() {
        let is_error = |value: &str| !is_blank(serde_json::from_str(value).unwrap());
        for value in [
            "null",
            "false",
            "0",
            "0.0",
            r#""""#,
            r#"" ""#,
            "[]",
            "{ }",
            r#""none""#,
            r#""OK""#,
            r#""0""#,
        ] {
            assert!(!is_error(value), "{value}");
        }
        for value in [
            "true",
            "1",
            r#""timeout""#,
            r#"["x"]"#,
            r#"{"code":5}"#,
            r#""nones""#,
        ] {
            assert!(is_error(value), "{value}");
        }
    }
}
