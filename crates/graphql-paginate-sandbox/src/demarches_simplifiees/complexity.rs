//! The complexity limit: each field costs 1, and a connection costs the selections below it once for each item of a page.
//!
//! The requested page size counts, even if fewer items are returned. Fields of an interface cost as much as the most
//! expensive type that implements it.

use std::collections::BTreeMap;

use apollo_compiler::executable::{Field, Selection, SelectionSet};

use super::schema;
use crate::graphql::{ConnectionType, Prepared, RequestError, is_included};

const MAX_COMPLEXITY: u64 = 60_000;
/// The page size that counts for connections without a requested one.
const DEFAULT_PAGE: u64 = 100;

/// The error for an operation that exceeds the complexity limit.
pub(super) fn check(prepared: &Prepared) -> Option<RequestError> {
    let complexity = cost(prepared, &[&prepared.operation.selection_set]);
    if complexity <= MAX_COMPLEXITY {
        return None;
    }
    let message = format!(
        "Query has complexity of {complexity}, which exceeds max complexity of {MAX_COMPLEXITY}"
    );
    Some(RequestError::new(message))
}

/// Fields by response key; fields with the same key are merged.
type Fields<'a> = BTreeMap<&'a str, Vec<&'a Field>>;

/// The cost of the selections on one object.
fn cost(prepared: &Prepared, sets: &[&SelectionSet]) -> u64 {
    let Some(first) = sets.first() else {
        return 0;
    };
    let mut highest = 0;
    for object_type in schema().possible_types(first.ty.as_str()).names() {
        let mut fields = Fields::new();
        for set in sets {
            collect(prepared, set, object_type, &mut fields);
        }
        let mut sum: u64 = 0;
        for fields in fields.values() {
            sum = sum.saturating_add(field_cost(prepared, fields));
        }
        highest = highest.max(sum);
    }
    highest
}

/// Collects the fields that apply to an object of a type.
fn collect<'a>(
    prepared: &'a Prepared,
    set: &'a SelectionSet,
    object_type: &str,
    fields: &mut Fields<'a>,
) {
    if !schema()
        .possible_types(set.ty.as_str())
        .contains(object_type)
    {
        return;
    }
    for selection in &set.selections {
        if !is_included(selection, &prepared.variables) {
            continue;
        }
        match selection {
            Selection::Field(field) => fields.entry(field.response_key()).or_default().push(field),
            Selection::InlineFragment(inline) => {
                collect(prepared, &inline.selection_set, object_type, fields);
            }
            Selection::FragmentSpread(spread) => {
                let fragments = &prepared.document.executable.fragments;
                if let Some(fragment) = fragments.get(&spread.fragment_name) {
                    collect(prepared, &fragment.selection_set, object_type, fields);
                }
            }
        }
    }
}

fn field_cost(prepared: &Prepared, fields: &[&Field]) -> u64 {
    let sets: Vec<&SelectionSet> = fields.iter().map(|field| &field.selection_set).collect();
    match schema().connection(&fields[0].definition) {
        Some(ty) => connection_cost(prepared, fields[0], &sets, ty),
        None if fields[0].selection_set.selections.is_empty() => 1,
        None => cost(prepared, &sets).saturating_add(1),
    }
}

fn connection_cost(
    prepared: &Prepared,
    connection: &Field,
    sets: &[&SelectionSet],
    ty: ConnectionType,
) -> u64 {
    let mut children = Fields::new();
    for set in sets {
        collect(prepared, set, ty.name, &mut children);
    }
    let (mut once, mut each): (u64, u64) = (1, 0);
    for fields in children.values() {
        let below = field_cost(prepared, fields).saturating_sub(1);
        once += 1;
        match fields[0].name.as_str() {
            "nodes" | "edges" => each = each.saturating_add(below),
            _ => once = once.saturating_add(below),
        }
    }
    each.saturating_mul(page_size(prepared, connection))
        .saturating_add(once)
}

/// The page size: the larger of `first` and `last`.
fn page_size(prepared: &Prepared, connection: &Field) -> u64 {
    let size = |name: &str| {
        let value = connection.specified_argument_by_name(name)?;
        match value.as_variable() {
            Some(variable) => prepared.variables.get(variable.as_str())?.as_i64(),
            None => value.to_i32().map(i64::from),
        }
    };
    match size("first").max(size("last")) {
        Some(size) => size.try_into().unwrap_or(0),
        None => DEFAULT_PAGE,
    }
}
