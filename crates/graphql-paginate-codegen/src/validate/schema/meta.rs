//! Fields under the names of the meta fields.
//!
//! Schemas that some servers print declare them, which changes nothing. With another type they would answer otherwise
//! than every server does, and the type of a response is read from one of them.

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
        let own = fields
            .iter()
            .filter(|field| !field.is_builtin() && field.name().starts_with("__"));
        own.filter_map(|field| {
            let meta = match field.name() {
                "__typename" => "String!",
                "__schema" if is_query => "__Schema!",
                "__type" if is_query => "__Type",
                _ => return None,
            };
            let declared = field.r#type().display_name();
            (declared != meta).then(|| {
                let message = format!(
                    "`{}` is a meta field of type `{meta}`, not of type `{declared}`",
                    field.name()
                );
                self.at(
                    field.name(),
                    message,
                    "remove it: every server has it without being told",
                )
            })
        })
        .collect()
    }
}
