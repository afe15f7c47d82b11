//! Walkable connections in the form that code generation needs.

use super::argument::Binding;
use super::condition::conditions;
use super::direction::Direction;
use super::found::{Found, named};
use super::model::{Condition, Walk};
use super::nested::{Nested, Nesting};
use super::obstacle::explain;
use super::pager::{Ends, Pager};
use super::step::{Step, steps};
use super::view::FieldView;
use super::walk::with_pager;
use crate::diagnostic::Diagnostic;
use crate::document::Operation;
use crate::lower::{Documents, Input, Responses};
use crate::module::RustType;
use crate::name::{self, Scope};
use crate::options::Paginate;
use crate::style::Style;
use crate::text::Source;
use bluejay_core::OperationType;
use bluejay_parser::HasSpan;
use std::collections::BTreeSet;

/// A connection that has a pager.
pub(crate) struct Connection {
    /// Response keys from the root.
    pub(crate) path: Vec<String>,
    /// The path, with possible types inserted if another connection has the same path.
    pub(crate) name: Vec<String>,
    /// Conditions on variables under which it is in the response.
    pub(crate) conditions: Vec<Condition>,
    /// The associated functions that create its pager.
    pub(crate) methods: Vec<String>,
    /// The unit struct that represents it; `None` for the struct with the derive.
    pub(crate) marker: Option<String>,
    pub(crate) forward: Option<Walk>,
    pub(crate) backward: Option<Walk>,
    pub(crate) default_direction: Direction,
    pub(crate) item: RustType,
    /// Its list of items, usually `nodes`.
    pub(crate) nodes: Option<Vec<Step>>,
    pub(crate) edges: Option<Edges>,
    /// Whether cursors are a custom scalar of the user, from which the text can be read.
    pub(crate) has_scalar_cursor: bool,
    /// Steps to `hasNextPage`, `hasPreviousPage`, `startCursor` and `endCursor`, if the query selects them.
    pub(crate) page_info: [Option<Vec<Step>>; 4],
    pub(crate) total_count: Option<Vec<Step>>,
    /// Response keys from `data` to the total, if it is read from JSON.
    pub(crate) total_path: Option<Vec<String>>,
    /// Response keys from the connection to its list, if that is neither `nodes` nor `edges`; only for lists that are
    /// not Relay connections.
    pub(crate) item_path: Vec<String>,
    /// The document that requests a page from each end, if it can be walked in both directions.
    pub(crate) ends: Option<Ends>,
    /// Connections inside its items.
    pub(crate) nested: Vec<Nested>,
    /// Variables of the query that hold the page size of nested connections.
    pub(crate) nested_sizes: Vec<String>,
    /// Response keys from the connection to its list of items, and from an element of the list to the item.
    pub(crate) items_at: (Vec<String>, Vec<String>),
}

pub(crate) struct Edges {
    pub(crate) ty: RustType,
    pub(crate) steps: Vec<Step>,
    /// From an edge to its cursor, if it is selected directly in the edge.
    pub(crate) cursor: Option<Step>,
    /// From an edge to its node, if it is selected.
    pub(crate) node: Option<Vec<Step>>,
}

impl Connection {
    /// Whether it is inside a list, and walked for each element of the list.
    pub(crate) fn has_several_parents(&self) -> bool {
        let mut walks = self.forward.iter().chain(&self.backward);
        walks.any(|walk| walk.each_parent.is_some())
    }

    /// The types of its items and edges, and of the connections nested in them.
    pub(crate) fn own_types(&self) -> impl Iterator<Item = &RustType> {
        let edges = self.edges.iter().map(|edges| &edges.ty);
        edges
            .chain(self.nested.iter().map(|nested| &nested.ty))
            .chain([&self.item])
    }
}

