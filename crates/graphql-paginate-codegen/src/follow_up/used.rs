//! The variables and fragments that a part of a document uses.

use crate::document::Operation;
use bluejay_core::{AsIter, Value as _, ValueReference};
use bluejay_parser::ast::VariableValue;
use bluejay_parser::ast::executable::{Field, Selection, SelectionSet};
use std::collections::BTreeSet;

/// What a selection needs from the rest of its document.
#[derive(Default)]
pub(super) struct Used<'a> {
    pub(super) variables: BTreeSet<&'a str>,
    pub(super) fragments: BTreeSet<&'a str>,
}

impl<'a> Used<'a> {
    pub(super) fn visit_field(&mut self, field: &'a Field<'a>, operation: &Operation<'a>) {
        let arguments = field
            .arguments()
            .into_iter()
            .flat_map(|arguments| arguments.iter());
        for argument in arguments {
            if !matches!(
                argument.name().as_str(),
                "first" | "after" | "last" | "before"
            ) {
                self.visit_value(argument.value());
            }
        }
        if let Some(set) = field.selection_set() {
            self.visit_set(set, operation);
        }
    }

    fn visit_set(&mut self, set: &'a SelectionSet<'a>, operation: &Operation<'a>) {
        for selection in set.iter() {
            let directives = match selection {
                Selection::Field(field) => crate::condition::of_field(field),
                Selection::InlineFragment(inline) => crate::condition::of_inline(inline),
                Selection::FragmentSpread(spread) => crate::condition::of_spread(spread),
            };
            let directives = directives
                .into_iter()
                .flat_map(|directives| directives.iter());
            let arguments = directives.filter_map(bluejay_core::Directive::arguments);
            arguments
                .flat_map(|arguments| arguments.iter())
                .for_each(|argument| self.visit_value(argument.value()));
            match selection {
                Selection::Field(field) => {
                    let arguments = field
                        .arguments()
                        .into_iter()
                        .flat_map(|arguments| arguments.iter());
                    arguments.for_each(|argument| self.visit_value(argument.value()));
                    if let Some(set) = field.selection_set() {
                        self.visit_set(set, operation);
                    }
                }
                Selection::InlineFragment(inline) => {
                    self.visit_set(inline.selection_set(), operation)
                }
                Selection::FragmentSpread(spread) => {
                    let name = spread.name().as_str();
                    if self.fragments.insert(name) {
                        self.visit_set(operation.fragment(name).selection_set(), operation);
                    }
                }
            }
        }
    }

    fn visit_value(&mut self, value: &'a VariableValue<'a>) {
        match value.as_ref() {
            ValueReference::Variable(variable) => drop(self.variables.insert(variable.name())),
            ValueReference::List(items) => items.iter().for_each(|item| self.visit_value(item)),
            ValueReference::Object(object) => {
                AsIter::iter(object).for_each(|(_, value)| self.visit_value(value));
            }
            _ => {}
        }
    }
}
