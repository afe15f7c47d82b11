//! The analysis of an operation, without code generation.

mod complexity;
mod cost;
mod model;

pub use cost::Cost;
pub use model::{
    Analysis, AnalyzeOptions, ConnectionAnalysis, ItemsPath, PageSize, VariableAnalysis,
    Walkability,
};

use crate::connection::{
    self, Binding, Direction, Nesting, Pager, SelectedConnection, Walk, conditions, with_pager,
};
use crate::diagnostic::{Diagnostic, has_error};
use crate::document::Operation;
use crate::options::{Options, Paginate};
use crate::resolve::Resolver;
use crate::schema::Schema;
use crate::server_text::ServerText;
use crate::sibling::Reduced;
use crate::source::Source;
use crate::style::Style;
use crate::text::parse;
use crate::validate::validate;
use bluejay_core::definition::{FieldDefinition as _, OutputType as _};

/// Analyzes one operation of a document: the one named `operation`, or the only one if it is anonymous.
///
/// # Errors
/// All errors in the document, as [`generate`](crate::generate) reports them.
///
/// ```
/// use graphql_paginate_codegen::{analyze, AnalyzeOptions, Schema, SchemaDocument, SchemaText, Source, Walkability};
///
/// let text = graphql_paginate_schemas::GITHUB;
/// let text = SchemaText::new(Source { name: "github", text }).unwrap();
/// let document = SchemaDocument::parse(&text).unwrap();
/// let schema = Schema::new(&document).unwrap();
/// let text = "query Viewer { viewer { repositories(privacy: PUBLIC) { nodes { name } } } }";
/// let options = AnalyzeOptions::new(100);
/// let analysis = analyze(&schema, Source { name: "viewer.graphql", text }, "Viewer", &options).unwrap();
/// let Walkability::Walkable(walk) = &analysis.connections[0].forward else { panic!("it is walkable") };
/// assert_eq!(
///     walk.document,
///     "query Viewer($first: Int, $after: String) { viewer { repositories(privacy: PUBLIC, first: $first, \
///      after: $after) { nodes { name } pageInfo { hasNextPage endCursor } } } }",
/// );
/// assert_eq!(walk.next_cursor, ["viewer", "repositories", "pageInfo", "endCursor"]);
/// ```
pub fn analyze<'a>(
    schema: &'a Schema<'a>,
    query: Source<'a>,
    operation: &str,
    options: &AnalyzeOptions,
) -> Result<Analysis, Vec<Diagnostic>> {
    // A keyword of Rust may be the name of an operation.
    let raw = format!("r#{operation}");
    let name = syn::parse_str(operation).or_else(|_| syn::parse_str(&raw));
    let name = name.map_err(|_| {
        vec![Diagnostic::general(format!(
            "`{operation}` is not a name of an operation"
        ))]
    })?;
    let text = ServerText::new(schema, query);
    analyze_text(schema, &text, name, options).map_err(|mut diagnostics| {
        for diagnostic in &mut diagnostics {
            text.locate(diagnostic);
        }
        diagnostics
    })
}

fn analyze_text(
    schema: &Schema<'_>,
    text: &ServerText<'_>,
    name: syn::Ident,
    options: &AnalyzeOptions,
) -> Result<Analysis, Vec<Diagnostic>> {
    let AnalyzeOptions {
        page_size,
        refetch,
        lists,
    } = options;
    let options = Options::new(name, syn::Visibility::Inherited);
    let query = text.source();
    let document = parse::executable(query)?;
    let diagnostics = validate(schema, query, &document, options.validation);
    if has_error(&diagnostics) {
        return Err(diagnostics);
    }
    let mut resolver = Resolver::new(schema, &document, options.deprecated);
    let operation = Operation::resolve(schema, query, &document, &options, &mut resolver)
        .map_err(|error| vec![error])?
        .leaving_out(text.removed());
    let fragments = resolver.fragments_of(&operation.selection);
    let found = connection::find(schema, &operation, &fragments, lists, refetch)?;
    let walkable: Vec<_> = found.iter().filter(|found| found.is_walkable()).collect();
    let nesting = Nesting::new(schema, &operation, refetch, &found, &walkable);
    let complexity = complexity::Complexity {
        schema,
        fragments: &fragments,
        found: &found,
        assumed: *page_size,
    };
    let with_pager = with_pager(&found, &Paginate::IfWalkable);
    Ok(Analysis {
        operation: operation.name.clone(),
        is_query: operation.is_query(),
        variables: variables(&operation),
        document: operation.sent_text(),
        connections: found
            .iter()
            .map(|connection| analyze_connection(connection, &nesting))
            .collect(),
        reduced: Reduced::new(&operation, &with_pager).map(|reduced| reduced.text),
        cost: cost::cost(&found, *page_size),
        complexity: complexity.cost(&[&operation.selection], &[]),
    })
}

