//! Checks that a schema does not redefine a meta field, such as `__typename`, with another type.
//!
//! Some servers print meta fields in their schemas. With their own types that changes nothing. Generated code relies on
//! the type of `__typename`.

use super::{Check, Finding};
use crate::schema::TypeReference;
use bluejay_core::AsIter;
use bluejay_core::definition::{OutputType as _, prelude::*};

impl<'c> Check<'c> {
    pub(super) fn meta_fields(&self, types: &[TypeReference<'c>]) -> Vec<Finding> {
        let query = self.schema.definition().query().name();
        types
            .iter()
            .flat_map(|ty| self.meta_fields_of(*ty, ty.name() == query))
            .collect()
    }

    fn meta_fields_of(&self, ty: TypeReference<'c>, is_query: bool) -> Vec<Finding> {
        let fields = match ty {
            TypeReference::Object(object) => object.fields_definition(),
            TypeReference::Interface(interface) => interface.fields_definition(),
            _ => return Vec::new(),
        };
        let mut found = Vec::new();
        for field in fields.iter() {
            if field.is_builtin() {
                continue;
            }
            let name = field.name();
            let meta = match name {
                "__typename" => "String!",
                "__schema" if is_query => "__Schema!",
                "__type" if is_query => "__Type",
                _ => continue,
            };
            let declared = field.r#type().display_name();
            if declared != meta {
                let message =
                    format!("meta field `{name}` is of type `{meta}`, not of type `{declared}`");
                let help = "remove it: meta fields are defined implicitly";
                found.push(self.at(name, message, help));
            }
        }
        found
    }
}
