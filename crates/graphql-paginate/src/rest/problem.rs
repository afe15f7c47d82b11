//! Error bodies of REST APIs, parsed into one form.
//!
//! Five forms are known: OData's `{"error": {"code", "message", "details"}}`, ASP.NET's `{"Message"}`, a list in `errors`,
//! a text in `error` or `errors`, and an object in `invalid` or `errors` with messages by parameter. For any other body, only the status is reported.

use bytes::Bytes;
use http::Response;
use serde_json::{Map, Value};

use crate::error::{ErrorKind, Problem, describe};

/// The maximum size of an error body, in bytes, that is parsed; a larger one is reported as text. Parsed values take up
/// to a hundred times the memory of their text.
const MAX_ERROR_BODY: usize = 256 * 1024;

/// The maximum number of problems kept for one response.
const MAX_PROBLEMS: usize = 20;

/// The error for a response with an unsuccessful status.
pub(crate) fn refusal(response: &Response<Bytes>) -> ErrorKind {
    let status = response.status();
    let problems = problems(response.body());
    if problems.is_empty() {
        return ErrorKind::Status {
            status,
            found: describe(response),
        };
    }
    ErrorKind::Refused { status, problems }
}

/// The problems in a body; empty if its form is unknown.
pub(super) fn problems(body: &[u8]) -> Vec<Problem> {
    if body.len() > MAX_ERROR_BODY {
        return Vec::new();
    }
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let mut problems = problems_in(&body);
    problems.truncate(MAX_PROBLEMS);
    problems
}

fn problems_in(body: &Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    if body["error"].is_object() {
        problems.push(problem(&body["error"]));
        for detail in elements(&body["error"]["details"]) {
            problems.push(problem(detail));
        }
    } else if body["errors"].is_array() || body["error"].is_array() {
        for error in elements(&body["errors"])
            .iter()
            .chain(elements(&body["error"]))
        {
            problems.push(problem(error));
        }
    } else if let Some(invalid) = by_property(body) {
        for (property, messages) in invalid {
            problems.extend(problems_of(property, messages));
        }
    } else {
        problems.extend(message_and_code(body));
    }
    problems
}

/// The field of a body that holds messages by parameter or property.
fn by_property(body: &Value) -> Option<&Map<String, Value>> {
    let mut fields = ["invalid", "errors"].into_iter();
    fields.find_map(|field| body[field].as_object())
}

/// The problems of one property, which has a message or a list of them.
fn problems_of(property: &str, messages: &Value) -> Vec<Problem> {
    let messages = match messages {
        Value::Array(messages) => messages.as_slice(),
        message => std::slice::from_ref(message),
    };
    let mut problems = Vec::new();
    for message in messages {
        problems.push(Problem {
            property: property.to_owned(),
            message: text(message).unwrap_or_else(|| message.to_string()),
            ..Problem::default()
        });
    }
    problems
}

/// The problem of a body with a message, a code, or both.
fn message_and_code(body: &Value) -> Option<Problem> {
    let code = text(&body["error"]).or_else(|| text(&body["errors"]));
    let messages = ["error_description", "Message", "message"];
    let message = messages.iter().find_map(|key| text(&body[*key]));
    match (message, code) {
        (Some(message), code) => Some(Problem {
            code: code.unwrap_or_default(),
            message,
            ..Problem::default()
        }),
        (None, Some(code)) if !code.is_empty() => Some(Problem {
            message: code,
            ..Problem::default()
        }),
        (None, _) => None,
    }
}

fn elements(list: &Value) -> &[Value] {
    list.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
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
