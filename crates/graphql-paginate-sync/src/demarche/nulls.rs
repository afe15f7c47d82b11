//! Failures of items that are null, each with the error that says why.

use graphql_paginate::{GraphQLError, PathSegment};

use crate::store::ItemFailure;

/// One failure for each item of a page that is null, with the message of the error about it.
pub(super) fn nulls(items: usize, errors: &[GraphQLError]) -> Vec<ItemFailure> {
    let causes = causes(items, errors);
    let mut failures = Vec::new();
    for index in 0..items {
        let (path, message) = match causes.get(index) {
            Some(error) => (error.path_text(), error.message.clone()),
            None => (
                format!("null item {index}"),
                "the server sent null without saying why".to_owned(),
            ),
        };
        failures.push(ItemFailure {
            number: None,
            path,
            message,
        });
    }
    failures
}

/// The errors about null items, one for each of them: those whose path ends in the index of an item. An error inside an
/// item may have made it null or only a field of it, so those count only if there is one for each other null.
fn causes(items: usize, errors: &[GraphQLError]) -> Vec<&GraphQLError> {
    let mut known: Vec<&[PathSegment]> = Vec::new();
    let (mut own, mut inner) = (Vec::new(), Vec::new());
    for is_own in [true, false] {
        for error in errors {
            let Some(item) = item(&error.path) else {
                continue;
            };
            if (item.len() == error.path.len()) != is_own || known.contains(&item) {
                continue;
            }
            known.push(item);
            if is_own {
                own.push(error);
            } else {
                inner.push(error);
            }
        }
    }
    if own.len() + inner.len() == items {
        own.extend(inner);
    }
    own
}

/// The part of a path that leads to an item of the list; `None` if it does not lead into a list.
fn item(path: &[PathSegment]) -> Option<&[PathSegment]> {
    let mut segments = path.iter();
    let index = segments.position(|segment| matches!(segment, PathSegment::Index(_)))?;
    Some(&path[..=index])
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const NO_REASON: &str = "the server sent null without saying why";

    /// The messages of the failures of some nulls, beside errors with these paths, whose messages are the paths.
    fn messages(items: usize, paths: &[Value]) -> Vec<String> {
        let mut errors = Vec::new();
        for path in paths {
            let error = json!({ "message": path.to_string(), "path": path });
            errors.push(serde_json::from_value(error).unwrap());
        }
        let failures = nulls(items, &errors);
        failures
            .into_iter()
            .map(|failure| failure.message)
            .collect()
    }

    #[test]
    fn a_null_item_has_the_error_about_it() {
        let item = |index: u64| json!(["demarche", "dossiers", "nodes", index]);
        let field =
            |index: u64| json!(["demarche", "dossiers", "nodes", index, "champs", 0, "value"]);
        let text = |path: Value| path.to_string();
        for (items, paths, expected) in [
            // The first error is about a field of another item.
            (1, vec![field(1), item(3)], vec![text(item(3))]),
            (1, vec![item(3), item(3)], vec![text(item(3))]),
            // The error made the item null.
            (1, vec![field(3), field(3)], vec![text(field(3))]),
            (1, vec![field(1), field(3)], vec![NO_REASON.to_owned()]),
            (
                2,
                vec![field(1), item(3)],
                vec![text(item(3)), text(field(1))],
            ),
            (
                1,
                vec![json!(["demarche", "labels"])],
                vec![NO_REASON.to_owned()],
            ),
            (1, vec![], vec![NO_REASON.to_owned()]),
        ] {
            assert_eq!(messages(items, &paths), expected, "{paths:?}");
        }
    }
}
