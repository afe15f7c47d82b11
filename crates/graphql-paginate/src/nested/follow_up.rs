//! Builds the follow-up requests for further pages of nested connections of one kind.

use bytes::Bytes;
use http::{Request, Uri};
use serde_json::{Map, Value};

use crate::connection::{FollowUp, OwnSize, PendingPages};
use crate::error::{ErrorKind, Misfit};
use crate::graphql::{cursor_value, is_same, value_at};
use crate::protocol::{Body, derived, request};

/// Why an answer is not known to be about the parent.
pub(crate) enum OtherParent {
    /// A value that identifies it is null or missing.
    Unknown,
    /// It has another value.
    Found(Misfit),
}

impl FollowUp<'_> {
    /// Builds the follow-up request for some parents, each with its number.
    pub(crate) fn request(
        &self,
        endpoint: &Uri,
        pending: &[(usize, &PendingPages)],
        shared: &Map<String, Value>,
        size: Option<u32>,
    ) -> Result<Request<Bytes>, ErrorKind> {
        let (query, variables) = (self.document(pending), self.values(pending, shared, size));
        let body = Body {
            variables,
            query: &query,
            operation_name: Some(self.operation),
        };
        request(endpoint, &body).map(derived)
    }

    /// The page size in the main document with these variables; at least 1.
    pub(crate) fn own_size(&self, shared: &Map<String, Value>) -> Option<u32> {
        let size = match self.size {
            OwnSize::Unset => None,
            OwnSize::Fixed(size) => Some(size),
            OwnSize::Variable { name, default } => match shared.get(name) {
                Some(size) => size.as_u64().and_then(|size| u32::try_from(size).ok()),
                None => default,
            },
        };
        size.map(|size| size.max(1))
    }

    /// The alias of the parent with this number in the response.
    pub(crate) fn alias(number: usize) -> String {
        format!("r{number}")
    }

    /// Checks that the answer for a parent is about the object with these identifying values.
    pub(crate) fn check_parent(
        &self,
        answer: &str,
        identifying: &[Value],
    ) -> Result<(), OtherParent> {
        for (key, value) in self.repeated.iter().zip(identifying) {
            if key.is_empty() {
                continue;
            }
            let found = value_at(answer, &[key]).unwrap_or_default();
            if found.is_null() {
                return Err(OtherParent::Unknown);
            }
            if !is_same(&found, value) {
                return Err(OtherParent::Found(Misfit {
                    path: (*key).to_owned(),
                    problem: format!(
                        "expected {value}, found {found}: the field that finds this object again returned another one"
                    ),
                }));
            }
        }
        Ok(())
    }

    /// A cursor as the value of its variable.
    fn cursor_value(&self, cursor: Option<&str>) -> Value {
        let Some(cursor) = cursor else {
            return Value::Null;
        };
        let is_integer = self.own.last().is_some_and(|(_, ty)| ty.starts_with("Int"));
        cursor_value(cursor, is_integer)
    }

    fn document(&self, pending: &[(usize, &PendingPages)]) -> String {
        let mut variables = Vec::new();
        for (name, ty) in self.variables {
            variables.push(format!("${name}: {ty}"));
        }
        let mut parts = String::new();
        for (number, _) in pending {
            for (name, ty) in self.own {
                variables.push(format!("${name}{number}: {ty}"));
            }
            let alias = Self::alias(*number);
            let part = self.pieces.join(&number.to_string());
            parts.push_str(&format!("  {alias}: {part}\n"));
        }
        format!(
            "query {}({}) {{\n{parts}}}\n{}",
            self.operation,
            variables.join(", "),
            self.fragments
        )
    }

    fn values(
        &self,
        pending: &[(usize, &PendingPages)],
        shared: &Map<String, Value>,
        size: Option<u32>,
    ) -> Map<String, Value> {
        let mut values = Map::new();
        for (name, _) in self.variables {
            // Variables left out by the caller have defaults in the main document; this document has none.
            if let Some(value) = shared.get(*name) {
                values.insert((*name).to_owned(), value.clone());
            }
        }
        // The last two are the page size and the cursor.
        let [found_by @ .., (size_name, _), (cursor_name, _)] = self.own else {
            return values;
        };
        for (number, pages) in pending {
            for ((name, _), value) in found_by.iter().zip(pages.parent.iter().flatten()) {
                values.insert(format!("{name}{number}"), value.clone());
            }
            // A null size would override the default of the argument.
            if let Some(size) = size {
                values.insert(format!("{size_name}{number}"), size.into());
            }
            let cursor = self.cursor_value(pages.cursor.as_deref());
            values.insert(format!("{cursor_name}{number}"), cursor);
        }
        values
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_request_without_a_size_leaves_it_to_the_default_of_the_argument() {
        let own = [("id", "ID!"), ("pageSize", "Int"), ("pageCursor", "String")];
        let pieces = [
            "node(id: $id",
            ") { comments(first: $pageSize",
            ", after: $pageCursor",
            ") { id } }",
        ];
        let follow_up = FollowUp::new("Rest", &pieces, &own);
        let pages = PendingPages {
            nested: 0,
            list_indices: Vec::new(),
            stable_indices: Vec::new(),
            parent: Some(vec![json!("p")]),
            cursor: Some("c".to_owned()),
        };
        for (size, expected) in [
            (None, json!({ "id0": "p", "pageCursor0": "c" })),
            (
                Some(5),
                json!({ "id0": "p", "pageSize0": 5, "pageCursor0": "c" }),
            ),
        ] {
            let values = follow_up.values(&[(0, &pages)], &Map::new(), size);
            assert_eq!(Value::Object(values), expected);
        }
    }
}
