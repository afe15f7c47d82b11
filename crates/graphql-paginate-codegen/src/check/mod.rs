//! What a query's connections are, and what a page of them costs, without generating code.

mod complexity;
mod cost;

pub use cost::Cost;

use crate::connection::{self, Binding, Direction, Found};
use crate::diagnostic::{Diagnostic, has_error};
use crate::document::Operation;
use crate::follow_up::Refetch;
use crate::options::Options;
use crate::resolve::Resolver;
use crate::schema::Schema;
use crate::sibling::Reduced;
use crate::text::{Source, parse};
use crate::validate::validate;
use bluejay_core::definition::{FieldDefinition as _, OutputType as _};
use std::ops::Range;

/// What [`check`] has found out about an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// The operation's name.
    pub operation: String,
    /// Its connections, outer before inner; empty if it selects none.
    pub connections: Vec<ConnectionReport>,
    /// The document by which each of its walkable connections can be asked for without the others; `None` if there are
    /// not several of them, or if they cannot be told apart.
    pub siblings: Option<String>,
    /// What one request costs by GitHub's formulas, with every page as large as asked for.
    pub cost: Cost,
    /// The complexity of one request by the formula of demarches-simplifiees, which refuses more than 60,000; pages count
    /// with the size asked for, fields under `@include` and `@skip` as selected.
    pub complexity: u64,
}

/// One connection of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConnectionReport {
    /// Response keys from the root.
    pub path: Vec<String>,
    /// The type that has the connection.
    pub parent_type: String,
    /// The field's name in the schema.
    pub field: String,
    /// The type of the connection itself, with its nullability.
    pub connection_type: String,
    /// The type of its items, if `nodes` or the `node` of its edges is selected.
    pub node_type: Option<String>,
    /// Whether it can be walked from its first item on.
    pub forward: Walkability,
    /// Whether it can be walked from its last item back.
    pub backward: Walkability,
    /// Where the size of a page comes from.
    pub page_size: PageSize,
    /// The list or connection inside which it stands, if it is nested in one.
    pub inside: Option<String>,
    /// Whether its rest can be read, if it is nested in the items of a walkable connection.
    pub nested: Option<Completion>,
}

/// Whether a nested connection can be read to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Completion {
    /// It can, with a document such as this, which asks for the rest of one parent's connection.
    Possible {
        /// The follow-up document.
        document: String,
    },
    /// The query or the schema lacks something.
    Blocked(Vec<Obstacle>),
}

/// Whether a direction can be walked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Walkability {
    /// It can.
    Walkable {
        /// The variable that holds the cursor.
        cursor: String,
        /// The variable that holds the page size, if one does.
        size: Option<String>,
    },
    /// The query lacks something.
    Blocked(Vec<Obstacle>),
    /// The field takes no arguments for this direction.
    NotOffered,
}

/// Why a direction cannot be walked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obstacle {
    /// What is in the way.
    pub message: String,
    /// What to write.
    pub help: String,
}

impl Obstacle {
    /// All obstacles as one diagnostic.
    pub(crate) fn explain(
        source: &Source<'_>,
        place: Range<usize>,
        what: &str,
        obstacles: Vec<Self>,
    ) -> Diagnostic {
        let mut obstacles = obstacles.into_iter();
        let Self { message, help } = obstacles.next().expect("there is an obstacle");
        let first = Diagnostic::error(source, place, format!("{what}: {message}")).help(help);
        obstacles.fold(first, |diagnostic, obstacle| {
            diagnostic.help(format!("also, {}: {}", obstacle.message, obstacle.help))
        })
    }
}

/// Where the size of a page comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageSize {
    /// A variable of this name.
    Variable(String),
    /// A number in the document.
    Fixed(u64),
    /// The query does not say; the server decides, or refuses.
    Unset,
}

/// What [`check`] is told besides the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckOptions {
    /// What page sizes that are variables, or unset, are taken for in the cost: items per page.
    pub page_size: u64,
    /// Root fields that find parents of nested connections again; those of types that are no such parent count for
    /// nothing. None by default.
    pub refetch: Vec<Refetch>,
}

impl CheckOptions {
    /// With this page size, and by `node(id:)` alone.
    #[must_use]
    pub fn new(page_size: u64) -> Self {
        Self {
            page_size,
            refetch: Vec::new(),
        }
    }
}

