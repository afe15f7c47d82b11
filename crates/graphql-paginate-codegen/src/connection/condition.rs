//! The `@include` and `@skip` conditions of a connection.

use super::found::Found;
use super::model::Condition;
use super::view::ViewStep;
use crate::document::Operation;
use bluejay_core::{Value as _, ValueReference};
use std::collections::BTreeSet;

/// The conditions under which the connection is in the response, as far as all its places share them.
pub(crate) fn conditions<'a>(found: &Found<'_, 'a>, operation: &Operation<'a>) -> Vec<Condition> {
    let mut common: Option<BTreeSet<(&str, bool)>> = None;
    for view in &found.views {
        let own: BTreeSet<_> = view.steps.iter().flat_map(terms).collect();
        common = Some(match common {
            Some(common) => common.intersection(&own).copied().collect(),
            None => own,
        });
    }
    let common = common.unwrap_or_default().into_iter();
    common
        .map(|(variable, value)| Condition {
            variable: variable.to_owned(),
            default: default(operation, variable),
            value,
        })
        .collect()
}

fn terms<'a>(step: &ViewStep<'_, 'a>) -> Vec<(&'a str, bool)> {
    match step {
        ViewStep::Field { set, index } => set.fields[*index].condition.terms().collect(),
        ViewStep::Spread { set, index } => set.spreads[*index].condition.terms().collect(),
        ViewStep::Variant { .. } => Vec::new(),
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
