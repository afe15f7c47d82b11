//! A list that a document selects, before its variables have values.

use graphql_paginate::dynamic::Query;
use graphql_paginate_codegen::{ConnectionAnalysis, Direction, Walk, Walkability};
use serde_json::{Map, Value};

use super::analysis::{analysis, dynamic_query, item_path, remove_added_typenames, sent_variables};
use super::choice::{choose_connection, has_several_parents, walks};
use super::inner_lists::InnerLists;
use super::kept_keys::kept_keys;
use super::nested::NestedConnection;
use super::operation::operation_name;
use super::paging::{implied, paging_names, remove_left_out};
use crate::declared::Declared;
use crate::document::{ParsedDocument, Variable};
use crate::failure::Failure;
use crate::output::KeyTree;
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
        declared: &Declared,
        schema: &SchemaInput,
    ) -> Result<Self, Failure> {
        let operation = operation_name(input, operation)?;
        let query = QueryInput::alone(input.clone()).with_declared(declared);
        let analysis = analysis(&query, &operation, schema)?;
        let mut connection = choose_connection(&analysis.connections, path)?.clone();
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

    /// Response keys from the root to the list, joined with dots.
    pub(crate) fn path(&self) -> String {
        self.connection.path.join(".")
    }

    /// Whether the list is inside another one, and walked for each element of it.
    pub(crate) fn has_several_parents(&self) -> bool {
        has_several_parents(&self.connection)
    }

    /// The walk in the order of the list, or else the one from its end.
    pub(crate) fn walk(&self) -> Option<&Walk> {
        walks(&self.connection).next()
    }

    /// Whether it is only walked from its end.
    pub(crate) fn is_backward(&self) -> bool {
        !matches!(self.connection.forward, Walkability::Walkable(_))
    }

    /// The response keys that items of this walk keep; `None` if it requests no others.
    pub(crate) fn kept_keys(&self) -> Option<KeyTree> {
        let selected = self
            .item_path()
            .map(|path| self.document.selected_keys(&self.operation, &path));
        kept_keys(&self.connection, self.walk()?, &self.operation, selected)
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
