//! Checks input objects: they must have finite values, and the fields of `@oneOf` ones must be optional.
//!
//! See [Input Objects](https://spec.graphql.org/October2021/#sec-Input-Objects.Type-Validation).

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
        let mut found = Vec::new();
        for input in inputs {
            if is_one_of(input) {
                found.extend(self.one_of(input));
            }
            found.extend(self.infinite(input));
        }
        found
    }

    fn one_of(&self, input: &'c InputObject<'c>) -> Vec<Finding> {
        let mut found = Vec::new();
        let of = input.name();
        for field in input.input_field_definitions().iter() {
            let (name, ty) = (field.name(), field.r#type().display_name());
            if field.default_value().is_some() {
                let message = format!(
                    "field `{name}` of `@oneOf` input `{of}` must not have a default value"
                );
                found.push(self.at(name, message, "remove the default value"));
            } else if field.r#type().is_required() {
                let message =
                    format!("field `{name}` of `@oneOf` input `{of}` must be nullable, got `{ty}`");
                let help = format!("make it `{}`", ty.trim_end_matches('!'));
                found.push(self.at(name, message, help));
            }
        }
        found
    }

    /// An error for each required field through which a value of the input contains another value of the input.
    fn infinite(&self, input: &'c InputObject<'c>) -> Vec<Finding> {
        let mut found = Vec::new();
        let of = input.name();
        for field in input.input_field_definitions().iter() {
            let Some(next) = required_input(field) else {
                continue;
            };
            if next != of && !self.requires(next, of) {
                continue;
            }
            let (name, ty) = (field.name(), field.r#type().display_name());
            let message = format!(
                "no finite value: every `{of}` requires another `{of}` through field `{name}`"
            );
            let help = format!("make it nullable: `{name}: {}`", ty.trim_end_matches('!'));
            found.push(self.at(name, message, help));
        }
        found
    }

    /// Whether every value of one input object contains a value of another.
    fn requires(&self, from: &'c str, to: &str) -> bool {
        let mut seen = BTreeSet::new();
        let mut wanted = vec![from];
        while let Some(next) = wanted.pop() {
            if !seen.insert(next) {
                continue;
            }
            let Some(TypeReference::InputObject(input)) = self.schema.type_named(next) else {
                continue;
            };
            for below in input
                .input_field_definitions()
                .iter()
                .filter_map(required_input)
            {
                if below == to {
                    return true;
                }
                wanted.push(below);
            }
        }
        false
    }
}

/// The type of a field that must have a value of it.
fn required_input<'c>(field: &'c InputValueDefinition<'c>) -> Option<&'c str> {
    match field.r#type().as_shallow_ref() {
        ShallowInputTypeReference::Base(name, true) => Some(name),
        ShallowInputTypeReference::Base(..) | ShallowInputTypeReference::List(..) => None,
    }
}
