//! Fields with one response key and different types, on objects of different types.
//!
//! The specification forbids them, so that clients may ignore the type of an object. Many servers accept them, and
//! generated code has a type for each possible object type, so they do no harm.
//!
//! See [Field Selection Merging](https://spec.graphql.org/October2021/#sec-Field-Selection-Merging).

use super::{Broken, Explain};
use crate::schema::{FieldDefinition, TypeReference};
use bluejay_core::AsIter;
use bluejay_core::definition::prelude::*;
use bluejay_validator::executable::document::Error;

impl<'a> Explain<'a> {
    /// Whether no object has both fields.
    pub(super) fn never_meet(&self, broken: &Broken<'a>) -> bool {
        let Error::FieldSelectionsDoNotMergeIncompatibleTypes {
            field_definition_a,
            field_definition_b,
            ..
        } = broken
        else {
            return false;
        };
        match (
            self.object_with(field_definition_a),
            self.object_with(field_definition_b),
        ) {
            (Some(one), Some(other)) => one != other,
            _ => false,
        }
    }

    /// The object type that has a field definition; `None` if an interface has it.
    fn object_with(&self, field: &FieldDefinition<'a>) -> Option<&'a str> {
        let mut types = self.schema.definition().type_definitions();
        types.find_map(|ty| match ty {
            TypeReference::Object(object) => object
                .fields_definition()
                .iter()
                .any(|known| std::ptr::eq(known, field))
                .then_some(ty.name()),
            _ => None,
        })
    }
}
