//! GraphQL errors: the entries of `errors` in a response.

mod bounded;
mod list;

use std::fmt;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

pub(crate) use self::list::error_list;
use crate::text::plain;

/// One entry of the `errors` in a response.
///
/// At most 100 errors of a response are kept, and at most 16 KiB of each field. Unlike `graphql_client::Error`, this type
/// has GitHub's `type`, which is next to `message` instead of inside `extensions`.
///
/// See [Response Format, Errors](https://spec.graphql.org/October2021/#sec-Errors).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
#[serde(default)]
pub struct GraphQLError {
    /// The description for people; empty if the server sent none.
    #[serde(deserialize_with = "any_message")]
    pub message: String,
    /// Positions in the document; often empty.
    #[serde(deserialize_with = "or_default")]
    pub locations: Vec<Location>,
    /// The path from `data` to the field that failed; empty if the whole request failed.
    #[serde(deserialize_with = "or_default")]
    pub path: Vec<PathSegment>,
    /// GitHub's error type, such as `NOT_FOUND`.
    #[serde(rename = "type", deserialize_with = "or_default")]
    pub type_: Option<String>,
    /// Further information from the server.
    #[serde(deserialize_with = "or_default")]
    pub extensions: serde_json::Map<String, Value>,
}

/// A position in the document. Line and column are counted from 1.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Location {
    /// The line.
    pub line: u32,
    /// The column.
    pub column: u32,
}

/// One segment of a path in a response.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum PathSegment {
    /// An index in a list, counted from 0.
    Index(u64),
    /// A response key.
    Key(String),
}

impl GraphQLError {
    /// An error that consists of a message only.
    pub(super) fn of_text(message: String) -> Self {
        Self {
            message,
            ..Self::default()
        }
    }

    /// The server's error code: `type` (GitHub), otherwise `extensions.code` (most others).
    pub fn code(&self) -> Option<&str> {
        self.type_
            .as_deref()
            .or_else(|| self.extensions.get("code")?.as_str())
    }

    /// Whether it refuses the credentials of the request, rather than one field of it.
    pub(crate) fn is_of_token(&self) -> bool {
        match self
            .code()
            .unwrap_or_default()
            .to_ascii_uppercase()
            .as_str()
        {
            "UNAUTHENTICATED" => true,
            // demarches-simplifiees says `forbidden` of a token that it does not know.
            "UNAUTHORIZED" | "FORBIDDEN" => self.path.is_empty(),
            _ => false,
        }
    }

    /// The path as text, such as `repository.pullRequests.nodes[2].author`; empty if the whole request failed.
    pub fn path_text(&self) -> String {
        let mut path = String::new();
        for segment in &self.path {
            match segment {
                PathSegment::Index(index) => {
                    path.push('[');
                    path.push_str(&index.to_string());
                    path.push(']');
                }
                PathSegment::Key(key) => {
                    if !path.is_empty() {
                        path.push('.');
                    }
                    path.push_str(key);
                }
            }
        }
        path
    }
}

impl fmt::Display for GraphQLError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.message.is_empty() {
            formatter.write_str("error without a message")?;
        } else {
            write!(formatter, "{}", plain(&self.message))?;
        }
        if let Some(code) = self.code() {
            write!(formatter, " ({})", plain(code))?;
        }
        if !self.path.is_empty() {
            write!(formatter, " at `{}`", plain(self.path_text()))?;
        }
        match self.code().and_then(fix) {
            Some(fix) => write!(formatter, "; {fix}"),
            None => Ok(()),
        }
    }
}

/// How to fix an error with this code, for the APIs that this crate has a profile for.
fn fix(code: &str) -> Option<&'static str> {
    Some(match code {
        "NOT_FOUND" | "not_found" => "does it exist, and may the token read it?",
        "FORBIDDEN" | "INSUFFICIENT_SCOPES" | "unauthorized" | "forbidden" => {
            "check what the token may read"
        }
        "INVALID_CURSOR_ARGUMENTS" => "was the cursor taken from another query?",
        "EXCESSIVE_PAGINATION"
        | "MAX_NODE_LIMIT_EXCEEDED"
        | "RESOURCE_LIMITS_EXCEEDED"
        | "timeout" => "ask for smaller pages",
        "MISSING_PAGINATION_BOUNDARIES" => "give a page size",
        _ => return None,
    })
}

/// Deserializes a value; the default if it is null or not what the specification allows, such as line -1. The message of
/// an error must not get lost because of another field.
fn or_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + DeserializeOwned,
{
    Ok(serde_json::from_value(bounded::value(deserializer)?).unwrap_or_default())
}

/// Deserializes a message; a value that is not a string becomes its JSON text.
fn any_message<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(match bounded::value(deserializer)? {
        Value::Null => String::new(),
        Value::String(message) => message,
        other => other.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(error: &str, expected: &str) {
        let error: GraphQLError = serde_json::from_str(error).unwrap();
        assert_eq!(error.to_string(), expected);
    }

    #[test]
    fn errors_display_as_one_line_with_code_path_and_fix() {
        check(
            r#"{"type":"NOT_FOUND","path":["repository"],"locations":[{"line":1,"column":3}],"message":"Could not resolve"}"#,
            "Could not resolve (NOT_FOUND) at `repository`; does it exist, and may the token read it?",
        );
        check(
            r#"{"message":"Cannot return null","path":["demarche","dossiers","nodes",2,"usager"],"extensions":{"code":"invalid_null"}}"#,
            "Cannot return null (invalid_null) at `demarche.dossiers.nodes[2].usager`",
        );
        check(
            r#"{"message":"No query string was present","path":null,"locations":null}"#,
            "No query string was present",
        );
        check(
            r#"{"message":null,"extensions":null}"#,
            "error without a message",
        );
    }

    #[test]
    fn fields_with_invalid_values_do_not_hide_the_message() {
        check(
            r#"{"message":"no","locations":[{"line":-1,"column":-1}],"path":["a",-1],"extensions":"x","type":7}"#,
            "no",
        );
        check(
            r#"{"message":{"text":"no"},"type":"NOT_FOUND"}"#,
            "{\"text\":\"no\"} (NOT_FOUND); does it exist, and may the token read it?",
        );
    }
}
