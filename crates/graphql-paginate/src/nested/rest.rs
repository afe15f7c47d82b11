//! The follow-up document that requests further pages of nested connections of one kind.

use bytes::Bytes;
use http::{Request, Uri};
use serde_json::{Map, Value};

use crate::connection::{OwnSize, PendingPages, Rest};
use crate::error::ErrorKind;
use crate::protocol::{Body, derived, request};

impl Rest {
    /// Builds the follow-up request for some parents.
    pub(crate) fn request(
        &self,
        endpoint: &Uri,
        pending: &[&PendingPages],
        shared: &Map<String, Value>,
        size: Option<u32>,
    ) -> Result<Request<Bytes>, ErrorKind> {
        let (query, variables) = (
            self.document(pending.len()),
            self.values(pending, shared, size),
        );
        let body = Body {
            variables,
            query: &query,
            operation_name: self.operation,
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

    /// The alias of a parent in the response.
    pub(crate) fn alias(index: usize) -> String {
        format!("r{index}")
    }

    fn document(&self, parents: usize) -> String {
        let own = |index: usize| {
            self.own
                .iter()
                .map(move |(name, ty)| format!("${name}{index}: {ty}"))
        };
        let shared = self
            .variables
            .iter()
            .map(|(name, ty)| format!("${name}: {ty}"));
        let variables: Vec<String> = shared.chain((0..parents).flat_map(own)).collect();
        let part = |index: usize| {
            format!(
                "  {}: {}\n",
                Self::alias(index),
                self.pieces.join(&index.to_string())
            )
        };
        let parts: String = (0..parents).map(part).collect();
        format!(
            "query {}({}) {{\n{parts}}}\n{}",
            self.operation,
            variables.join(", "),
            self.fragments
        )
    }

    fn values(
        &self,
        pending: &[&PendingPages],
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
        for (index, gap) in pending.iter().enumerate() {
            let found_by = gap.parent.iter().flatten().cloned();
            let cursor = Value::from(gap.cursor.clone());
            let own = found_by.chain([Value::from(size), cursor]);
            values.extend(
                self.own
                    .iter()
                    .zip(own)
                    .map(|((name, _), value)| (format!("{name}{index}"), value)),
            );
        }
        values
    }
}
