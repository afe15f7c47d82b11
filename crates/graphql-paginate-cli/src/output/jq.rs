//! The argument `--jq FILTER`: runs a jq program on each item.

use std::fmt;

use jaq_all::data::{Filter, Runner, base_funs, run};
use jaq_all::jaq_core::Vars;
use jaq_all::json::{Val, read::parse_single};
use jaq_all::load::FileReportsDisp;
use jaq_all::{compile_with, defs};
use serde_json::value::RawValue;

use super::json_text::depth;
use crate::exit::Exit;
use crate::failure::Failure;

/// Deeper values would exhaust the stack, and a server decides how deep they are.
const MAX_DEPTH: usize = 256;

const HALTED: &str =
    "it calls `halt`, which cannot end an export; use `--limit`, or leave out items with `select`";

/// A compiled filter.
pub(crate) struct JqFilter {
    text: String,
    filter: Filter,
}

impl JqFilter {
    /// Compiles a filter. Filters have no access to files or environment variables.
    pub(crate) fn compile(text: &str) -> Result<Self, Failure> {
        match compile_with(text, defs(), base_funs(), &[]) {
            Ok(filter) => Ok(Self {
                text: text.to_owned(),
                filter,
            }),
            Err(reports) => {
                let mut message = format!("invalid jq filter `{text}`");
                for report in &reports {
                    let report = FileReportsDisp::new(report).to_string();
                    message.push_str(&format!("\n{}", report.trim_end()));
                }
                Err(Failure::usage(message))
            }
        }
    }

    /// The results of the filter for an item: any number of values.
    pub(crate) fn apply(&self, item: &RawValue) -> Result<Vec<Box<RawValue>>, Failure> {
        let failed = |problem: String| {
            Failure::new(
                Exit::Failed,
                format!("the jq filter `{}` failed: {problem}", self.text),
            )
        };
        if depth(item.get()) > MAX_DEPTH {
            let problem =
                format!("the item has more than {MAX_DEPTH} objects and lists inside each other");
            return Err(failed(problem));
        }
        let value =
            parse_single(item.get().as_bytes()).map_err(|error| failed(error.to_string()))?;
        let mut outputs = Vec::new();
        let input = std::iter::once(Ok::<_, String>(value));
        run(
            &Runner::default(),
            &self.filter,
            Vars::new([]),
            (&Val::Null, input),
            failed,
            |output| {
                let output = match output.map_err(|stop| stop.get_err()) {
                    Ok(output) => output,
                    Err(Ok(error)) => return Err(failed(error.to_string())),
                    // `halt` would end the process in the middle of the list, with the exit code of the filter.
                    Err(Err(_)) => return Err(failed(HALTED.to_owned())),
                };
                let text = output.to_string();
                let json = RawValue::from_string(text.clone());
                outputs.push(json.map_err(|_| failed(format!("`{text}` is not JSON")))?);
                Ok(())
            },
        )?;
        Ok(outputs)
    }
}

impl fmt::Debug for JqFilter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("JqFilter").field(&self.text).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applied(filter: &str, item: &str) -> Vec<String> {
        let item: Box<RawValue> = serde_json::from_str(item).unwrap();
        let outputs = JqFilter::compile(filter).unwrap().apply(&item).unwrap();
        outputs
            .iter()
            .map(|output| output.get().to_owned())
            .collect()
    }

    #[test]
    fn a_filter_gives_any_number_of_values() {
        assert_eq!(
            applied(".a, .b", r#"{"b":[1,2],"a":"x"}"#),
            [r#""x""#, "[1,2]"]
        );
        assert_eq!(applied("select(.a > 1)", r#"{"a":1}"#), [""; 0]);
        assert_eq!(
            applied("{z, a}", r#"{"a":12345678901234567890,"z":1}"#),
            [r#"{"z":1,"a":12345678901234567890}"#]
        );
    }

    #[test]
    fn a_filter_that_cannot_be_compiled_says_why() {
        for filter in [".a |", "no_such_function"] {
            let failure = JqFilter::compile(filter).unwrap_err();
            let Failure::Reported(report) = failure else {
                panic!("no report");
            };
            assert_eq!(report.exit, Exit::Usage);
            assert!(report.message.contains(filter), "{}", report.message);
        }
    }

    #[test]
    fn a_filter_that_halts_fails_and_does_not_end_the_process() {
        let item: Box<RawValue> = serde_json::from_str(r#"{"a":1}"#).unwrap();
        for filter in ["halt", "halt_error", "if .a == 1 then halt(3) else . end"] {
            let result = JqFilter::compile(filter).unwrap().apply(&item);
            let Err(Failure::Reported(report)) = result else {
                panic!("no report");
            };
            assert_eq!(report.exit, Exit::Failed);
            assert!(
                report.message.contains("calls `halt`"),
                "{}",
                report.message
            );
        }
    }

    #[test]
    fn values_that_are_too_deep_are_refused() {
        for (levels, is_refused) in [(MAX_DEPTH, false), (200_000, true)] {
            let text = format!("{}{}", "[".repeat(levels), "]".repeat(levels));
            let item: Box<RawValue> = serde_json::from_str(&text).unwrap();
            let result = JqFilter::compile(".").unwrap().apply(&item);
            assert_eq!(result.is_err(), is_refused, "{levels}");
        }
    }
}
