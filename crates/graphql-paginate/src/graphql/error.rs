//! A GraphQL error as servers send it.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

/// One entry of a response's `errors`.
///
/// Unlike `graphql_client::Error` it keeps GitHub's `type`, which stands beside the message and not in `extensions`.
///
/// See [Response Format, Errors](https://spec.graphql.org/October2021/#sec-Errors).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
#[serde(default)]
pub struct GraphQLError {
    /// For people; empty when the server sent none.
    #[serde(deserialize_with = "null_is_default")]
    pub message: String,
    /// Positions in the document; often empty.
    #[serde(deserialize_with = "null_is_default")]
    pub locations: Vec<Location>,
    /// From `data` to the field that failed; empty when the whole request did.
    #[serde(deserialize_with = "null_is_default")]
    pub path: Vec<PathSegment>,
    /// GitHub's kind of error, e.g. `NOT_FOUND`.
    #[serde(rename = "type")]
    pub type_: Option<String>,
    /// Whatever else the server says.
    #[serde(deserialize_with = "null_is_default")]
    pub extensions: serde_json::Map<String, serde_json::Value>,
}

/// A position in the document, both counted from 1.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Location {
    /// The line.
    pub line: u32,
    /// The column.
    pub column: u32,
}

/// One step of a path in a response.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum PathSegment {
    /// An index in a list, counted from 0.
    Index(u64),
    /// A response key.
    Key(String),
}

impl GraphQLError {
    /// The kind of error in the server's own word: `type` (GitHub), else `extensions.code` (most others).
    pub fn code(&self) -> Option<&str> {
        self.type_.as_deref().or_else(|| self.extensions.get("code")?.as_str())
    }

    /// The path in one word, e.g. `repository.pullRequests.nodes[2].author`; empty for the whole request.
    pub fn path_text(&self) -> String {
        self.path.iter().fold(String::new(), |path, segment| match segment {
            PathSegment::Index(index) => format!("{path}[{index}]"),
            PathSegment::Key(key) if path.is_empty() => key.clone(),
            PathSegment::Key(key) => format!("{path}.{key}"),
        })
    }
}

impl fmt::Display for GraphQLError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.message.is_empty() {
            "error without a message"
        } else {
            &self.message
        })?;
        if let Some(code) = self.code() {
            write!(formatter, " ({code})")?;
        }
        if !self.path.is_empty() {
            write!(formatter, " at `{}`", self.path_text())?;
        }
        match self.code().and_then(way_out) {
            Some(way_out) => write!(formatter, "; {way_out}"),
            None => Ok(()),
        }
    }
}

/// For the codes of the APIs that this crate has a profile for.
fn way_out(code: &str) -> Option<&'static str> {
    Some(match code {
        "NOT_FOUND" | "not_found" => "does it exist, and may the token read it?",
        "FORBIDDEN" | "INSUFFICIENT_SCOPES" | "unauthorized" | "forbidden" => "check what the token may read",
        "INVALID_CURSOR_ARGUMENTS" => "was the cursor taken from another query?",
        "EXCESSIVE_PAGINATION" | "MAX_NODE_LIMIT_EXCEEDED" | "RESOURCE_LIMITS_EXCEEDED" | "timeout" => {
            "ask for smaller pages"
        }
        "MISSING_PAGINATION_BOUNDARIES" => "give a page size",
        _ => return None,
    })
}

/// Servers write an absent value as null as well.
fn null_is_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(error: &str, expected: &str) {
        let error: GraphQLError = serde_json::from_str(error).unwrap();
        assert_eq!(error.to_string(), expected);
    }

    #[test]
    fn errors_read_as_one_line_with_code_path_and_way_out() {
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
        check(r#"{"message":null,"extensions":null}"#, "error without a message");
    }
}
