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
        for directive in directives.into_iter().flat_map(|directives| directives.iter()) {
            let wanted = match directive.name().as_ref() {
                "include" => true,
                "skip" => false,
                _ => continue,
            };
            let argument = bluejay_core::Directive::arguments(directive)?.iter().next()?;
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
        match present {
            Presence::When(same) if same == self => Self::always(),
            _ => self.clone(),
        }
    }
}

/// When a field is in the response, by the conditions of all its occurrences.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Presence<'q> {
    /// An occurrence is unconditional.
    Always,
    /// All occurrences have this condition.
    When(Condition<'q>),
    /// The occurrences have differing conditions.
    Sometimes,
}

impl<'q> Presence<'q> {
    pub(crate) fn of<'c>(conditions: impl IntoIterator<Item = &'c Condition<'q>>) -> Self
    where
        'q: 'c,
    {
        let mut presence = None;
        for condition in conditions {
            if condition.is_always() {
                return Self::Always;
            }
            presence = Some(match presence {
                None => Self::When(condition.clone()),
                Some(Self::When(same)) if same == *condition => Self::When(same),
                Some(_) => Self::Sometimes,
            });
        }
        presence.unwrap_or(Self::Always)
    }

    pub(crate) fn is_conditional(&self) -> bool {
        *self != Self::Always
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
