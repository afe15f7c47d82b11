//! The list of a GraphQL query that a walk goes through.

use std::fs;
use std::path::Path;

use apollo_compiler::Schema;
use graphql_paginate::Checkpoint;
use graphql_paginate::dynamic::{ItemList, Pages, PagingVariables, Query};
use graphql_paginate::{Client, Direction, Partial};
use graphql_paginate_codegen::{
    AnalyzeOptions, ConnectionAnalysis, EndMark, ItemsPath, Obstacle, PageDefault, Source, Style,
    Walk, Walkability, analyze,
};
use serde_json::{Map, Value};

use super::api::Api;
use super::arguments::{ExportArgs, OnPartialError, PageSizeChoice, QueryArgs, WalkDirection};
use super::rest::not_concurrent;
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
    connection: ConnectionAnalysis,
    /// The caller's.
    variables: Map<String, Value>,
    /// The columns of a table of its items.
    pub(crate) columns: Option<Vec<String>>,
}

impl GraphqlList {
    /// Validates the query against the schema and chooses the list.
    pub(crate) fn new(args: &ExportArgs, schema: &SchemaInput) -> Result<Self, Failure> {
        if args.query.collection.is_some() {
            return Err(Failure::usage("`--collection` is for REST APIs")
                .help("name a query with `--query`"));
        }
        if args.query.concurrency.is_some() {
            return Err(not_concurrent());
        }
        let input = query_text(&args.query, args.source.api)?;
        let operation = operation(&input, args.query.operation.as_deref())?;
        let analysis = schema.parsed(|schema| {
            let source = Source {
                name: &input.name,
                text: &input.text,
            };
            let options = AnalyzeOptions::new(100);
            analyze(schema, source, &operation, &options).map_err(|diagnostics| {
                Failure::invalid(Exit::Usage, &format!("`{}`", input.name), diagnostics)
            })
        })?;
        let connection = chosen(&analysis.connections, args.query.path.as_deref())?;
        let apollo = apollo_schema(schema)?;
        let document = ParsedDocument::parse(&input.text);
        let document =
            document.ok_or_else(|| Failure::usage(format!("`{}` cannot be read", input.name)))?;

        let mut query =
            Query::new(input.text.as_str(), connection.path.clone()).operation(operation.as_str());
        let mut paging = Vec::new();
        if let Walkability::Walkable(walk) = &connection.forward {
            query = query.forward(paging_variables(walk, &mut paging));
        }
        if let Walkability::Walkable(walk) = &connection.backward {
            query = query.backward(paging_variables(walk, &mut paging));
        }
        let variables = variables(
            &args.query,
            &document.variables(&operation),
            &paging,
            &apollo,
        )?;
        let path: Vec<&str> = connection.path.iter().map(String::as_str).collect();
        if let Some(total) = &connection.total_count {
            query = query.total_count_at(total.clone());
        }
        let mut columns = None;
        if let Some(items) = &connection.items {
            query = query.items_in(item_list(items));
            let keys = items.list.iter().chain(&items.item).map(String::as_str);
            let path: Vec<&str> = path.into_iter().chain(keys).collect();
            columns = document.columns(&apollo, &operation, &path);
        }
        Ok(Self {
            connection: connection.clone(),
            variables: variables.clone(),
            query: query.variables(variables),
            columns,
        })
    }

