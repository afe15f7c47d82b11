//! Checks that objects and interfaces have the fields and interfaces that their interfaces require.
//!
//! See [IsValidImplementation](https://spec.graphql.org/October2021/#IsValidImplementation()).

use super::{Check, Finding};
use crate::schema::{FieldDefinition, OutputType, TypeReference};
use crate::validate::suggest::{list, nearest};
use bluejay_core::AsIter;
use bluejay_core::definition::{
    InterfaceImplementation, OutputType as _, ShallowOutputTypeReference, UnionMemberType,
    prelude::*,
};

/// An object or interface.
struct Implementor<'c> {
    name: &'c str,
    /// The interfaces it implements, in the order of its definition.
    interfaces: Vec<&'c str>,
    /// The fields, without meta fields.
    fields: Vec<&'c FieldDefinition<'c>>,
}

impl<'c> Check<'c> {
    pub(super) fn implementations(&self, types: &[TypeReference<'c>]) -> Vec<Finding> {
        types
            .iter()
            .filter_map(|ty| implementor(*ty))
            .flat_map(|ty| self.implementations_of(&ty))
            .collect()
    }

    fn implementations_of(&self, ty: &Implementor<'c>) -> Vec<Finding> {
        let mut found = Vec::new();
        for (index, declared) in ty.interfaces.iter().enumerate() {
            if *declared == ty.name {
                let message = format!("`{}` implements itself", ty.name);
                found.push(self.at(declared, message, "remove it from its own `implements`"));
            } else if !ty.interfaces[..index].contains(declared)
                && let Some(interface) = self.schema.type_named(declared).and_then(implementor)
            {
                found.extend(self.missing_interfaces(ty, declared, &interface));
                for field in &interface.fields {
                    found.extend(self.field(ty, declared, &interface, field));
                }
            }
        }
        found
    }

    /// An error for each interface of a declared interface that the type does not declare itself.
    fn missing_interfaces(
        &self,
        ty: &Implementor<'c>,
        declared: &str,
        interface: &Implementor<'c>,
    ) -> Vec<Finding> {
        let mut found = Vec::new();
        for required in &interface.interfaces {
            // An interface that implements itself is reported at its own definition.
            if ty.interfaces.contains(required) || *required == interface.name {
                continue;
            }
            let (message, help) = if *required == ty.name {
                (
                    format!("`{}` implements itself through `{declared}`", ty.name),
                    "remove one from the `implements` of the other".to_owned(),
                )
            } else {
                (
                    format!(
                        "`{}` implements `{declared}` but not `{required}`, which `{declared}` implements",
                        ty.name
                    ),
                    format!("write `implements {declared} & {required}`"),
                )
            };
            found.push(self.at(declared, message, help));
        }
        found
    }

    /// The error if a type does not have a field of an interface, or has it with another type.
    fn field(
        &self,
        ty: &Implementor<'c>,
        declared: &str,
        interface: &Implementor<'c>,
        field: &FieldDefinition<'c>,
    ) -> Option<Finding> {
        let (name, required) = (field.name(), field.r#type());
        let Some(own) = ty.fields.iter().find(|own| own.name() == name) else {
            return Some(self.missing_field(ty, declared, interface, field));
        };
        if self.is_covariant(own.r#type(), required) {
            return None;
        }
        let is_named = own.r#type().base_name() != required.base_name() && !is_list(required);
        let subtypes = if is_named { self.subtypes(field) } else { None };
        let (given, required) = (own.r#type().display_name(), required.display_name());
        let message = format!(
            "`{}.{name}` is of type `{given}`, but interface `{declared}` requires `{required}`",
            ty.name
        );
        let help = match subtypes {
            Some(subtypes) => format!("make it `{required}`, or a subtype of it: {subtypes}"),
            None => format!("make it `{required}` here, or `{given}` in `{declared}`"),
        };
        Some(self.at(own.name(), message, help))
    }

    fn missing_field(
        &self,
        ty: &Implementor<'c>,
        declared: &str,
        interface: &Implementor<'c>,
        field: &FieldDefinition<'c>,
    ) -> Finding {
        let name = field.name();
        let own_names = ty.fields.iter().map(|own| own.name());
        // A field that the interface has as well is not a misspelling of another.
        let others =
            own_names.filter(|own| interface.fields.iter().all(|field| field.name() != *own));
        let rename = match nearest(name, others) {
            Some(similar) => format!("rename `{similar}` to `{name}`, or "),
            None => String::new(),
        };
        let message = format!(
            "`{}` implements `{declared}` but has no field `{name}`",
            ty.name
        );
        let help = format!(
            "{rename}add `{name}: {}` to `{}`, or remove `{declared}` from its `implements`",
            field.r#type().display_name(),
            ty.name
        );
        self.at(declared, message, help)
    }

    /// The subtypes of a field's abstract type, which are valid in its place.
    fn subtypes(&self, field: &FieldDefinition<'c>) -> Option<String> {
        let base = field.r#type().base_name();
        let is_narrower =
            |ty: &TypeReference<'c>| ty.name() != base && self.is_subtype(ty.name(), base);
        let types: Vec<_> = self
            .schema
            .definition()
            .type_definitions()
            .filter(is_narrower)
            .collect();
        list(types.iter().map(|ty| ty.name()))
    }

    /// Whether a type is valid where an interface requires another one.
    ///
    /// See [IsValidImplementationFieldType](https://spec.graphql.org/October2021/#IsValidImplementationFieldType()).
    fn is_covariant(&self, own: &OutputType<'c>, required: &OutputType<'c>) -> bool {
        use ShallowOutputTypeReference::{Base, List};
        match (own.as_shallow_ref(), required.as_shallow_ref()) {
            (own, required) if required.is_required() && !own.is_required() => false,
            (Base(own, _), Base(required, _)) => own == required || self.is_subtype(own, required),
            (List(own, _), List(required, _)) => self.is_covariant(own, required),
            (Base(..), List(..)) | (List(..), Base(..)) => false,
        }
    }

    fn is_subtype(&self, narrow: &str, wide: &str) -> bool {
        match self.schema.type_named(wide) {
            Some(TypeReference::Union(union)) => union
                .union_member_types()
                .iter()
                .any(|member| UnionMemberType::name(member) == narrow),
            Some(TypeReference::Interface(_)) => {
                let narrow = self.schema.type_named(narrow).and_then(implementor);
                narrow.is_some_and(|narrow| narrow.interfaces.contains(&wide))
            }
            _ => false,
        }
    }
}

fn implementor(ty: TypeReference<'_>) -> Option<Implementor<'_>> {
    let (interfaces, fields) = match ty {
        TypeReference::Object(object) => (
            object.interface_implementations(),
            object.fields_definition(),
        ),
        TypeReference::Interface(interface) => (
            interface.interface_implementations(),
            interface.fields_definition(),
        ),
        _ => return None,
    };
    let interfaces = interfaces
        .into_iter()
        .flat_map(|interfaces| interfaces.iter());
    Some(Implementor {
        name: ty.name(),
        interfaces: interfaces.map(InterfaceImplementation::name).collect(),
        fields: fields.iter().filter(|field| !field.is_builtin()).collect(),
    })
}

fn is_list(ty: &OutputType<'_>) -> bool {
    matches!(ty.as_shallow_ref(), ShallowOutputTypeReference::List(..))
}