/// The connections that have a pager, the main one first.
pub(crate) fn lower<'a>(
    input: &Input<'_, 'a>,
    responses: &Responses<'_, '_, 'a>,
) -> Vec<Connection> {
    let chosen = with_pager(input.found, &input.options.paginate);
    let nesting = Nesting::new(
        input.schema,
        input.operation,
        &input.options.refetch,
        input.found,
        &chosen,
    );
    let shared = match input.documents {
        Documents::Shared => Some(Pager::new(&nesting.tree, &chosen)),
        Documents::OneEach => None,
    };
    let mut connections = Vec::new();
    for (index, found) in chosen.iter().copied().enumerate() {
        let is_main = match &input.options.paginate {
            Paginate::Named(path) => *path == found.dotted(),
            Paginate::IfWalkable | Paginate::Required => chosen.len() == 1,
        };
        let names = Names {
            is_main,
            has_siblings: chosen.len() > 1,
        };
        let documents = match &shared {
            Some(pager) => documents(found, &nesting, pager, index),
            None => documents(found, &nesting, &Pager::new(&nesting.tree, &[found]), 0),
        };
        connections.push(connection(
            found, names, documents, &nesting, input, responses,
        ));
    }
    connections.sort_by_key(|connection| connection.marker.is_some());
    tell_apart(&mut connections, responses);
    connections
}

/// The walk documents of a connection.
struct WalkDocuments {
    forward: Option<Walk>,
    backward: Option<Walk>,
    ends: Option<Ends>,
}

fn documents<'v, 'a>(
    found: &Found<'v, 'a>,
    nesting: &Nesting<'_, 'v, 'a>,
    pager: &Pager<'_, '_, '_>,
    index: usize,
) -> WalkDocuments {
    let walk = |direction| {
        if !found.is_walkable_in(direction) {
            return None;
        }
        Some(Walk {
            each_parent: nesting.each_parent(found, direction),
            ..pager.walk(index, direction)?
        })
    };
    let (forward, backward) = (walk(Direction::Forward), walk(Direction::Backward));
    let ends = if forward.is_some() && backward.is_some() && found.list.is_none() {
        pager.ends(index)
    } else {
        None
    };
    WalkDocuments {
        forward,
        backward,
        ends,
    }
}

/// The parts of the name of a connection's pager.
struct Names {
    is_main: bool,
    has_siblings: bool,
}

/// Makes the names of connections unique in Rust.
fn tell_apart(connections: &mut [Connection], responses: &Responses<'_, '_, '_>) {
    let (mut methods, mut markers) = (Scope::default(), Scope::default());
    for connection in connections {
        for method in &mut connection.methods {
            *method = methods.claim(std::mem::take(method));
        }
        if let Some(marker) = &mut connection.marker {
            let is_taken = |name: &str| markers.has(name) || !responses.is_free(name);
            *marker = markers.claim(name::free(std::mem::take(marker), is_taken));
        }
    }
}

/// Diagnostics for a requested pager that cannot be created; empty if it can.
pub(crate) fn unwalkable(
    source: &Source<'_>,
    found: &[Found<'_, '_>],
    wish: &Paginate,
) -> Vec<Diagnostic> {
    let is_granted = match wish {
        Paginate::IfWalkable => true,
        Paginate::Required => found.iter().any(Found::is_walkable),
        Paginate::Named(path) => found
            .iter()
            .any(|found| found.is_walkable() && found.dotted() == *path),
    };
    if is_granted {
        return Vec::new();
    }
    let is_meant = |found: &&Found<'_, '_>| match wish {
        Paginate::Named(path) => found.dotted() == *path,
        Paginate::IfWalkable | Paginate::Required => true,
    };
    let explained: Vec<Diagnostic> = found
        .iter()
        .filter(is_meant)
        .map(|found| found.explanation(source))
        .collect();
    if !explained.is_empty() {
        return explained;
    }
    let known: Vec<String> = found
        .iter()
        .map(|found| format!("`{}`", found.dotted()))
        .collect();
    let message = match wish {
        Paginate::Named(path) => format!("`{}` selects no connection `{path}`", source.name),
        Paginate::IfWalkable | Paginate::Required => format!(
            "`{}` selects no list that is known to be paged: no connection with `first`/`after` or `last`/`before`, and no list with `limit`/`offset`, `page`/`perPage` or a token",
            source.name
        ),
    };
    vec![match known.as_slice() {
        [] => Diagnostic::general(message).help("select one, or remove `paginate`"),
        known => {
            Diagnostic::general(message).help(format!("its connections are {}", known.join(", ")))
        }
    }]
}

