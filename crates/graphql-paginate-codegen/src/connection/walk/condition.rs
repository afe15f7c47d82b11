//! The `@include` and `@skip` conditions of a connection and its items.

use super::super::model::RequiredVariable;
use super::super::selected_connection::SelectedConnection;
use super::super::view::{FieldView, SelectionStep};
use crate::document::Operation;
use bluejay_core::{Value as _, ValueReference};
use std::collections::BTreeSet;

/// The conditions under which a response has the items of the connection, as far as all places of the connection, and all
/// those of its items, share them.
pub(crate) fn conditions<'a>(
    found: &SelectedConnection<'_, 'a>,
    operation: &Operation<'a>,
) -> Vec<RequiredVariable> {
    named(shared_terms(found), operation)
}

/// Those, and the conditions of the place from which generated types read the items.
pub(crate) fn typed_conditions<'a>(
    found: &SelectedConnection<'_, 'a>,
    operation: &Operation<'a>,
) -> Vec<RequiredVariable> {
    let mut all = shared_terms(found);
    if let Some(item) = found.item() {
        all.extend(terms_of(item));
    }
    named(all, operation)
}

fn shared_terms<'a>(found: &SelectedConnection<'_, 'a>) -> BTreeSet<(&'a str, bool)> {
    let mut shared = common(&found.views.iter().collect::<Vec<_>>());
    if let Some(item) = found.item() {
        shared.extend(common(&found.places(item)));
    }
    shared
}

/// The conditions that all places have.
fn common<'a>(places: &[&FieldView<'_, 'a>]) -> BTreeSet<(&'a str, bool)> {
    let Some((first, others)) = places.split_first() else {
        return BTreeSet::new();
    };
    let mut common = terms_of(first);
    for other in others {
        let other = terms_of(other);
        common.retain(|term| other.contains(term));
    }
    common
}

fn terms_of<'a>(view: &FieldView<'_, 'a>) -> BTreeSet<(&'a str, bool)> {
    view.steps.iter().flat_map(terms).collect()
}

fn named(terms: BTreeSet<(&str, bool)>, operation: &Operation<'_>) -> Vec<RequiredVariable> {
    let mut conditions = Vec::new();
    for (variable, value) in terms {
        conditions.push(RequiredVariable {
            variable: variable.to_owned(),
            default: default(operation, variable),
            value,
        });
    }
    conditions
}

fn terms<'a>(step: &SelectionStep<'_, 'a>) -> Vec<(&'a str, bool)> {
    match step {
        SelectionStep::Field { set, index } => set.fields[*index].condition.terms().collect(),
        SelectionStep::Spread { set, index } => set.spreads[*index].condition.terms().collect(),
        SelectionStep::Variant { .. } => Vec::new(),
    }
}

fn default(operation: &Operation<'_>, variable: &str) -> Option<bool> {
    let mut definitions = operation.variables.iter();
    let definition = definitions.find(|known| known.variable().name() == variable)?;
    match definition.default_value()?.as_ref() {
        ValueReference::Boolean(default) => Some(default),
        _ => None,
    }
}
