//! A list that a document selects, without the values of its variables.

use graphql_paginate::dynamic::Query;

use super::choice::chosen;
use super::graphql::{analysis, dynamic_query, remove_added_typenames};
use super::paging::paging_names;
use super::query_text;
use crate::document::ParsedDocument;
use crate::failure::Failure;
use crate::schema_input::SchemaInput;
use crate::text_input::TextInput;

/// A list of a document.
pub(crate) struct SelectedList {
    pub(crate) query: Query,
    pub(crate) document: ParsedDocument,
    pub(crate) operation: String,
    /// Response keys from the root to an item.
    pub(crate) item_path: Vec<String>,
    /// The variables that page, which the caller need not set.
    pub(crate) paging: Vec<String>,
}

impl SelectedList {
    /// Validates a document against the schema and chooses the list at `path`, or the only one.
    pub(crate) fn new(
        input: &TextInput,
        operation: Option<&str>,
        path: Option<&str>,
        schema: &SchemaInput,
    ) -> Result<Self, Failure> {
        let operation = query_text::operation(input, operation)?;
        let analysis = analysis(input, &operation, schema)?;
        let mut connection = chosen(&analysis.connections, path)?.clone();
        remove_added_typenames(&mut connection, &input.text);
        let document = ParsedDocument::parse(&input.text);
        let document =
            document.ok_or_else(|| Failure::usage(format!("`{}` cannot be read", input.name)))?;
        let mut item_path = connection.path.clone();
        if let Some(items) = &connection.items {
            item_path.extend(items.list.iter().chain(&items.item).cloned());
        }
        Ok(Self {
            query: dynamic_query(&connection, input.text.clone(), operation.clone()),
            paging: paging_names(&connection),
            document,
            operation,
            item_path,
        })
    }
}
