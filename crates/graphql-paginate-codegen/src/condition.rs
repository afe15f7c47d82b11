//! Conditions on variables: when `@include` and `@skip` include a selection.
//!
//! See [Directives](https://spec.graphql.org/October2021/#sec--include).

use bluejay_core::executable::Field as _;
use bluejay_core::{AsIter, Value, ValueReference};
use bluejay_parser::ast::VariableDirectives;
use bluejay_parser::ast::executable::{Field, FragmentSpread, InlineFragment};
use std::collections::BTreeSet;

/// The variables that must be true or false for a selection to be included. All of them must be; none means always.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct InclusionCondition<'q>(BTreeSet<(&'q str, bool)>);

impl<'q> InclusionCondition<'q> {
    pub(crate) fn always() -> Self {
        Self::default()
    }

    pub(crate) fn is_always(&self) -> bool {
        self.0.is_empty()
    }

    /// This condition and that of the directives. `None` if the directives never include the selection.
    pub(crate) fn and(&self, directives: Option<&'q VariableDirectives<'q>>) -> Option<Self> {
        let mut condition = self.clone();
        let Some(directives) = directives else {
            return Some(condition);
        };
        for directive in directives.iter() {
            let wanted = match directive.name().as_ref() {
                "include" => true,
                "skip" => false,
                _ => continue,
            };
            let argument = bluejay_core::Directive::arguments(directive)?
                .iter()
                .next()?;
            match argument.value().as_ref() {
                ValueReference::Boolean(value) if value == wanted => {}
                ValueReference::Boolean(_) => return None,
                ValueReference::Variable(variable) => {
                    condition.0.insert((variable.name(), wanted));
                }
                _ => {}
            }
        }
        Some(condition)
    }

    /// The part of this condition that may still be false if a field with this presence is in the response.
    pub(crate) fn given(&self, present: &Presence<'q>) -> Self {
        Self(self.0.difference(&present.common.0).copied().collect())
    }

    /// The variables, each with its required value.
    pub(crate) fn terms(&self) -> impl Iterator<Item = (&'q str, bool)> + use<'q, '_> {
        self.0.iter().copied()
    }
}

/// When a field is in the response: the conditions of all its occurrences, combined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Presence<'q> {
    /// Whether all occurrences have a condition.
    pub(crate) is_conditional: bool,
    /// The condition that all occurrences share. It holds whenever the field is present.
    pub(crate) common: InclusionCondition<'q>,
}

impl<'q> Presence<'q> {
    /// The presence of a field whose occurrences have these conditions.
    pub(crate) fn of<'c>(conditions: impl IntoIterator<Item = &'c InclusionCondition<'q>>) -> Self
    where
        'q: 'c,
    {
        let conditions: Vec<_> = conditions.into_iter().collect();
        let Some((first, others)) = conditions.split_first() else {
            return Self {
                is_conditional: false,
                common: InclusionCondition::always(),
            };
        };
        let mut common = first.0.clone();
        for other in others {
            common.retain(|term| other.0.contains(term));
        }
        Self {
            is_conditional: conditions.iter().all(|condition| !condition.is_always()),
            common: InclusionCondition(common),
        }
    }
}

pub(crate) fn of_field<'q>(field: &'q Field<'q>) -> Option<&'q VariableDirectives<'q>> {
    field.directives()
}

pub(crate) fn of_spread<'q>(spread: &'q FragmentSpread<'q>) -> Option<&'q VariableDirectives<'q>> {
    bluejay_core::executable::FragmentSpread::directives(spread)
}

pub(crate) fn of_inline<'q>(inline: &'q InlineFragment<'q>) -> Option<&'q VariableDirectives<'q>> {
    bluejay_core::executable::InlineFragment::directives(inline)
}
