//! Walkable connections in the form that code generation needs.

use super::super::detect::Binding;
use super::super::direction::Direction;
use super::super::model::Walk;
use super::super::nested::Nesting;
use super::super::rust_step::{RustStep, steps};
use super::super::selected_connection::SelectedConnection;
use super::super::view::{FieldView, starts_with};
use super::super::walk::{BothEndsDocument, Pager, typed_conditions, with_pager};
use super::lowered::{Connection, Edges};
use crate::lower::{LoweringContext, Responses};
use crate::name::{self, Scope};
use crate::options::Paginate;
use crate::rust_type::RustType;
use crate::style::Style;
use bluejay_core::definition::FieldDefinition as _;
use std::collections::BTreeSet;

/// The documents in which the connections of an operation are requested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Documents {
    /// Each connection has its own walk document.
    OneEach,
    /// One document, in which each connection can be requested without the others.
    Shared,
}

/// The connections that have a pager, the main one first.
pub(crate) fn lower<'a>(
    context: &LoweringContext<'_, 'a>,
    found: &[SelectedConnection<'_, 'a>],
    documents: Documents,
    responses: &Responses<'_, '_, 'a>,
) -> Vec<Connection> {
    let chosen = with_pager(found, &context.options.paginate);
    let nesting = Nesting::new(
        context.schema,
        context.operation,
        &context.options.refetch,
        found,
        &chosen,
    );
    let shared = match documents {
        Documents::Shared => Some(Pager::new(&nesting.tree, &chosen)),
        Documents::OneEach => None,
    };
    let mut connections = Vec::new();
    for (index, found) in chosen.iter().copied().enumerate() {
        let is_main = match &context.options.paginate {
            Paginate::Named(path) => *path == found.dotted(),
            Paginate::IfWalkable | Paginate::Required => chosen.len() == 1,
        };
        let names = PagerNames {
            is_main,
            has_siblings: chosen.len() > 1,
        };
        let documents = match &shared {
            Some(pager) => walk_documents(found, &nesting, pager, index),
            None => walk_documents(found, &nesting, &Pager::new(&nesting.tree, &[found]), 0),
        };
        connections.push(connection(
            found, names, documents, &nesting, context, responses,
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
    both_ends: Option<BothEndsDocument>,
}

fn walk_documents<'v, 'a>(
    found: &SelectedConnection<'v, 'a>,
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
    let both_ends = if forward.is_some() && backward.is_some() && found.list.is_none() {
        pager.both_ends_document(index)
    } else {
        None
    };
    WalkDocuments {
        forward,
        backward,
        both_ends,
    }
}

/// The names of a connection's pager.
struct PagerNames {
    is_main: bool,
    has_siblings: bool,
}

impl PagerNames {
    /// The associated functions that create the pager.
    fn methods(&self, found: &SelectedConnection<'_, '_>) -> Vec<String> {
        let mut methods = Vec::new();
        if self.is_main {
            methods.push("paginate".to_owned());
        }
        if self.has_siblings {
            methods.push(method_name(found));
        }
        methods
    }

    /// The type that stands for the connection, if it is not that of the query.
    fn marker(&self, found: &SelectedConnection<'_, '_>) -> Option<String> {
        if self.is_main {
            return None;
        }
        let camel: String = found.name.iter().map(|key| name::segment(key)).collect();
        Some(format!("{camel}Connection"))
    }
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

/// The name of the associated function that paginates one of several connections.
pub(crate) fn method_name(found: &SelectedConnection<'_, '_>) -> String {
    let keys: Vec<String> = found.name.iter().map(|key| name::field(key)).collect();
    format!("paginate_{}", keys.join("_"))
}

fn connection<'v, 'a>(
    found: &SelectedConnection<'v, 'a>,
    names: PagerNames,
    documents: WalkDocuments,
    nesting: &Nesting<'_, 'v, 'a>,
    context: &LoweringContext<'_, 'a>,
    responses: &Responses<'_, '_, 'a>,
) -> Connection {
    let steps = |view: &FieldView<'_, 'a>| steps(&view.steps, responses);
    let item = found
        .item()
        .map(|view| item_type(view, responses))
        .expect("a walkable connection has items");
    let nested = nesting.lower(found, responses);
    Connection {
        path: owned(&found.path),
        name: owned(&found.name),
        conditions: typed_conditions(found, context.operation),
        methods: names.methods(found),
        marker: names.marker(found),
        forward: documents.forward,
        backward: documents.backward,
        default_direction: found.default_direction(),
        item,
        nodes: found.items().map(steps),
        edges: found.edges().map(|list| edges(found, list, responses)),
        has_scalar_cursor: found.has_scalar_cursor(),
        page_info: page_info(found, responses),
        total_count: found
            .total()
            .filter(|_| found.paging.style == Style::Relay)
            .map(steps),
        total_path: total_path(found),
        item_path: item_path(found),
        both_ends: documents.both_ends,
        items_at: items_at(found),
        nested: nested.lists,
        has_unreported: nested.has_unreported,
        nested_sizes: nested_sizes(found, nesting),
    }
}

/// The edges of a connection, which are in this list.
fn edges<'v, 'a>(
    found: &SelectedConnection<'v, 'a>,
    list: &FieldView<'v, 'a>,
    responses: &Responses<'_, '_, 'a>,
) -> Edges {
    let cursor = direct_cursor(found, list);
    let node = found.node_of_each_edge();
    Edges {
        ty: item_type(list, responses),
        steps: steps(&list.steps, responses),
        cursor: cursor.and_then(|cursor| steps(&cursor.steps, responses).pop()),
        node: node.map(|(_, node)| steps(&node.steps[list.steps.len()..], responses)),
    }
}

/// Steps to `hasNextPage`, `hasPreviousPage`, `startCursor` and `endCursor`, if they are read from the types.
fn page_info<'a>(
    found: &SelectedConnection<'_, 'a>,
    responses: &Responses<'_, '_, 'a>,
) -> [Option<Vec<RustStep>>; 4] {
    ["hasNextPage", "hasPreviousPage", "startCursor", "endCursor"].map(|name| {
        // A numeric cursor is read from JSON.
        let is_text = found.page_info_type(name).is_some_and(|ty| ty != "Int");
        if found.paging.style != Style::Relay || !is_text {
            return None;
        }
        let field = found.page_info_field(name)?;
        Some(steps(&field.steps, responses))
    })
}

/// The cursor of an edge, if it is text and selected directly in the edge.
fn direct_cursor<'f, 'v, 'a>(
    found: &'f SelectedConnection<'v, 'a>,
    edges: &FieldView<'v, 'a>,
) -> Option<&'f FieldView<'v, 'a>> {
    if !found.has_text_edges() {
        return None;
    }
    let mut fields = found.edge.iter();
    fields.find(|field| {
        field.field.definition.name() == "cursor"
            && starts_with(&field.steps, &edges.steps)
            && field.steps.len() == edges.steps.len() + 1
    })
}

/// Response keys from the connection to its list of items, and from an element of the list to the item.
fn items_at(found: &SelectedConnection<'_, '_>) -> (Vec<String>, Vec<String>) {
    let owned = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect();
    if let Some(list) = found.items() {
        return (owned(&list.keys()[found.path.len()..]), Vec::new());
    }
    let (Some(edges), Some(node)) = (found.edges(), found.node()) else {
        return (Vec::new(), Vec::new());
    };
    let (edges, node) = (edges.keys(), node.keys());
    (
        owned(&edges[found.path.len()..]),
        owned(&node[edges.len()..]),
    )
}

fn total_path(found: &SelectedConnection<'_, '_>) -> Option<Vec<String>> {
    if found.paging.style == Style::Relay {
        return None;
    }
    let mut path = owned(&found.paged.path);
    path.extend(found.counted_total()?);
    Some(path)
}

/// Response keys from the connection to its list of items; empty if the runtime finds `nodes` or `edges` by itself.
fn item_path(found: &SelectedConnection<'_, '_>) -> Vec<String> {
    let Some(items) = found.items() else {
        return Vec::new();
    };
    let is_found = |field: &FieldView<'_, '_>| ["nodes", "edges"].contains(&field.field.key);
    if found.paging.style == Style::Relay && found.fields.iter().any(is_found) {
        return Vec::new();
    }
    owned(&items.keys()[found.path.len()..])
}

/// The variables for nested page sizes, without duplicates.
fn nested_sizes<'v, 'a>(
    found: &SelectedConnection<'v, 'a>,
    nesting: &Nesting<'_, 'v, 'a>,
) -> Vec<String> {
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
pub(super) fn item_type<'a>(
    view: &FieldView<'_, 'a>,
    responses: &Responses<'_, '_, 'a>,
) -> RustType {
    let ty = responses.field_type(view.field);
    let shape = match ty.shape {
        crate::shape::Shape::List { item, .. } => item.required(),
        named @ crate::shape::Shape::Named { .. } => named.required(),
    };
    RustType::new(ty.base, shape)
}
