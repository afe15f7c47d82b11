//! The list of a GraphQL query that a walk goes through.

use std::fs;
use std::path::Path;

use apollo_compiler::Schema;
use graphql_paginate::Checkpoint;
use graphql_paginate::dynamic::{ItemList, Pages, PagingVariables, Query};
use graphql_paginate::{Client, Partial};
use graphql_paginate_codegen::{
    CheckOptions, ConnectionReport, Obstacle, Source, Walkability, check,
};
use serde_json::{Map, Value};

use super::api::Api;
use super::arguments::{ExportArgs, OnPartialError, PageSizeChoice, QueryArgs, WalkDirection};
use super::shipped_queries::{shipped_names, shipped_query};
use crate::connections::apollo_schema;
use crate::document::{ParsedDocument, Variable};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::operations::operation_names;
use crate::schema_input::SchemaInput;
use crate::text_input::TextInput;
use crate::typed_value::typed_value;

/// A list of a query, ready to be walked.
pub(crate) struct GraphqlList {
    query: Query,
    /// The columns of a table of its items.
    pub(crate) columns: Option<Vec<String>>,
}

/// A list that a document selects, without the values of its variables.
pub(crate) struct SelectedList {
    pub(crate) query: Query,
    pub(crate) document: ParsedDocument,
    pub(crate) operation: String,
    /// Response keys from the root to an item.
    pub(crate) item_path: Vec<String>,
    /// The variables that page.
    pub(crate) paging: Vec<String>,
}

impl SelectedList {
    /// Validates a document against the schema and chooses the list at `path`, or the only one.
    pub(crate) fn new(
        input: &TextInput,
        operation: Option<&str>,
        path: Option<&str>,
        schema: &SchemaInput,
        apollo: &Schema,
    ) -> Result<Self, Failure> {
        let operation = self::operation(input, operation)?;
        let report = schema.parsed(|schema| {
            let source = Source {
                name: &input.name,
                text: &input.text,
            };
            check(schema, source, &operation, &CheckOptions::new(100)).map_err(|diagnostics| {
                Failure::invalid(Exit::Usage, &format!("`{}`", input.name), diagnostics)
            })
        })?;
        let connection = chosen(&report.connections, path)?;
        let document = ParsedDocument::parse(&input.text);
        let document =
            document.ok_or_else(|| Failure::usage(format!("`{}` cannot be read", input.name)))?;

        let mut query =
            Query::new(input.text.as_str(), connection.path.clone()).operation(operation.as_str());
        let mut paging = Vec::new();
        if let Walkability::Walkable { cursor, size } = &connection.forward {
            query = query.forward(paging_variables(cursor, size.as_deref(), &mut paging));
        }
        if let Walkability::Walkable { cursor, size } = &connection.backward {
            query = query.backward(paging_variables(cursor, size.as_deref(), &mut paging));
        }
        let mut item_path = connection.path.clone();
        item_path.push("nodes".to_owned());
        if document.columns(apollo, &operation, &item_path).is_none() {
            query = query.items_in(ItemList::Edges {
                list: "edges".to_owned(),
                node: "node".to_owned(),
            });
            item_path.pop();
            item_path.extend(["edges".to_owned(), "node".to_owned()]);
        }
        Ok(Self {
            query,
            document,
            operation,
            item_path,
            paging,
        })
    }
}

impl GraphqlList {
    /// Validates the query against the schema and chooses the list.
    pub(crate) fn new(args: &ExportArgs, schema: &SchemaInput) -> Result<Self, Failure> {
        if args.query.collection.is_some() {
            return Err(Failure::usage("`--collection` is for REST APIs")
                .help("name a query with `--query`"));
        }
        let input = query_text(&args.query, args.source.api)?;
        let apollo = apollo_schema(schema)?;
        let list = SelectedList::new(
            &input,
            args.query.operation.as_deref(),
            args.query.path.as_deref(),
            schema,
            &apollo,
        )?;
        let known = list.document.variables(&list.operation);
        let variables = variables(&args.query, &known, &list.paging, &apollo)?;
        let document = &list.document;
        Ok(Self {
            columns: document.columns(&apollo, &list.operation, &list.item_path),
            query: list.query.variables(variables),
        })
    }