fn variables(operation: &Operation<'_>) -> Vec<VariableAnalysis> {
    let mut variables = Vec::new();
    for known in &operation.tree.operation.variables {
        variables.push(VariableAnalysis {
            name: known.name.clone(),
            ty: known.ty.clone(),
            default: known.default.as_ref().map(ToString::to_string),
        });
    }
    variables
}

fn analyze_connection<'v, 'a>(
    found: &SelectedConnection<'v, 'a>,
    nesting: &Nesting<'_, 'v, 'a>,
) -> ConnectionAnalysis {
    let view = &found.views[0];
    let definition = view.field.definition;
    let outer = nesting
        .found
        .iter()
        .rfind(|outer| outer.is_around(found))
        .map(SelectedConnection::dotted);
    let pager = Pager::new(&nesting.tree, &[found]);
    ConnectionAnalysis {
        path: owned(&found.path),
        name: owned(&found.name),
        parent_type: view.parent.name().to_owned(),
        field: definition.name().to_owned(),
        connection_type: definition.r#type().display_name(),
        node_type: found
            .item()
            .map(|item| item.field.definition.r#type().base_name().to_owned()),
        items: items(found),
        has_leaf_items: found.has_leaf_items(),
        style: found.paging.style,
        total_count: total_count(found),
        forward: walkability(found, &pager, nesting, Direction::Forward),
        backward: walkability(found, &pager, nesting, Direction::Backward),
        default_direction: found.default_direction(),
        page_size: page_size(found),
        conditions: conditions(found, nesting.operation),
        inside: outer.or(found.list.map(str::to_owned)),
        inner_end: nesting.inner_end(found),
        nested: nesting.completion(found),
    }
}

fn owned(keys: &[&str]) -> Vec<String> {
    keys.iter().map(|key| (*key).to_owned()).collect()
}

fn total_count(found: &SelectedConnection<'_, '_>) -> Option<Vec<String>> {
    if found.paging.style == Style::Relay {
        return Some(owned(&found.total()?.keys()));
    }
    let mut path = owned(&found.paged.path);
    path.extend(found.counted_total()?);
    Some(path)
}

fn items(found: &SelectedConnection<'_, '_>) -> Option<ItemsPath> {
    if let Some(list) = found.items() {
        return Some(ItemsPath {
            list: owned(&list.keys()[found.path.len()..]),
            item: Vec::new(),
        });
    }
    let edges = found.edges()?.keys();
    let node = found.node()?.keys();
    Some(ItemsPath {
        list: owned(&edges[found.path.len()..]),
        item: owned(&node[edges.len()..]),
    })
}

fn walkability<'v, 'a>(
    found: &SelectedConnection<'v, 'a>,
    pager: &Pager<'_, '_, '_>,
    nesting: &Nesting<'_, 'v, 'a>,
    direction: Direction,
) -> Walkability {
    if !found.supports(direction) {
        return Walkability::NotOffered;
    }
    let obstacles = found.obstacles(direction);
    match pager.walk(0, direction) {
        Some(walk) if obstacles.is_empty() => Walkability::Walkable(Walk {
            each_parent: nesting.each_parent(found, direction),
            ..walk
        }),
        _ => Walkability::Blocked(obstacles),
    }
}

fn page_size(found: &SelectedConnection<'_, '_>) -> PageSize {
    for size in [found.arguments.first, found.arguments.last] {
        match size {
            Binding::Variable { name, .. } => return PageSize::Variable(name.to_owned()),
            Binding::Member { variable, member } => {
                return PageSize::Variable(format!("{variable}.{}", member.dotted()));
            }
            Binding::Absent | Binding::Fixed(_) => {}
        }
        if let Some(size) = size.number() {
            return PageSize::Fixed(size);
        }
    }
    PageSize::Unset
}
