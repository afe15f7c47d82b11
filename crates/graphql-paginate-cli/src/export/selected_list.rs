//! A list that a document selects, before its variables have values.

use graphql_paginate::dynamic::Query;
use graphql_paginate_codegen::{ConnectionAnalysis, Direction, Walkability};
use serde_json::{Map, Value};

use super::choice::{choose_connection, has_several_parents, walks};
use super::graphql::{analysis, dynamic_query, item_path, remove_added_typenames};
use super::inner_lists::InnerLists;
use super::nested::NestedConnection;
use super::paging::{implied, paging_names, remove_left_out};
use super::query_text;
use super::variables::sent_variables;
use crate::document::{ParsedDocument, Variable};
use crate::failure::Failure;
use crate::query_input::QueryInput;
use crate::schema_input::SchemaInput;
use crate::text_input::TextInput;

/// A list of a document.
#[derive(Clone)]
pub(crate) struct SelectedList {
    pub(crate) query: Query,
    pub(crate) document: ParsedDocument,
    pub(crate) operation: String,
    connection: ConnectionAnalysis,
    /// All connections of the document.
    connections: Vec<ConnectionAnalysis>,
    text: String,
    /// The variables of the operation that are sent.
    pub(crate) known: Vec<Variable>,
    /// The paging variables, which the caller need not set.
    pub(crate) paging: Vec<String>,
}

impl SelectedList {
    /// Validates a document against the schema and chooses the list at `path`, or the only list.
    pub(crate) fn new(
        input: &TextInput,
        operation: Option<&str>,
        path: Option<&str>,
        schema: &SchemaInput,
    ) -> Result<Self, Failure> {
        let operation = query_text::operation(input, operation)?;
        let analysis = analysis(&QueryInput::alone(input.clone()), &operation, schema)?;
        let mut connection = choose_connection(&analysis.connections, path)?.clone();
        if has_several_parents(&connection) {
            let message = format!("`{}` is inside a list", connection.path.join("."));
            return Err(Failure::usage(message).help(
                "select it below a single object, such as `node(id: $id)`, and take the id from the stream of its parents",
            ));
        }
        remove_added_typenames(&mut connection, &analysis.connections, &input.text);
        let document = ParsedDocument::parse(&input.text);
        let document =
            document.ok_or_else(|| Failure::usage(format!("`{}` cannot be read", input.name)))?;
        Ok(Self {
            query: dynamic_query(&connection, input.text.clone(), operation.clone()),
            paging: paging_names(&connection),
            known: sent_variables(&document, &analysis),
            document,
            operation,
            connection,
            connections: analysis.connections,
            text: input.text.clone(),
        })
    }

    /// The page size that the query sets, with these values of its variables.
    pub(crate) fn page_size(&self, variables: &Map<String, Value>) -> Option<u32> {
        let way = match self.connection.default_direction {
            Direction::Forward => &self.connection.forward,
            Direction::Backward => &self.connection.backward,
        };
        let Walkability::Walkable(walk) = way else {
            return None;
        };
        let size = walk.size.as_ref()?;
        implied(size.default.as_ref(), variables)?.parse().ok()
    }

    /// The variables of follow-up requests: those of the query without the cursor of its walk.
    pub(crate) fn without_cursor(&self, variables: &Map<String, Value>) -> Map<String, Value> {
        let mut variables = variables.clone();
        for walk in walks(&self.connection) {
            remove_left_out(&mut variables, &walk.left_out);
        }
        variables
    }

    /// Response keys from the root to an item, if the query selects items.
    pub(crate) fn item_path(&self) -> Option<Vec<String>> {
        item_path(&self.connection)
    }

    /// The document.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The lists inside the items, with these values of the variables.
    pub(crate) fn nested(
        &self,
        variables: &Map<String, Value>,
        known: &[Variable],
    ) -> Vec<NestedConnection> {
        let Some(items) = self.item_path() else {
            return Vec::new();
        };
        let inner = InnerLists {
            document: &self.text,
            variables,
            known,
        };
        inner.of(&self.connections, &items)
    }
}
