//! What the document's own `@include` and `@skip` say about a connection.

use super::find::Found;
use super::view::ViewStep;
use crate::lower::{Input, Responses};
use bluejay_core::{Value as _, ValueReference};
use std::collections::BTreeSet;

/// A variable that must have a value for the connection to be in the response.
pub(crate) struct Term {
    /// Its name in the document.
    pub(crate) variable: String,
    /// The field of `Variables`.
    pub(crate) ident: String,
    /// What holds where the caller sets nothing; `None`: the caller must set it.
    pub(crate) default: Option<bool>,
    pub(crate) value: bool,
}

/// What must hold for the connection to be in the response, as far as all its places agree in that.
pub(crate) fn terms<'a>(
    found: &Found<'_, 'a>,
    input: &Input<'_, 'a>,
    responses: &Responses<'_, '_, 'a>,
) -> Vec<Term> {
    let places = found
        .views
        .iter()
        .map(|view| view.steps.iter().flat_map(conditions).collect());
    let common =
        places.reduce(|one: BTreeSet<_>, other| one.intersection(&other).copied().collect());
    let term = |(variable, value): (&str, bool)| {
        let definition = input
            .operation
            .variables
            .iter()
            .find(|known| known.variable().name() == variable);
        let default = definition
            .and_then(|known| known.default_value())
            .and_then(|default| match default.as_ref() {
                ValueReference::Boolean(default) => Some(default),
                _ => None,
            });
        Term {
            variable: variable.to_owned(),
            ident: responses.variable_ident(variable),
            default,
            value,
        }
    };
    common.unwrap_or_default().into_iter().map(term).collect()
}

fn conditions<'a>(step: &ViewStep<'_, 'a>) -> Vec<(&'a str, bool)> {
    match step {
        ViewStep::Field { set, index } => set.fields[*index].condition.terms().collect(),
        ViewStep::Spread { set, index } => set.spreads[*index].condition.terms().collect(),
        ViewStep::Variant { .. } => Vec::new(),
    }
}
