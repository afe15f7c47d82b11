//! The analysis of an operation, without code generation.

mod complexity;
mod cost;

pub use cost::Cost;

use crate::connection::{
    self, Binding, Completion, Condition, Direction, Found, InnerEnd, Nesting, Obstacle, Pager,
    Walk, conditions, with_pager,
};
use crate::diagnostic::{Diagnostic, has_error};
use crate::document::Operation;
use crate::options::{Options, Paginate};
use crate::refetch::Refetch;
use crate::resolve::Resolver;
use crate::schema::Schema;
use crate::server_text::ServerText;
use crate::sibling::Reduced;
use crate::style::{ListDeclaration, Style};
use crate::text::{Source, parse};
use crate::validate::validate;
use bluejay_core::definition::{FieldDefinition as _, OutputType as _};

/// The analysis of an operation: its variables, its connections, and how each of them is walked.
///
/// All of it is owned data. The derive generates code from the same analysis; use it directly to send the documents
/// with your own client:
///
/// 1. Choose a [connection](ConnectionAnalysis) and a [walk](Walk) of it, and check its
///    [conditions](ConnectionAnalysis::conditions).
/// 2. Send [`Walk::document`] with the caller's variables except [`Walk::left_out`], and with the variables of
///    [`Walk::size`] and, after the first page, [`Walk::cursor`].
/// 3. Read the items at [`ConnectionAnalysis::items`], and continue according to [`Walk::style`]: in a Relay
///    connection, with the cursor at [`Walk::next_cursor`] until the flag at [`Walk::has_more`] is false.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Analysis {
    /// The operation's name; for an anonymous operation, the requested name.
    pub operation: String,
    /// Whether it is a query. Only queries can be walked.
    pub is_query: bool,
    /// Its variables, in order.
    pub variables: Vec<VariableAnalysis>,
    /// The document for a single request: as written, with `__typename` added to each abstract type.
    pub document: String,
    /// Its connections, outer before inner; empty if it selects none.
    pub connections: Vec<ConnectionAnalysis>,
    /// The document in which each walkable connection can be requested without the others; `None` if there is only one,
    /// or if they cannot be separated.
    pub reduced: Option<String>,
    /// The cost of one request by GitHub's formulas, if every page is full.
    pub cost: Cost,
    /// The complexity of one request by the formula of demarches-simplifiees, which refuses more than 60,000. Pages
    /// count with the requested size, fields under `@include` and `@skip` as selected.
    pub complexity: u64,
}

/// A variable of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct VariableAnalysis {
    /// Its name, without `$`.
    pub name: String,
    /// Its type as declared, `[String!]!`.
    pub ty: String,
    /// Its default value as GraphQL text.
    pub default: Option<String>,
}

/// One connection of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConnectionAnalysis {
    /// Response keys from `data` to the connection.
    pub path: Vec<String>,
    /// The path, with possible types inserted if another connection has the same path: `node.Issue.comments`.
    pub name: Vec<String>,
    /// The type that has the connection.
    pub parent_type: String,
    /// The field's name in the schema.
    pub field: String,
    /// The type of the connection itself, with its nullability.
    pub connection_type: String,
    /// The type of its items, if they are selected.
    pub node_type: Option<String>,
    /// Where the items are; `None` if they are not selected.
    pub items: Option<ItemsPath>,
    /// Whether its items are scalars or enum values. Beside a list of objects, it is rarely what a query is about.
    pub has_leaf_items: bool,
    /// How its pages are requested.
    pub style: Style,
    /// Response keys from `data` to the number of items in all pages, if it is selected: `totalCount`, or
    /// `dossiersCount` next to `dossiers`.
    pub total_count: Option<Vec<String>>,
    /// How it is walked from its first item on.
    pub forward: Walkability,
    /// How it is walked from its last item back.
    pub backward: Walkability,
    /// The direction whose arguments the query uses, if it can be walked; otherwise the one that can.
    pub default_direction: Direction,
    /// Where the page size comes from.
    pub page_size: PageSize,
    /// Conditions under which the connection and its items are in the response.
    pub conditions: Vec<Condition>,
    /// The list or connection that contains it, if it is nested.
    pub inside: Option<String>,
    /// What says whether it is complete, if it is a list of another style inside the items of a walkable connection.
    pub inner_end: Option<InnerEnd>,
    /// How it is read to its end, if it is a Relay connection nested in the items of a walkable connection.
    pub nested: Option<Completion>,
}

/// Where the items of a connection are.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ItemsPath {
    /// Response keys from the connection to the list; empty if the connection is the list.
    pub list: Vec<String>,
    /// Response keys from an element of the list to the item; empty if the element is the item.
    pub item: Vec<String>,
}

/// Whether and how a direction can be walked.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "there are two for each connection"
)]
pub enum Walkability {
    /// It can be walked.
    Walkable(Walk),
    /// It cannot be walked, for these reasons.
    Blocked(Vec<Obstacle>),
    /// The field takes no arguments for this direction.
    NotOffered,
}

/// Where the page size comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageSize {
    /// A variable of this name, or a member of one, such as `options.first`.
    Variable(String),
    /// A number in the document.
    Fixed(u64),
    /// The query does not set it; the server uses a default, or refuses.
    Unset,
}

/// The settings of [`analyze`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnalyzeOptions {
    /// The page size, in items, that is assumed in the cost where the size is a variable or unset.
    pub page_size: u64,
    /// Root fields that find parents of nested connections again; entries for other types are ignored. Empty by
    /// default.
    pub refetch: Vec<Refetch>,
    /// Lists whose style cannot be detected from their structure. Empty by default.
    pub lists: Vec<ListDeclaration>,
}

impl AnalyzeOptions {
    /// Options with this page size, and no root field besides `node(id:)`.
    #[must_use]
    pub fn new(page_size: u64) -> Self {
        Self {
            page_size,
            refetch: Vec::new(),
            lists: Vec::new(),
        }
    }
}

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
    found: &Found<'v, 'a>,
    nesting: &Nesting<'_, 'v, 'a>,
) -> ConnectionAnalysis {
    let view = &found.views[0];
    let definition = view.field.definition;
    let outer = nesting
        .found
        .iter()
        .rfind(|outer| outer.is_around(found))
        .map(Found::dotted);
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
        style: found.offer.style,
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

fn total_count(found: &Found<'_, '_>) -> Option<Vec<String>> {
    if found.offer.style == Style::Relay {
        return Some(owned(&found.total()?.keys()));
    }
    let mut path = owned(&found.paged.path);
    path.extend(found.counted_total()?);
    Some(path)
}

fn items(found: &Found<'_, '_>) -> Option<ItemsPath> {
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
    found: &Found<'v, 'a>,
    pager: &Pager<'_, '_, '_>,
    nesting: &Nesting<'_, 'v, 'a>,
    direction: Direction,
) -> Walkability {
    if !found.is_offered(direction) {
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

fn page_size(found: &Found<'_, '_>) -> PageSize {
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