    /// A walk of the list, of at most `limit` items.
    pub(crate) fn pages(
        self,
        args: &ExportArgs,
        client: &Client,
        limit: Option<u64>,
        resume: Option<Checkpoint>,
    ) -> Pages {
        let direction = match args.query.direction {
            Some(direction) => direction.into(),
            None => default_direction(&self.connection),
        };
        let (size, cursor) = self.implied(direction);
        let mut paginator = self.query.paginate().direction(direction);
        match args.query.page_size {
            PageSizeChoice::Items(items) => paginator = paginator.page_size(items),
            PageSizeChoice::Auto => {
                if let Some(size) = size {
                    paginator = paginator.page_size(size);
                }
            }
        }
        if let Some(cursor) = cursor {
            paginator = paginator.start_at(cursor);
        }
        if let Some(limit) = limit {
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

impl GraphqlList {
    /// The page size and the first cursor that the query and its variables imply.
    fn implied(&self, direction: Direction) -> (Option<u32>, Option<String>) {
        let way = match direction {
            Direction::Forward => &self.connection.forward,
            Direction::Backward => &self.connection.backward,
        };
        let Walkability::Walkable(walk) = way else {
            return (None, None);
        };
        let size = walk.size.as_ref().and_then(|size| size.default.as_ref());
        let size = implied(size, &self.variables);
        let cursor = implied(walk.cursor.default.as_ref(), &self.variables);
        (size.and_then(|size| size.parse().ok()), cursor)
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
    connections: &'r [ConnectionAnalysis],
    path: Option<&str>,
) -> Result<&'r ConnectionAnalysis, Failure> {
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

fn walkable(connection: &ConnectionAnalysis) -> Result<&ConnectionAnalysis, Failure> {
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

fn paging_variables(walk: &Walk, paging: &mut Vec<String>) -> PagingVariables {
    let mut variables = PagingVariables::cursor(walk.cursor.variable.as_str())
        .document(walk.document.as_str())
        .leave_out(walk.left_out.iter().cloned());
    if let Some(size) = &walk.size {
        variables = variables.size(size.variable.as_str());
    }
    variables = onward(variables, walk);
    if walk.cursor.ty.trim_end_matches('!') == "Int" {
        variables = variables.integer_cursor();
    }
    for argument in walk.size.iter().chain([&walk.cursor]) {
        paging.push(argument.variable.clone());
        if let Some(PageDefault::Variable { name, .. }) = &argument.default {
            paging.push(name.clone());
        }
    }
    paging.extend(walk.left_out.iter().cloned());
    variables
}

/// How the next page is found, by the style of the list.
fn onward(variables: PagingVariables, walk: &Walk) -> PagingVariables {
    let first = walk.first.unwrap_or_default();
    let variables = match walk.style {
        Style::Token => variables.token_at(walk.next_cursor.clone()),
        Style::Offset => variables.offset(first),
        Style::PageNumber => variables.page_number(first),
        Style::KeySet => variables.key_set(walk.key.clone()),
        _ => variables.page_info_at(walk.has_more.clone(), walk.next_cursor.clone()),
    };
    let Some(end) = &walk.end else {
        return variables;
    };
    let mark = match end.mark {
        EndMark::HasMore => graphql_paginate::EndMark::HasMore,
        EndMark::Next => graphql_paginate::EndMark::Next,
        EndMark::Pages => graphql_paginate::EndMark::Pages,
        // An empty page is the end where nothing else is known.
        EndMark::Total => graphql_paginate::EndMark::Total,
        _ => return variables,
    };
    variables.end_at(mark, end.path.clone())
}

/// Where the items are, relative to the connection.
fn item_list(items: &ItemsPath) -> ItemList {
    let list = items.list.join(".");
    match items.item.as_slice() {
        [] if list.is_empty() => ItemList::Itself,
        [] => ItemList::Nodes { list },
        node => ItemList::Edges {
            list,
            node: node.join("."),
        },
    }
}

fn default_direction(connection: &ConnectionAnalysis) -> Direction {
    match connection.default_direction {
        graphql_paginate_codegen::Direction::Forward => Direction::Forward,
        graphql_paginate_codegen::Direction::Backward => Direction::Backward,
    }
}

/// What the query and the variables say about a paging argument.
fn implied(default: Option<&PageDefault>, variables: &Map<String, Value>) -> Option<String> {
    match default? {
        PageDefault::Literal(text) => Some(text.clone()),
        PageDefault::Variable { name, default } => match variable(variables, name) {
            None => default.clone(),
            Some(Value::Null) => None,
            Some(Value::String(text)) => Some(text.clone()),
            Some(value) => Some(value.to_string()),
        },
        _ => None,
    }
}

/// The value of a variable, or of a member of one: `options.skip`.
fn variable<'v>(variables: &'v Map<String, Value>, name: &str) -> Option<&'v Value> {
    match name.split_once('.') {
        Some((variable, member)) => variables.get(variable)?.get(member),
        None => variables.get(name),
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
