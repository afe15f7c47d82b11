//! Nulls: decoding errors that a null connection causes, and nulls that seem to end a list.

use serde_json::Value;

use crate::driver::NextPage;
use crate::error::{ErrorKind, GraphQLError, PathSegment};

/// Turns a decoding error at a null on the path to the connection into [`ErrorKind::NullConnection`], as if the field
/// were nullable. Other errors are returned unchanged.
///
/// `path` has the response keys from `data` to the connection.
pub(crate) fn null_connection(
    kind: ErrorKind,
    body: &[u8],
    path: &'static [&'static str],
) -> ErrorKind {
    let ErrorKind::Decode { path: failed, .. } = &kind else {
        return kind;
    };
    match null_on(body, path) {
        Some(null) if is_at(failed, null) => ErrorKind::NullConnection { path: null },
        _ => kind,
    }
}

/// The error for a connection that is missing in the response without an error that explains it: an object on its path
/// is null, or of a type for which the query does not select the next key.
pub(crate) fn missing_connection(body: &[u8], path: &'static [&'static str]) -> ErrorKind {
    match other_type(body, path) {
        Some(kind) => kind,
        None => ErrorKind::NullConnection { path },
    }
}

/// The error for the first object on `path` without the next key, or at its end; `None` if that is null.
fn other_type(body: &[u8], path: &'static [&'static str]) -> Option<ErrorKind> {
    let response: Value = serde_json::from_slice(body).ok()?;
    let mut value = response.get("data")?;
    let mut place = "data".to_owned();
    for key in path {
        let Some(next) = value.get(key) else {
            break;
        };
        value = next;
        place.push('.');
        place.push_str(key);
    }
    Some(ErrorKind::OtherType {
        path: place,
        typename: text_in(value, "__typename")?,
        message: text_in(value, "message"),
    })
}

fn text_in(object: &Value, key: &str) -> Option<String> {
    object.get(key)?.as_str().map(str::to_owned)
}

/// Returns the errors beside the data if one of them explains why the value at `path` is null or empty, by which a list
/// seems to end.
///
/// # Errors
///
/// [`ErrorKind::GraphQL`]: a token that could not be resolved does not end the list, even if partial data is kept.
pub(crate) fn check_explained_end(
    next_page: &NextPage,
    path: &[&str],
    errors: &[GraphQLError],
) -> Result<(), ErrorKind> {
    if *next_page != NextPage::End {
        return Ok(());
    }
    let explains = |error: &GraphQLError| {
        let mut keys = error.path.iter().zip(path);
        error.path.len() <= path.len()
            && keys.all(|(segment, key)| matches!(segment, PathSegment::Key(found) if found == key))
    };
    if errors.iter().any(explains) {
        return Err(ErrorKind::GraphQL {
            errors: errors.to_vec(),
        });
    }
    Ok(())
}

/// The path to the first null on `path`.
fn null_on(body: &[u8], path: &'static [&'static str]) -> Option<&'static [&'static str]> {
    let response: Value = serde_json::from_slice(body).ok()?;
    let mut value = response.get("data")?;
    for (index, key) in path.iter().enumerate() {
        value = value.get(key)?;
        if value.is_null() {
            return Some(&path[..=index]);
        }
    }
    None
}

/// Whether decoding failed at the null.
fn is_at(failed: &str, null: &[&str]) -> bool {
    failed.strip_prefix("data.") == Some(null.join(".").as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATH: &[&str] = &["node", "issues"];

    fn check(failed: &str, body: &str, expected: Option<&[&str]>) {
        let kind = ErrorKind::Decode {
            path: failed.to_owned(),
            problem: "null".to_owned(),
        };
        let null = match null_connection(kind, body.as_bytes(), PATH) {
            ErrorKind::NullConnection { path } => Some(path),
            _ => None,
        };
        assert_eq!(null, expected, "{failed} in {body}");
    }

    #[test]
    fn only_a_null_on_the_path_is_a_null_connection() {
        let connection = r#"{ "data": { "node": { "issues": null, "title": 1 } } }"#;
        check("data.node.issues", connection, Some(&["node", "issues"]));
        check("data.node", connection, None);
        check("data.node.title", connection, None);
        check("data.no", connection, None);

        check(
            "data.node",
            r#"{ "data": { "node": null } }"#,
            Some(&["node"]),
        );
        check(
            "data.node.issues.nodes",
            r#"{ "data": { "node": null } }"#,
            None,
        );
        check("data.node.issues", r#"{ "data": { "node": {} } }"#, None);
        check(
            "data.node.issues.nodes",
            r#"{ "data": { "node": { "issues": { "nodes": null } } } }"#,
            None,
        );
    }
}