/// Why an operation that is not a query has no pager.
pub(crate) fn not_a_query(operation: &Operation<'_>) -> Option<Diagnostic> {
    let (reason, help) = match operation.kind {
        OperationType::Query => return None,
        OperationType::Mutation => (
            "is a mutation, which every page would execute again",
            "execute it once with `client.execute`, and paginate the connection in a query",
        ),
        OperationType::Subscription => (
            "is a subscription, which has no pages",
            "paginate the connection in a query",
        ),
    };
    let message = format!("`{}` cannot be paginated: it {reason}", operation.name);
    let place = operation.name_place.clone();
    Some(Diagnostic::error(&operation.source, place, message).help(help))
}

/// Why an operation has no associated function `paginate`; `None` if it has one.
pub(crate) fn no_pager(
    operation: &Operation<'_>,
    found: &[Found<'_, '_>],
    wish: &Paginate,
) -> Option<Diagnostic> {
    if let Some(diagnostic) = not_a_query(operation) {
        return Some(diagnostic);
    }
    let chosen = with_pager(found, wish);
    match (chosen.as_slice(), wish) {
        ([_], _) | ([_, _, ..], Paginate::Named(_)) => None,
        ([], _) => {
            let place = operation.name_place.clone();
            let diagnostic = match found {
                [] => Diagnostic::error(&operation.source, place, format!(
                    "`{}` cannot be paginated: it selects no connection",
                    operation.name
                ))
                .help("a connection is a field with the arguments `first` and `after`, or `last` and `before`, whose type has `pageInfo` and `nodes` or `edges`")
                .help("execute it once with `client.execute`"),
                [first, ..] => first.explanation(&operation.source),
            };
            Some(diagnostic)
        }
        (several, _) => {
            let paths: Vec<String> = several.iter().map(|found| found.dotted()).collect();
            let methods: Vec<String> = several
                .iter()
                .map(|found| format!("`{}`", method_name(found)))
                .collect();
            let message = format!(
                "`{}` has {} connections, so `paginate` is ambiguous",
                operation.name,
                paths.len()
            );
            let place = operation.name_place.clone();
            let diagnostic = Diagnostic::error(&operation.source, place, message)
                .help(format!("call {}", methods.join(" or ")))
                .help(format!(
                    "or choose the connection of `paginate`: `#[graphql(paginate = \"{}\")]`",
                    paths[0]
                ));
            Some(diagnostic)
        }
    }
}

/// The name of the associated function that paginates one of several connections.
fn method_name(found: &Found<'_, '_>) -> String {
    let keys: Vec<String> = found.name.iter().map(|key| name::field(key)).collect();
    format!("paginate_{}", keys.join("_"))
}

impl Found<'_, '_> {
    fn explanation(&self, source: &Source<'_>) -> Diagnostic {
        let direction = if self.is_offered(Direction::Forward) {
            Direction::Forward
        } else {
            Direction::Backward
        };
        let span = self.views[0].field.nodes[0].name().span().byte_range();
        explain(
            source,
            span,
            &format!("`{}` cannot be paginated", self.dotted()),
            self.obstacles(direction),
        )
    }
}

