//! Methods that iterate over the items of a connection, through the nulls on the way to them.

use super::super::detect::Lists;
use super::super::rust_step::{RustStep, steps};
use super::super::selected_connection::SelectedConnection;
use super::super::view::{FieldView, SelectionStep, starts_with};
use super::lower::item_type;
use crate::item::{Accessor, FieldAccess};
use crate::lower::Responses;
use crate::shape::Shape;
use bluejay_core::definition::FieldDefinition as _;

/// Methods of traits that user types often implement. An accessor with such a name would be called instead of it.
const METHODS: [&str; 24] = [
    "as_ref",
    "borrow",
    "borrow_mut",
    "clamp",
    "clone",
    "clone_from",
    "clone_into",
    "cmp",
    "eq",
    "fmt",
    "ge",
    "gt",
    "hash",
    "into",
    "le",
    "lt",
    "max",
    "min",
    "ne",
    "partial_cmp",
    "serialize",
    "to_owned",
    "to_string",
    "try_into",
];

/// The accessors of all connections, each with the name of the struct that has the connection's field.
pub(crate) fn accessors<'a>(
    found: &[SelectedConnection<'_, 'a>],
    responses: &Responses<'_, '_, 'a>,
) -> Vec<(String, Accessor)> {
    let mut accessors: Vec<(String, Accessor)> = Vec::new();
    for connection in found {
        let is_nested = found.iter().any(|outer| outer.is_around(connection));
        for view in &connection.views {
            let Some(SelectionStep::Field { set, .. }) = view.steps.last() else {
                continue;
            };
            let Some(mut accessor) = accessor(connection, view, responses) else {
                continue;
            };
            accessor.is_nested = is_nested;
            let structure = responses.names.of(set).to_owned();
            // A fragment that is spread in several places has one struct.
            let is_known = accessors
                .iter()
                .any(|(known, other)| *known == structure && other.field == accessor.field);
            if !is_known {
                accessors.push((structure, accessor));
            }
        }
    }
    accessors
}

fn accessor<'v, 'a>(
    found: &SelectedConnection<'v, 'a>,
    view: &FieldView<'v, 'a>,
    responses: &Responses<'_, '_, 'a>,
) -> Option<Accessor> {
    if matches!(found.paging.lists, Lists::Itself) || view.shape().is_list() {
        return None;
    }
    let field = view.steps.last()?.ident();
    if METHODS.contains(&field.as_str()) {
        return None;
    }
    let (list, is_edges) = list_at(found, view)?;
    let Shape::List { item: element, .. } = list.shape() else {
        return None;
    };
    if element.is_list() {
        return None;
    }
    let mut node = None;
    if is_edges {
        let mut below = found.edge.iter();
        node = Some(below.find(|field| {
            field.field.definition.name() == "node" && starts_with(&field.steps, &list.steps)
        })?);
    }
    let item = node.unwrap_or(list);
    if node.is_some() && item.shape().is_list() {
        return None;
    }
    Some(Accessor {
        field,
        key: view.field.key.to_owned(),
        is_nested: false,
        item: item_type(item, responses),
        list: hops(&list.steps[view.steps.len() - 1..], responses)?,
        edge: node.map(|_| item_type(list, responses)),
        node: hops(&item.steps[list.steps.len()..], responses)?,
    })
}

/// The list of items that is selected at this place of a connection, and whether these are edges.
fn list_at<'f, 'v, 'a>(
    found: &'f SelectedConnection<'v, 'a>,
    view: &FieldView<'v, 'a>,
) -> Option<(&'f FieldView<'v, 'a>, bool)> {
    for (list, is_edges) in [(found.items(), false), (found.edges(), true)] {
        let Some(list) = list else { continue };
        let mut fields = found.fields.iter();
        let here = fields.find(|field| {
            field.field.key == list.field.key && starts_with(&field.steps, &view.steps)
        });
        if let Some(list) = here {
            return Some((list, is_edges));
        }
    }
    None
}

/// The fields on a path; `None` if a possible type is on it.
fn hops(
    path: &[SelectionStep<'_, '_>],
    responses: &Responses<'_, '_, '_>,
) -> Option<Vec<FieldAccess>> {
    let mut hops = Vec::new();
    for step in steps(path, responses) {
        match step {
            RustStep::Field {
                ident, optional, ..
            }
            | RustStep::Part { ident, optional } => hops.push(FieldAccess { ident, optional }),
            RustStep::Variant { .. } => return None,
        }
    }
    Some(hops)
}
