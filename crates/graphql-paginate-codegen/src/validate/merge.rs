//! Fields that share a response key but have different types, on different object types.
//!
//! The specification forbids them, for clients that ignore the type of an object. Many servers accept them, and
//! generated code has a type for each possible object type, so they are warnings here.
//!
//! See [Field Selection Merging](https://spec.graphql.org/October2021/#sec-Field-Selection-Merging).

use super::{Explain, Violation};
use crate::schema::{FieldDefinition, TypeReference};
use bluejay_core::AsIter;
use bluejay_core::definition::prelude::*;
use bluejay_validator::executable::document::Error;

impl<'a> Explain<'a> {
    /// Whether the two fields belong to different object types, so that no object has both.
    pub(super) fn never_meet(&self, violation: &Violation<'a>) -> bool {
        let Error::FieldSelectionsDoNotMergeIncompatibleTypes {
            field_definition_a,
            field_definition_b,
            ..
        } = violation
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

    /// The object type that a field definition belongs to; `None` for a field of an interface.
    fn object_with(&self, field: &FieldDefinition<'a>) -> Option<&'a str> {
        for ty in self.schema.definition().type_definitions() {
            let TypeReference::Object(object) = ty else {
                continue;
            };
            let mut fields = object.fields_definition().iter();
            if fields.any(|known| std::ptr::eq(known, field)) {
                return Some(ty.name());
            }
        }
        None
    }
}
