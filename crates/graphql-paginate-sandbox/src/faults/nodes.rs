//! Faults that replace data by nulls, with or without errors.

use serde_json::{Value, json};

use super::Fault;
use super::page::{add_errors, connections, lists, nodes};

/// # Nulls and partial errors
///
/// These faults change the pages of the outermost connections. Items are counted from 0 within the page; indices beyond it
/// are ignored. In `edges`, the node becomes null and the edge remains.
impl Fault {
    /// These items are null, without an error that explains it.
    pub fn null_nodes(indexes: &[usize]) -> Self {
        let indexes = indexes.to_vec();
        Self::rewrite(move |body| {
            nodes(body, |_, index, node| {
                if indexes.contains(&index) {
                    *node = Value::Null;
                }
            });
        })
    }

    /// The lists of nodes and edges are null; `pageInfo` remains.
    pub fn null_lists() -> Self {
        Self::rewrite(|body| {
            connections(body, |_, connection| {
                lists(connection).for_each(|(_, list)| *list = Value::Null)
            });
        })
    }

    /// The connections themselves are null.
    pub fn null_connection() -> Self {
        Self::rewrite(|body| connections(body, |_, connection| *connection = Value::Null))
    }

    /// The value at a [JSON pointer](https://www.rfc-editor.org/rfc/rfc6901) such as `/data/repository` is null.
    pub fn null_at(pointer: &str) -> Self {
        let pointer = pointer.to_owned();
        Self::rewrite(move |body| {
            if let Some(value) = body.pointer_mut(&pointer) {
                *value = Value::Null;
            }
        })
    }

    /// One item is null with this error, to which the item's `path` is added.
    pub fn partial_error(item: usize, error: &Value) -> Self {
        Self::failed_item(item, vec![], error)
    }

    /// One item may not be read, with GitHub's error type `FORBIDDEN`.
    pub fn forbidden_node(item: usize) -> Self {
        let message = "Resource not accessible by personal access token";
        Self::partial_error(
            item,
            &json!({ "type": "FORBIDDEN", "locations": somewhere(), "message": message }),
        )
    }

    /// One item may not be read, with the code `unauthorized` of demarches-simplifiees. `type_name` is the item's type.
    pub fn unauthorized_node(item: usize, type_name: &str) -> Self {
        let message = format!("An object of type {type_name} was hidden due to permissions");
        Self::partial_error(item, &coded("unauthorized", &message))
    }

    /// A non-null field of one item is null, so the item is null, with the code `invalid_null` of demarches-simplifiees.
    /// `field` is the type and the field, such as `Dossier.usager`.
    pub fn invalid_null(item: usize, field: &str) -> Self {
        let message = format!("Cannot return null for non-nullable field {field}");
        let name = field.rsplit('.').next().unwrap_or(field);
        Self::failed_item(item, vec![name.into()], &coded("invalid_null", &message))
    }

    /// GitHub's `RESOURCE_LIMITS_EXCEEDED`: every item is null with an error of its own, and `totalCount` is 0. `pageInfo`
    /// remains.
    pub fn resource_limits_exceeded() -> Self {
        Self::rewrite(|body| {
            connections(body, |_, connection| {
                if let Some(total) = connection.get_mut("totalCount") {
                    *total = 0.into();
                }
            });
            let mut errors = vec![];
            nodes(body, |path, _, node| {
                *node = Value::Null;
                errors.push(json!({
                    "type": "RESOURCE_LIMITS_EXCEEDED",
                    "path": path,
                    "locations": somewhere(),
                    "message": "Resource limits for this query exceeded.",
                }));
            });
            add_errors(body, errors);
        })
    }

    fn failed_item(item: usize, below: Vec<Value>, error: &Value) -> Self {
        let error = error.clone();
        Self::rewrite(move |body| {
            let mut errors = vec![];
            nodes(body, |mut path, index, node| {
                if index == item {
                    *node = Value::Null;
                    path.extend(below.clone());
                    let mut error = error.clone();
                    error["path"] = path.into();
                    errors.push(error);
                }
            });
            add_errors(body, errors);
        })
    }
}

/// The locations of an error. The response does not say where its fields are in the document.
fn somewhere() -> Value {
    json!([{ "line": 1, "column": 1 }])
}

fn coded(code: &str, message: &str) -> Value {
    json!({ "message": message, "locations": somewhere(), "extensions": { "code": code } })
}
