//! What an answer says about a failure, whatever its protocol: codes, messages, and named values.

use bytes::Bytes;
use http::Response;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::json::error_entries;

/// Of a longer body only the parts that are known to explain failures are read.
const MAX_BODY_BYTES: usize = 64 * 1024;

/// How much of a body that is no JSON object is looked at.
const MAX_TEXT_BYTES: usize = 2 * 1024;

/// The explanation in the body of an answer.
pub(crate) struct Report {
    errors: Vec<Value>,
    body: Value,
    text: String,
}

#[derive(Default, Deserialize)]
struct Parts {
    errors: Option<Box<RawValue>>,
    extensions: Option<Box<RawValue>>,
    error_code: Option<Value>,
    error_message: Option<Value>,
    message: Option<Value>,
}

impl Report {
    pub(crate) fn read(response: &Response<Bytes>) -> Self {
        let body = response.body();
        let Ok(parts) = serde_json::from_slice::<Parts>(body) else {
            let head = &body[..body.len().min(MAX_TEXT_BYTES)];
            return Self {
                errors: Vec::new(),
                body: Value::Null,
                text: String::from_utf8_lossy(head).into_owned(),
            };
        };
        let errors = match &parts.errors {
            Some(errors) => error_entries(errors),
            None => Vec::new(),
        };
        let body = if body.len() <= MAX_BODY_BYTES {
            serde_json::from_slice(body).unwrap_or_default()
        } else {
            parts.into_value()
        };
        Self {
            errors,
            body,
            text: String::new(),
        }
    }

    pub(crate) fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    /// Whether an error has this code, in any of the places where servers put it. Case, `_`, `-` and spaces do not
    /// count: `RATE_LIMITED`, `RateLimited` and `rate-limited` are the same code.
    pub(crate) fn has_code(&self, code: &str) -> bool {
        const OF_ENTRY: [&str; 6] = [
            "/type",
            "/code",
            "/errorType",
            "/extensions/code",
            "/extensions/contentful/code",
            "/extensions/http/status",
        ];
        const OF_BODY: [&str; 3] = ["/error_code", "/code", "/error/code"];
        let in_entries = self
            .errors
            .iter()
            .any(|entry| has_code(entry, &OF_ENTRY, code));
        in_entries || has_code(&self.body, &OF_BODY, code)
    }

    /// Whether a message contains this text; case does not count.
    pub(crate) fn has_message(&self, text: &str) -> bool {
        let text = text.to_ascii_lowercase();
        self.messages()
            .any(|message| message.to_ascii_lowercase().contains(&text))
    }

    /// The messages in the answer; of a body that is no JSON object, its beginning.
    pub(crate) fn messages(&self) -> impl Iterator<Item = &str> {
        const OF_BODY: [&str; 6] = [
            "/message",
            "/Message",
            "/error_message",
            "/error_description",
            "/error",
            "/error/message",
        ];
        let of_entries = self
            .errors
            .iter()
            .filter_map(|entry| entry.as_str().or_else(|| entry["message"].as_str()));
        let of_body = OF_BODY
            .iter()
            .filter_map(|pointer| self.body.pointer(pointer)?.as_str());
        of_entries.chain(of_body).chain([self.text.as_str()])
    }

    /// A number in the body, by its JSON pointer (RFC 6901).
    pub(crate) fn number(&self, pointer: &str) -> Option<f64> {
        number(self.body.pointer(pointer)?)
    }

    /// The first number that an error has, by JSON pointers into the error.
    pub(crate) fn number_of_error(&self, pointers: &[&str]) -> Option<f64> {
        for entry in &self.errors {
            for pointer in pointers {
                if let Some(found) = entry.pointer(pointer).and_then(number) {
                    return Some(found);
                }
            }
        }
        None
    }
}

impl Parts {
    fn into_value(self) -> Value {
        let extensions: Value = match &self.extensions {
            Some(raw) if raw.get().len() <= MAX_BODY_BYTES => {
                serde_json::from_str(raw.get()).unwrap_or_default()
            }
            _ => Value::Null,
        };
        serde_json::json!({
            "extensions": extensions,
            "error_code": self.error_code,
            "error_message": self.error_message,
            "message": self.message,
        })
    }
}

fn has_code(value: &Value, pointers: &[&str], code: &str) -> bool {
    pointers.iter().any(|pointer| match value.pointer(pointer) {
        Some(Value::String(found)) => letters(found).eq(letters(code)),
        Some(Value::Number(found)) => found.to_string() == code,
        _ => false,
    })
}

fn letters(code: &str) -> impl Iterator<Item = char> + '_ {
    code.chars()
        .filter(|letter| !matches!(letter, '_' | '-' | ' '))
        .map(|letter| letter.to_ascii_lowercase())
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}