    /// A walk of the list.
    pub(crate) fn pages(
        self,
        args: &ExportArgs,
        client: &Client,
        resume: Option<Checkpoint>,
    ) -> Pages {
        let mut paginator = self.query.paginate();
        if let Some(direction) = args.query.direction {
            paginator = paginator.direction(direction.into());
        }
        if let PageSizeChoice::Items(items) = args.query.page_size {
            paginator = paginator.page_size(items);
        }
        if let Some(limit) = args.query.limit {
            paginator = paginator.max_items(limit);
        }
        if args.run.on_partial_error == OnPartialError::Keep {
            paginator = paginator.on_partial(Partial::Keep);
        }
        if let Some(checkpoint) = resume {
            paginator = paginator.resume(checkpoint);
        }
        paginator.pages(client)
    }
}

/// Whether a walk starts with the last item.
pub(crate) fn is_backward(args: &ExportArgs) -> bool {
    args.query.direction == Some(WalkDirection::Backward)
}

fn query_text(args: &QueryArgs, api: Option<Api>) -> Result<TextInput, Failure> {
    let shipped = format!("shipped queries: {}", shipped_names(api).join(", "));
    let Some(name) = &args.query else {
        return Err(Failure::usage("a GraphQL API needs `--query`").help(shipped));
    };
    if let Some(query) = shipped_query(name, api) {
        return Ok(TextInput {
            name: format!("{name}.graphql"),
            text: query.text.to_owned(),
        });
    }
    let path = Path::new(name);
    if name != "-" && !path.exists() {
        return Err(Failure::configuration(format!("no query `{name}`"))
            .help("name a file with a GraphQL document, or `-` for standard input")
            .help(shipped));
    }
    TextInput::read(path)
}

fn operation(input: &TextInput, wanted: Option<&str>) -> Result<String, Failure> {
    let names = operation_names(input);
    match (wanted, names.as_slice()) {
        (Some(wanted), _) => Ok(wanted.to_owned()),
        (None, [name]) => Ok(name.clone()),
        (None, []) => Ok(crate::operations::file_name(input)),
        (None, names) => Err(
            Failure::usage(format!("`{}` has several operations", input.name)).help(format!(
                "choose one with `--operation`: {}",
                names.join(", ")
            )),
        ),
    }
}

/// The connection at a path, or the only one that is in no other list.
fn chosen<'r>(
    connections: &'r [ConnectionReport],
    path: Option<&str>,
) -> Result<&'r ConnectionReport, Failure> {
    let mut outer = Vec::new();
    for connection in connections {
        if path == Some(connection.path.join(".").as_str()) {
            return walkable(connection);
        }
        if connection.inside.is_none() {
            outer.push(connection);
        }
    }
    let paths: Vec<String> = outer
        .iter()
        .map(|connection| connection.path.join("."))
        .collect();
    match (path, outer.as_slice()) {
        (Some(path), _) => Err(Failure::usage(format!("no list at `{path}`"))
            .help(format!("the query's lists: {}", paths.join(", ")))),
        (None, [connection]) => walkable(connection),
        (None, []) => Err(Failure::usage(
            "the query selects no list that can be walked",
        )),
        (None, _) => Err(Failure::usage("the query has several lists")
            .help(format!("choose one with `--path`: {}", paths.join(", ")))),
    }
}