fn connection<'v, 'a>(
    found: &Found<'v, 'a>,
    names: Names,
    documents: WalkDocuments,
    nesting: &Nesting<'_, 'v, 'a>,
    input: &Input<'_, 'a>,
    responses: &Responses<'_, '_, 'a>,
) -> Connection {
    let steps = |view: &FieldView<'_, 'a>| steps(&view.steps, responses);
    let nodes = found.items();
    let edges = found.field("edges").map(|edges| Edges {
        ty: item_type(edges, responses),
        steps: steps(edges),
        cursor: named(&found.edge, "cursor")
            .filter(|cursor| cursor.steps.len() == edges.steps.len() + 1 && found.has_text_edges())
            .and_then(|cursor| steps(cursor).pop()),
        node: named(&found.edge, "node").map(|node| {
            let relative = &node.steps[edges.steps.len().min(node.steps.len())..];
            self::steps(relative, responses)
        }),
    });
    let node = named(&found.edge, "node");
    let item = nodes
        .or(node)
        .map(|view| item_type(view, responses))
        .expect("a walkable connection has items");
    let camel: String = found.name.iter().map(|key| name::segment(key)).collect();
    let mut methods = Vec::new();
    if names.is_main {
        methods.push("paginate".to_owned());
    }
    if names.has_siblings {
        methods.push(method_name(found));
    }
    let marker = if names.is_main {
        None
    } else {
        Some(format!("{camel}Connection"))
    };
    let page_info = ["hasNextPage", "hasPreviousPage", "startCursor", "endCursor"].map(|name| {
        // A numeric cursor is read from JSON.
        let is_text = found.page_info_type(name).is_some_and(|ty| ty != "Int");
        let is_read = found.offer.style == Style::Relay && is_text;
        found.page_info_field(name).filter(|_| is_read).map(steps)
    });
    Connection {
        path: owned(&found.path),
        name: owned(&found.name),
        conditions: conditions(found, input.operation),
        methods,
        marker,
        forward: documents.forward,
        backward: documents.backward,
        default_direction: found.default_direction(),
        item,
        nodes: nodes.map(steps),
        edges,
        has_scalar_cursor: found.has_scalar_cursor(),
        page_info,
        total_count: found
            .total()
            .filter(|_| found.offer.style == Style::Relay)
            .map(steps),
        total_path: total_path(found),
        item_path: item_path(found),
        ends: documents.ends,
        items_at: items_at(found),
        nested: nesting
            .inside(found)
            .into_iter()
            .filter_map(|(nested, view)| nesting.lower(found, nested, view, responses))
            .collect(),
        nested_sizes: nested_sizes(found, nesting),
    }
}

/// Response keys from the connection to its list of items, and from an element of the list to the item.
fn items_at(found: &Found<'_, '_>) -> (Vec<String>, Vec<String>) {
    let owned = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect();
    if let Some(list) = found.items() {
        return (owned(&list.keys()[found.path.len()..]), Vec::new());
    }
    let (Some(edges), Some(node)) = (found.field("edges"), found.item()) else {
        return (Vec::new(), Vec::new());
    };
    let (edges, node) = (edges.keys(), node.keys());
    (
        owned(&edges[found.path.len()..]),
        owned(&node[edges.len()..]),
    )
}

fn total_path(found: &Found<'_, '_>) -> Option<Vec<String>> {
    if found.offer.style == Style::Relay {
        return None;
    }
    let mut path = owned(&found.paged.path);
    path.extend(found.counted_total()?);
    Some(path)
}

fn item_path(found: &Found<'_, '_>) -> Vec<String> {
    match found.items() {
        Some(items) if found.offer.style != Style::Relay => {
            owned(&items.keys()[found.path.len()..])
        }
        _ => Vec::new(),
    }
}

/// The variables for nested page sizes, without duplicates.
fn nested_sizes<'v, 'a>(found: &Found<'v, 'a>, nesting: &Nesting<'_, 'v, 'a>) -> Vec<String> {
    let mut sizes = BTreeSet::new();
    for (nested, _) in nesting.inside(found) {
        let bindings = [nested.arguments.first, nested.arguments.last];
        sizes.extend(bindings.into_iter().filter_map(Binding::name));
    }
    sizes.into_iter().map(str::to_owned).collect()
}

fn owned(keys: &[&str]) -> Vec<String> {
    keys.iter().map(|key| (*key).to_owned()).collect()
}

/// The type of an item, if the field is a list, or of the field's value.
fn item_type<'a>(view: &FieldView<'_, 'a>, responses: &Responses<'_, '_, 'a>) -> RustType {
    let ty = responses.field_type(view.field);
    let shape = match ty.shape {
        crate::schema::Shape::List { item, .. } => item.required(),
        named @ crate::schema::Shape::Named { .. } => named.required(),
    };
    RustType::new(ty.base, shape)
}
