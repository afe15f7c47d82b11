//! Extracts error codes, messages and numbers from a response of any protocol.

use bytes::Bytes;
use http::Response;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::json::error_entries;

/// The largest body that is read completely. Of a larger one, only the fields of [`Parts`] are read.
const MAX_BODY_BYTES: usize = 64 * 1024;

/// The number of bytes that are searched for messages in a body that is not a JSON object.
const MAX_TEXT_BYTES: usize = 2 * 1024;

/// The error information in a response.
#[derive(Default)]
pub(crate) struct Report {
    /// The entries of `errors`.
    errors: Vec<Value>,
    /// The whole body, or parts of it; null if it is not a JSON object.
    body: Value,
    /// The beginning of a body that is not a JSON object.
    text: String,
}

/// The fields of a body that are known to explain failures.
#[derive(Default, Deserialize)]
struct Parts {
    errors: Option<Box<RawValue>>,
    extensions: Option<Box<RawValue>>,
    error_code: Option<Value>,
    error_message: Option<Value>,
    message: Option<Value>,
}

impl Report {
    /// Reads a response that is not a page.
    pub(crate) fn read(response: &Response<Bytes>) -> Self {
        let body = response.body();
        Self::of_object(body).unwrap_or_else(|| Self::of_list_or_text(body))
    }

    /// Reads a response that is a page: the items of a REST API must not be read as messages.
    pub(crate) fn of_page(response: &Response<Bytes>) -> Self {
        Self::of_object(response.body()).unwrap_or_default()
    }

    /// `None` for a body that is not a JSON object.
    fn of_object(body: &[u8]) -> Option<Self> {
        // `serde` would accept a list as the fields in their order.
        if is_list(body) {
            return None;
        }
        let parts: Parts = serde_json::from_slice(body).ok()?;
        let errors = match &parts.errors {
            Some(errors) => error_entries(errors),
            None => Vec::new(),
        };
        let body = if body.len() <= MAX_BODY_BYTES {
            serde_json::from_slice(body).unwrap_or_default()
        } else {
            parts.into_value()
        };
        Some(Self {
            errors,
            body,
            text: String::new(),
        })
    }

    fn of_list_or_text(body: &[u8]) -> Self {
        let mut report = Self::default();
        match serde_json::from_slice::<&RawValue>(body) {
            Ok(errors) if is_list(body) => report.errors = error_entries(errors),
            _ => {
                let head = &body[..body.len().min(MAX_TEXT_BYTES)];
                report.text = String::from_utf8_lossy(head).into_owned();
            }
        }
        report
    }

    pub(crate) fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    /// Whether an error has this code, in any field that servers use for codes. The comparison ignores case, `_`, `-` and
    /// spaces: `RATE_LIMITED`, `RateLimited` and `rate-limited` are equal.
    pub(crate) fn has_code(&self, code: &str) -> bool {
        const IN_ENTRY: [&str; 6] = [
            "/type",
            "/code",
            "/errorType",
            "/extensions/code",
            "/extensions/contentful/code",
            "/extensions/http/status",
        ];
        const IN_BODY: [&str; 3] = ["/error_code", "/code", "/error/code"];
        for entry in &self.errors {
            if has_code(entry, &IN_ENTRY, code) {
                return true;
            }
        }
        has_code(&self.body, &IN_BODY, code)
    }

    /// Whether a message contains this text, ignoring case.
    pub(crate) fn has_message(&self, text: &str) -> bool {
        let text = text.to_ascii_lowercase();
        self.messages()
            .any(|message| message.to_ascii_lowercase().contains(&text))
    }

    /// The messages in the response. The beginning of a body that is not a JSON object counts as a message.
    pub(crate) fn messages(&self) -> impl Iterator<Item = &str> {
        const IN_BODY: [&str; 6] = [
            "/message",
            "/Message",
            "/error_message",
            "/error_description",
            "/error",
            "/error/message",
        ];
        let in_entries = self
            .errors
            .iter()
            .filter_map(|entry| entry.as_str().or_else(|| entry["message"].as_str()));
        let in_body = IN_BODY
            .iter()
            .filter_map(|pointer| self.body.pointer(pointer)?.as_str());
        in_entries.chain(in_body).chain([self.text.as_str()])
    }

    /// The number at a JSON pointer (RFC 6901) into the body.
    pub(crate) fn number(&self, pointer: &str) -> Option<f64> {
        number(self.body.pointer(pointer)?)
    }

    /// The first number at one of these JSON pointers into an error.
    pub(crate) fn number_in_error(&self, pointers: &[&str]) -> Option<f64> {
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

fn is_list(body: &[u8]) -> bool {
    body.trim_ascii_start().starts_with(b"[")
}

fn has_code(value: &Value, pointers: &[&str], code: &str) -> bool {
    pointers.iter().any(|pointer| match value.pointer(pointer) {
        Some(Value::String(found)) => normalized(found).eq(normalized(code)),
        Some(Value::Number(found)) => found.to_string() == code,
        _ => false,
    })
}

/// The characters of a code in lower case, without `_`, `-` and spaces.
fn normalized(code: &str) -> impl Iterator<Item = char> + '_ {
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
