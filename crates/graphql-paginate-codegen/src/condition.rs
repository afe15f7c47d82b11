//! When a selection applies: what `@include` and `@skip` say.
//!
//! See [Directives](https://spec.graphql.org/October2021/#sec--include).

use bluejay_core::executable::Field as _;
use bluejay_core::{AsIter, Value, ValueReference};
use bluejay_parser::ast::VariableDirectives;
use bluejay_parser::ast::executable::{Field, FragmentSpread, InlineFragment};
use std::collections::BTreeSet;

/// A conjunction of variables that must be true (or false) for a selection to apply; empty: always.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Condition<'q>(BTreeSet<(&'q str, bool)>);

impl<'q> Condition<'q> {
    pub(crate) fn always() -> Self {
        Self::default()
    }

    pub(crate) fn is_always(&self) -> bool {
        self.0.is_empty()
    }

    /// This and what the directives say; `None` if they say never.
    pub(crate) fn and(&self, directives: Option<&'q VariableDirectives<'q>>) -> Option<Self> {
        let mut condition = self.clone();
        for directive in directives
            .into_iter()
            .flat_map(|directives| directives.iter())
        {
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

    /// What must still hold for this, once it is known that the field which several conditions ask for is present.
    pub(crate) fn given(&self, present: &Presence<'q>) -> Self {
        Self(self.0.difference(&present.common.0).copied().collect())
    }

    /// Variables, each with the value that it must have.
    pub(crate) fn terms(&self) -> impl Iterator<Item = (&'q str, bool)> + use<'q, '_> {
        self.0.iter().copied()
    }
}

/// When a field is in the response, by the conditions of all its occurrences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Presence<'q> {
    /// Whether no occurrence is unconditional.
    pub(crate) is_conditional: bool,
    /// What all occurrences ask for: it holds wherever the field is present.
    pub(crate) common: Condition<'q>,
}

impl<'q> Presence<'q> {
    pub(crate) fn of<'c>(conditions: impl IntoIterator<Item = &'c Condition<'q>>) -> Self
    where
        'q: 'c,
    {
        let conditions: Vec<_> = conditions.into_iter().collect();
        let Some((first, others)) = conditions.split_first() else {
            return Self {
                is_conditional: false,
                common: Condition::always(),
            };
        };
        let is_common = |term: &&(&str, bool)| others.iter().all(|other| other.0.contains(*term));
        Self {
            is_conditional: !conditions.iter().any(|condition| condition.is_always()),
            common: Condition(first.0.iter().filter(is_common).copied().collect()),
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
