//! A list of a GraphQL query, ready to be walked.

use apollo_compiler::Schema;
use graphql_paginate::dynamic::{BothEndsPages, Pages, Paginator, Query};
use graphql_paginate::{Checkpoint, Client, Direction};
use graphql_paginate_codegen::{ConnectionAnalysis, Style, Walk, Walkability};
use serde_json::{Map, Value};

use super::api::Api;
use super::arguments::{ExportArgs, OnPartialError, PageSizeChoice, QueryArgs};
use super::query_text::query_input;
use super::variables::variables;
use crate::connections::apollo_schema;
use crate::document::ParsedDocument;
use crate::failure::Failure;
use crate::lists::{
    InnerLists, NestedConnection, PARENT, analysis, choose_connection, dynamic_query,
    has_several_parents, implied, item_path, kept_keys, not_in_direction, operation_name,
    paging_names, refuse_left_out, remove_added_typenames, sent_variables,
};
use crate::output::{ItemTable, KeyTree, TypedColumn, is_below};
use crate::schema_input::SchemaInput;

/// A list of a query, ready to be walked.
pub(crate) struct GraphqlList {
    /// The name of the document in messages.
    pub(crate) name: String,
    pub(crate) operation: String,
    pub(crate) connection: ConnectionAnalysis,
    /// Connections inside the items, outer ones first.
    pub(crate) nested: Vec<NestedConnection>,
    /// The variables that the caller set.
    pub(crate) variables: Map<String, Value>,
    /// The table columns of its items.
    pub(crate) columns: Option<Vec<String>>,
    /// The same, with a table for each list inside the items.
    pub(super) table: Option<ItemTable>,
    /// The table columns with their types.
    pub(super) typed_columns: Option<Vec<TypedColumn>>,
    /// The response keys that the query selects on an item.
    keys: Option<KeyTree>,
    /// The document as written.
    pub(super) document: String,
}

/// What the query selects on an item; nothing if it selects no items.
#[derive(Default)]
struct ItemColumns {
    keys: Option<KeyTree>,
    names: Option<Vec<String>>,
    table: Option<ItemTable>,
    typed: Option<Vec<TypedColumn>>,
}

impl ItemColumns {
    /// Those of the items at a path.
    fn of(document: &ParsedDocument, schema: &Schema, operation: &str, path: &[String]) -> Self {
        Self {
            keys: Some(document.selected_keys(operation, path)),
            names: document.columns(schema, operation, path),
            table: document.table(schema, operation, path),
            typed: document.typed_columns(schema, operation, path),
        }
    }

    /// Puts the columns of the parent before those of the item.
    fn add_parent(&mut self) {
        let of_parent = ["id", "path"].map(|key| format!("{PARENT}.{key}"));
        if let Some(table) = &mut self.table {
            // An item can belong to several parents.
            table.has_id = false;
            table.columns.splice(..0, of_parent.clone());
        }
        if let Some(typed) = &mut self.typed {
            typed.splice(..0, of_parent.clone().map(TypedColumn::text));
        }
        if let Some(names) = &mut self.names {
            names.splice(..0, of_parent);
        }
    }
}

impl GraphqlList {
    /// Validates the query against the schema and chooses the list.
    pub(crate) fn new(
        args: &QueryArgs,
        api: Option<Api>,
        schema: &SchemaInput,
    ) -> Result<Self, Failure> {
        let query = query_input(args, api)?;
        let operation = operation_name(&query.whole, args.operation.as_deref())?;
        let analysis = analysis(&query, &operation, schema)?;
        let input = query.whole;
        let mut connection =
            choose_connection(&analysis.connections, args.path.as_deref())?.clone();
        remove_added_typenames(&mut connection, &analysis.connections, &input.text);
        let apollo = apollo_schema(schema)?;
        let document = ParsedDocument::parse(&input.text);
        let document =
            document.ok_or_else(|| Failure::usage(format!("`{}` cannot be read", input.name)))?;
        let known = sent_variables(&document, &analysis);
        let variables = variables(args, &known, &paging_names(&connection), &apollo)?;
        refuse_left_out(&connection, &variables)?;
        let mut nested = Vec::new();
        let mut columns = ItemColumns::default();
        if let Some(path) = item_path(&connection) {
            nested = InnerLists {
                document: &input.text,
                variables: &variables,
                known: &known,
            }
            .of(&analysis.connections, &path);
            columns = ItemColumns::of(&document, &apollo, &operation, &path);
            if has_several_parents(&connection) {
                refuse_own_parent(columns.names.as_deref())?;
                columns.add_parent();
            }
        }
        Ok(Self {
            name: input.name,
            document: input.text,
            nested,
            operation,
            connection,
            variables,
            columns: columns.names,
            table: columns.table,
            typed_columns: columns.typed,
            keys: columns.keys,
        })
    }

    /// Refuses a direction and a page size that the list does not take.
    pub(crate) fn check_direction_and_size(&self, args: &QueryArgs) -> Result<(), Failure> {
        let direction = self.direction(args);
        let Some(walk) = self.walk(direction) else {
            return Err(not_in_direction(&self.connection, direction));
        };
        if walk.size.is_none() && args.page_size != PageSizeChoice::Auto {
            let message = format!(
                "`{}` has no argument for the size of a page",
                self.connection.path.join(".")
            );
            return Err(Failure::usage(message).help("leave out `--page-size`"));
        }
        Ok(())
    }