/// Looks at one operation of a document.
///
/// # Errors
/// Everything that is wrong with the document, as [`generate`](crate::generate) says it.
///
/// ```
/// use graphql_paginate_codegen::{check, CheckOptions, Schema, SchemaDocument, SchemaText, Source, Walkability};
///
/// let text = graphql_paginate_schemas::GITHUB;
/// let text = SchemaText::new(Source { name: "github", text }).unwrap();
/// let document = SchemaDocument::parse(&text).unwrap();
/// let schema = Schema::new(&document).unwrap();
/// let text = "query Viewer($after: String) {
///   viewer { repositories(first: 100, after: $after) { nodes { name } pageInfo { hasNextPage endCursor } } }
/// }";
/// let report = check(&schema, Source { name: "viewer.graphql", text }, "Viewer", &CheckOptions::new(100)).unwrap();
/// assert!(matches!(report.connections[0].forward, Walkability::Walkable { .. }));
/// assert_eq!((report.cost.points, report.cost.nodes), (1, 100));
/// ```
pub fn check<'a>(
    schema: &'a Schema<'a>,
    query: Source<'a>,
    operation: &str,
    options: &CheckOptions,
) -> Result<Report, Vec<Diagnostic>> {
    let name = syn::parse_str(operation).map_err(|_| {
        vec![Diagnostic::general(format!(
            "`{operation}` is no name of an operation"
        ))]
    })?;
    let CheckOptions { page_size, refetch } = options;
    let options = Options::new(name, syn::Visibility::Inherited);
    let document = parse::executable(query)?;
    let diagnostics = validate(schema, query, &document, options.validation);
    if has_error(&diagnostics) {
        return Err(diagnostics);
    }
    let resolver = Resolver::new(schema, &document, options.deprecated);
    let operation = Operation::resolve(schema, query, &document, &options, &resolver)
        .map_err(|error| vec![error])?;
    let fragments = resolver.fragments_of(&operation.selection);
    let found = connection::find(
        schema,
        &operation.selection,
        &fragments,
        &operation.variables,
    );
    let nesting = connection::Nesting {
        schema,
        operation: &operation,
        refetch,
        found: &found,
    };
    let complexity = complexity::Complexity {
        schema,
        fragments: &fragments,
        found: &found,
        assumed: *page_size,
    };
    let complexity = complexity.cost(&[&operation.selection], &[]);
    Ok(Report {
        complexity,
        operation: operation.name.to_owned(),
        connections: found
            .iter()
            .map(|connection| report(connection, &nesting))
            .collect(),
        siblings: Reduced::new(&operation, &found).map(|reduced| reduced.text),
        cost: cost::cost(&found, *page_size),
    })
}

fn report(found: &Found<'_, '_>, nesting: &connection::Nesting<'_, '_, '_>) -> ConnectionReport {
    let view = &found.views[0];
    let definition = view.field.definition;
    let outer = nesting
        .found
        .iter()
        .rfind(|outer| outer.is_around(found))
        .map(Found::dotted);
    let owned = |path: &[&str]| path.iter().map(|key| (*key).to_owned()).collect();
    ConnectionReport {
        path: owned(&found.path),
        parent_type: view.parent.name().to_owned(),
        field: definition.name().to_owned(),
        connection_type: definition.r#type().display_name(),
        node_type: found
            .item()
            .map(|item| item.field.definition.r#type().base_name().to_owned()),
        forward: walkability(found, Direction::Forward, found.takes_forward),
        backward: walkability(found, Direction::Backward, found.takes_backward),
        page_size: page_size(found),
        inside: outer.or(found.list.map(str::to_owned)),
        nested: nesting.completion(found),
    }
}

fn walkability(found: &Found<'_, '_>, direction: Direction, is_offered: bool) -> Walkability {
    if !is_offered {
        return Walkability::NotOffered;
    }
    match found.walk(direction) {
        Ok(walk) => Walkability::Walkable {
            cursor: walk.cursor.to_owned(),
            size: walk.size.map(str::to_owned),
        },
        Err(obstacles) => Walkability::Blocked(obstacles),
    }
}

fn page_size(found: &Found<'_, '_>) -> PageSize {
    for binding in [found.arguments.first, found.arguments.last] {
        match binding {
            Binding::Variable { name, .. } => return PageSize::Variable(name.to_owned()),
            Binding::Fixed(Some(size)) => return PageSize::Fixed(size),
            Binding::Fixed(None) | Binding::Absent => {}
        }
    }
    PageSize::Unset
}

impl Found<'_, '_> {
    /// Whether another connection stands inside this one's items.
    fn is_around(&self, other: &Self) -> bool {
        other.path.len() > self.path.len() && other.path.starts_with(&self.path)
    }
}
