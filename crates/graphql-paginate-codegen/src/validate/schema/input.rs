//! Input objects that nobody could write down, and `@oneOf` ones that hold more than one field.
//!
//! See [Input Objects](https://spec.graphql.org/September2025/#sec-Input-Objects.Type-Validation).

use super::{Check, Finding};
use crate::schema::{InputObject, InputValueDefinition, TypeReference, is_one_of};
use bluejay_core::AsIter;
use bluejay_core::definition::{InputType as _, ShallowInputTypeReference, prelude::*};
use std::collections::BTreeSet;

impl<'c> Check<'c> {
    pub(super) fn input_objects(&self, types: &[TypeReference<'c>]) -> Vec<Finding> {
        let inputs = types.iter().filter_map(|ty| match ty {
            TypeReference::InputObject(input) => Some(*input),
            _ => None,
        });
        inputs
            .flat_map(|input| self.one_of(input).into_iter().chain(self.endless(input)))
            .collect()
    }

    fn one_of(&self, input: &'c InputObject<'c>) -> Vec<Finding> {
        let fields = input
            .input_field_definitions()
            .iter()
            .filter(|_| is_one_of(input));
        let finding = |field: &'c InputValueDefinition<'c>| {
            let (name, ty) = (field.name(), field.r#type().display_name());
            let of = input.name();
            if field.default_value().is_some() {
                let message = format!(
                    "`{name}` has a default, but `{of}` is a `@oneOf`, which holds one field"
                );
                Some(self.at(name, message, "remove the default"))
            } else if field.r#type().is_required() {
                let message =
                    format!("`{name}` is `{ty}`, but in a `@oneOf` each field can be left out");
                Some(self.at(
                    name,
                    message,
                    format!("make it `{}`", ty.trim_end_matches('!')),
                ))
            } else {
                None
            }
        };
        fields.filter_map(finding).collect()
    }

    /// A value of the input that needs another value of it, and so on.
    fn endless(&self, input: &'c InputObject<'c>) -> Vec<Finding> {
        let of = input.name();
        let closes = |field: &&'c InputValueDefinition<'c>| {
            needed(field).is_some_and(|next| next == of || self.leads_to(next, of))
        };
        let fields = input.input_field_definitions().iter().filter(closes);
        fields
            .map(|field| {
                let message = format!(
                    "every `{of}` needs another one in its `{}`, without end",
                    field.name()
                );
                let ty = field.r#type().display_name();
                let help = format!(
                    "make it nullable: `{}: {}`",
                    field.name(),
                    ty.trim_end_matches('!')
                );
                self.at(field.name(), message, help)
            })
            .collect()
    }

    /// Whether a value of one input needs a value of another.
    fn leads_to(&self, from: &'c str, to: &str) -> bool {
        let mut seen = BTreeSet::new();
        let mut wanted = vec![from];
        while let Some(next) = wanted.pop() {
            if !seen.insert(next) {
                continue;
            }
            let Some(TypeReference::InputObject(input)) = self.schema.type_named(next) else {
                continue;
            };
            for below in input.input_field_definitions().iter().filter_map(needed) {
                if below == to {
                    return true;
                }
                wanted.push(below);
            }
        }
        false
    }
}

/// The named type of which a field needs a value.
fn needed<'c>(field: &'c InputValueDefinition<'c>) -> Option<&'c str> {
    match field.r#type().as_shallow_ref() {
        ShallowInputTypeReference::Base(name, true) => Some(name),
        ShallowInputTypeReference::Base(..) | ShallowInputTypeReference::List(..) => None,
    }
}