    /// A walk of the list, with at most `limit` items.
    pub(crate) fn pages(
        self,
        args: &ExportArgs,
        client: &Client,
        limit: Option<u64>,
        resume: Option<Checkpoint>,
    ) -> Pages {
        let direction = if args.run.both_ends {
            // It continues a walk from both ends.
            Direction::Forward
        } else {
            self.direction(&args.query)
        };
        let mut paginator = self.paginator(args, direction).direction(direction);
        if let Some(limit) = limit {
            paginator = paginator.max_items(limit);
        }
        if let Some(checkpoint) = resume {
            paginator = paginator.resume(checkpoint);
        }
        paginator.pages(client)
    }

    /// A walk of the list from both ends, whose items are known by these response keys.
    pub(crate) fn pages_from_both_ends(
        self,
        args: &ExportArgs,
        client: &Client,
        key: Vec<String>,
    ) -> BothEndsPages {
        let direction = self.direction(&args.query);
        let paginator = self.paginator(args, direction);
        paginator.both_ends_by_key(key).pages(client)
    }

    /// A walk with the page size and the cursor that are set for this direction.
    fn paginator(self, args: &ExportArgs, direction: Direction) -> Paginator {
        let (implied_size, cursor) = self.implied(direction);
        let size = match args.query.page_size {
            PageSizeChoice::Items(items) => Some(items),
            PageSizeChoice::Auto => implied_size,
        };
        let walk = self.walk(direction);
        let of_each = walk.filter(|walk| walk.each_parent.is_some());
        let variable = of_each.map(|walk| walk.cursor.variable.clone());
        let mut start = cursor.map(|cursor| self.start_of_size(cursor, implied_size, direction));
        let mut query = self.query();
        // The query's cursor is that of each parent, and not one of the whole walk.
        if let Some(variable) = variable
            && let Some(cursor) = start.take()
        {
            query = query.variable(variable, cursor);
        }
        let mut paginator = query.paginate().direction(direction);
        if let Some(size) = size {
            paginator = paginator.page_size(size);
        }
        if let Some(start) = start {
            paginator = paginator.start_at(start);
        }
        if let Some(pages) = args.query.concurrency {
            paginator = paginator.concurrency(pages.into());
        }
        if args.run.on_partial_error == OnPartialError::Skip {
            paginator.skip_failed_items()
        } else {
            paginator.on_partial(args.run.on_partial_error.into())
        }
    }

    /// The start of a walk. The number of a page is that of pages with the size that the query gives: `3` is `3x50`.
    fn start_of_size(&self, cursor: String, size: Option<u32>, direction: Direction) -> String {
        let Some(walk) = self.walk(direction) else {
            return cursor;
        };
        let first = walk.first.unwrap_or_default().to_string();
        match size {
            Some(size) if walk.style == Style::PageNumber && cursor != first => {
                format!("{cursor}x{size}")
            }
            _ => cursor,
        }
    }

    /// Response keys from the root to an item.
    pub(super) fn item_path(&self) -> Option<Vec<String>> {
        item_path(&self.connection)
    }

    /// Converts the list into the query of a dynamic walk.
    pub(crate) fn query(self) -> Query {
        dynamic_query(&self.connection, self.document, self.operation).variables(self.variables)
    }

    /// The response keys that items keep; `None` if the sent document selects no others.
    pub(crate) fn kept_keys(&self, direction: Direction) -> Option<KeyTree> {
        let walk = self.walk(direction)?;
        kept_keys(&self.connection, walk, &self.operation, self.keys.clone())
    }

    /// The direction from the arguments, or else from the query.
    pub(crate) fn direction(&self, args: &QueryArgs) -> Direction {
        match (args.direction, self.connection.default_direction) {
            (Some(direction), _) => direction.into(),
            (None, graphql_paginate_codegen::Direction::Forward) => Direction::Forward,
            (None, graphql_paginate_codegen::Direction::Backward) => Direction::Backward,
        }
    }

    /// The walk in a direction; `None` if the list cannot be walked that way.
    pub(crate) fn walk(&self, direction: Direction) -> Option<&Walk> {
        let way = match direction {
            Direction::Forward => &self.connection.forward,
            Direction::Backward => &self.connection.backward,
        };
        match way {
            Walkability::Walkable(walk) => Some(walk),
            _ => None,
        }
    }

    /// The page size and the first cursor that the query and its variables set.
    pub(crate) fn implied(&self, direction: Direction) -> (Option<u32>, Option<String>) {
        let Some(walk) = self.walk(direction) else {
            return (None, None);
        };
        let size = walk.size.as_ref().and_then(|size| size.default.as_ref());
        let size = implied(size, &self.variables);
        let cursor = implied(walk.cursor.default.as_ref(), &self.variables);
        (size.and_then(|size| size.parse().ok()), cursor)
    }
}

/// Refuses items with a member of their own by the name of that for the parent.
fn refuse_own_parent(columns: Option<&[String]>) -> Result<(), Failure> {
    for column in columns.unwrap_or_default() {
        if column == PARENT || is_below(column, PARENT) {
            let message =
                format!("the query has a field `{PARENT}`, where the parent of an item goes");
            return Err(Failure::usage(message).help("give the field another alias"));
        }
    }
    Ok(())
}
