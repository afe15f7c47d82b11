//! The error bodies of REST APIs, read into one shape.
//!
//! Four are common: OData's `{"error": {"code", "message", "details"}}`, ASP.NET's `{"Message"}`, a list under
//! `errors`, and an object of messages by parameter under `invalid`. A body that is none of them is described by the
//! status alone.

use std::fmt;

use bytes::Bytes;
use http::Response;
use serde_json::Value;

use crate::error::{ErrorKind, describe};
use crate::text::plain;

/// One thing that a server found wrong with a request.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Problem {
    /// The parameter or property it is about; empty when the server names none.
    pub property: String,
    /// The server's own code; empty when there is none.
    pub code: String,
    /// What is wrong, in the server's words.
    pub message: String,
    /// What the server proposes; empty when it proposes nothing.
    pub suggestion: String,
}

/// The failure that a response of another status than success stands for.
pub(crate) fn refusal(response: &Response<Bytes>) -> ErrorKind {
    let status = response.status();
    // Values take up to a hundred times the memory of their text; no API explains itself at such length.
    const LONGEST: usize = 256 * 1024;
    let mut body = Value::Null;
    if response.body().len() <= LONGEST {
        body = serde_json::from_slice(response.body()).unwrap_or_default();
    }
    match problems(&body) {
        problems if problems.is_empty() => ErrorKind::Status {
            status,
            found: describe(response),
        },
        problems => ErrorKind::Refused { status, problems },
    }
}

/// Every problem that a body names; empty for a body of another shape.
pub(super) fn problems(body: &Value) -> Vec<Problem> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    if let Some(error) = body["error"].as_object() {
        let details = error
            .get("details")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        return std::iter::once(&body["error"])
            .chain(details)
            .map(problem)
            .collect();
    }
    if let Some(errors) = body["errors"]
        .as_array()
        .or_else(|| body["error"].as_array())
    {
        return errors.iter().map(problem).collect();
    }
    if let Some(invalid) = body["invalid"].as_object() {
        let about = |(property, message): (&String, &Value)| Problem {
            property: property.clone(),
            message: text(message).unwrap_or_else(|| message.to_string()),
            ..Problem::default()
        };
        return invalid.iter().map(about).collect();
    }
    let message = text(&body["error_description"])
        .or_else(|| text(&body["Message"]))
        .or_else(|| text(&body["message"]));
    let code = text(&body["error"]).unwrap_or_default();
    match message {
        Some(message) => vec![Problem {
            code,
            message,
            ..Problem::default()
        }],
        None if !code.is_empty() => vec![Problem {
            message: code,
            ..Problem::default()
        }],
        None => Vec::new(),
    }
}

fn problem(error: &Value) -> Problem {
    let first = |keys: &[&str]| {
        keys.iter()
            .find_map(|key| error[*key].as_str())
            .map(str::to_owned)
            .unwrap_or_default()
    };
    let message = match first(&["errorMessage", "message", "Message"]) {
        message if message.is_empty() => error
            .as_str()
            .map_or_else(|| error.to_string(), str::to_owned),
        message => message,
    };
    Problem {
        property: first(&["property", "target"]),
        code: first(&["code"]),
        message,
        suggestion: first(&["suggestion"]),
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.property.is_empty() {
            write!(formatter, "`{}`: ", plain(&self.property))?;
        }
        write!(formatter, "{}", plain(&self.message))?;
        if !self.code.is_empty() {
            write!(formatter, " ({})", plain(&self.code))?;
        }
        if !self.suggestion.is_empty() {
            write!(formatter, "; {}", plain(&self.suggestion))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_body_becomes_readable() {
        let check = |status: u16, body: &str, expected: &str| {
            let response = Response::builder()
                .status(status)
                .body(Bytes::from(body.to_owned()))
                .unwrap();
            assert_eq!(refusal(&response).to_string(), expected);
        };
        check(
            400,
            r#"{"errors":[{"property":"first","errorMessage":"510 invalid value","suggestion":"Must be between 1 and 100"}]}"#,
            "the server refused the request (400 Bad Request): `first`: 510 invalid value; Must be between 1 and 100",
        );
        check(
            400,
            r#"{"error":{"code":"10","message":"No such property","target":"$filter","details":[{"message":"nom"}]}}"#,
            "the server refused the request (400 Bad Request): `$filter`: No such property (10), and nom",
        );
        check(
            404,
            r#"{"Message":"No resource"}"#,
            "the server refused the request (404 Not Found): No resource",
        );
        check(
            400,
            r#"{"error":"invalid_client","error_description":"unknown"}"#,
            "the server refused the request (400 Bad Request): unknown (invalid_client)",
        );
        check(
            401,
            "",
            "the server answered 401 Unauthorized with an empty body; check the token",
        );
        check(
            503,
            "<html><title>Busy</title>",
            "the server answered 503 Service Unavailable with an HTML page titled `Busy`",
        );
    }
}