fn walkable(connection: &ConnectionReport) -> Result<&ConnectionReport, Failure> {
    let mut obstacles: Vec<&Obstacle> = Vec::new();
    for way in [&connection.forward, &connection.backward] {
        match way {
            Walkability::Walkable { .. } => return Ok(connection),
            Walkability::Blocked(found) => obstacles.extend(found),
            Walkability::NotOffered => {}
        }
    }
    let mut failure = Failure::usage(format!("`{}` cannot be walked", connection.path.join(".")));
    for obstacle in obstacles {
        failure = failure.help(format!("{}: {}", obstacle.message, obstacle.help));
    }
    Err(failure)
}

fn paging_variables(cursor: &str, size: Option<&str>, paging: &mut Vec<String>) -> PagingVariables {
    paging.push(cursor.to_owned());
    let variables = PagingVariables::cursor(cursor);
    match size {
        Some(size) => {
            paging.push(size.to_owned());
            variables.size(size)
        }
        None => variables,
    }
}

/// The variables that the arguments give, each checked against its type.
fn variables(
    args: &QueryArgs,
    known: &[Variable],
    paging: &[String],
    schema: &Schema,
) -> Result<Map<String, Value>, Failure> {
    let mut variables = match &args.variables {
        Some(path) => variables_file(path)?,
        None => Map::new(),
    };
    for field in &args.raw_field {
        let (name, text) = pair(field, known)?;
        variables.insert(name.name.clone(), text.into());
    }
    for field in &args.field {
        let (variable, text) = pair(field, known)?;
        let text = match text.strip_prefix('@') {
            Some(path) => {
                let path = Path::new(path);
                let text = fs::read_to_string(path)
                    .map_err(|error| Failure::file("read", path, &error))?;
                text.trim_end_matches(['\r', '\n']).to_owned()
            }
            None => text.to_owned(),
        };
        let value = typed_value(&text, &variable.ty, schema);
        let value = value.map_err(|problem| {
            Failure::usage(format!("variable `{}`: {problem}", variable.name))
        })?;
        variables.insert(variable.name.clone(), value);
    }
    if let Some(since) = &args.since {
        let variable = known
            .iter()
            .find(|variable| matches!(variable.name.as_str(), "updatedSince" | "since"));
        let Some(variable) = variable else {
            return Err(Failure::usage(
                "`--since` needs a variable `updatedSince` or `since` in the query",
            ));
        };
        variables.insert(variable.name.clone(), since.as_str().into());
    }
    for name in variables.keys() {
        if !known.iter().any(|variable| variable.name == *name) {
            return Err(unknown_variable(name, known));
        }
    }
    let mut missing = Vec::new();
    for variable in known {
        if variable.required
            && !paging.contains(&variable.name)
            && !variables.contains_key(&variable.name)
        {
            missing.push(format!("`-F {}=…` ({})", variable.name, variable.ty));
        }
    }
    if missing.is_empty() {
        Ok(variables)
    } else {
        Err(Failure::usage("variables of the query are missing")
            .help(format!("add {}", missing.join(" and "))))
    }
}

fn variables_file(path: &Path) -> Result<Map<String, Value>, Failure> {
    let input = TextInput::read(path)?;
    serde_json::from_str(&input.text).map_err(|error| {
        Failure::usage(format!(
            "`{}` is not a JSON object of variables: {error}",
            input.name
        ))
    })
}

fn pair<'a>(field: &'a str, known: &'a [Variable]) -> Result<(&'a Variable, &'a str), Failure> {
    let Some((name, text)) = field.split_once('=') else {
        return Err(Failure::usage(format!("`{field}` is not `key=value`")));
    };
    match known.iter().find(|variable| variable.name == name) {
        Some(variable) => Ok((variable, text)),
        None => Err(unknown_variable(name, known)),
    }
}

fn unknown_variable(name: &str, known: &[Variable]) -> Failure {
    let names: Vec<&str> = known
        .iter()
        .map(|variable| variable.name.as_str())
        .collect();
    Failure::usage(format!("the query has no variable `{name}`"))
        .help(format!("its variables: {}", names.join(", ")))
}
