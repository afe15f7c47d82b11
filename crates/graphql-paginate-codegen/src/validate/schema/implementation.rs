//! Objects and interfaces have what the interfaces they implement promise.
//!
//! See [IsValidImplementation](https://spec.graphql.org/September2025/#IsValidImplementation()).

use super::{Check, Finding};
use crate::schema::{FieldDefinition, OutputType, TypeReference};
use crate::validate::suggest::{list, nearest};
use bluejay_core::AsIter;
use bluejay_core::definition::{
    InterfaceImplementation, OutputType as _, ShallowOutputTypeReference, UnionMemberType,
    prelude::*,
};

/// An object or interface with what it implements.
struct Implementor<'c> {
    name: &'c str,
    /// As they stand in its definition.
    interfaces: Vec<&'c str>,
    /// Without the meta fields.
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
                found.push(self.at(declared, message, "take it off its own `implements`"));
            } else if !ty.interfaces[..index].contains(declared)
                && let Some(interface) = self.schema.type_named(declared).and_then(implementor)
            {
                found.extend(self.missing_interfaces(ty, declared, &interface));
                let wrong =
                    |field: &&FieldDefinition<'c>| self.field(ty, declared, &interface, field);
                found.extend(interface.fields.iter().filter_map(wrong));
            }
        }
        found
    }

    /// What an interface implements, its implementors implement in so many words.
    fn missing_interfaces(
        &self,
        ty: &Implementor<'c>,
        declared: &str,
        interface: &Implementor<'c>,
    ) -> Vec<Finding> {
        let missing = interface
            .interfaces
            .iter()
            .filter(|wanted| !ty.interfaces.contains(wanted));
        // That an interface implements itself is said at that one.
        let missing = missing.filter(|wanted| **wanted != interface.name);
        missing
            .map(|wanted| {
                if *wanted == ty.name {
                    let message =
                        format!("`{}` implements itself, by way of `{declared}`", ty.name);
                    return self.at(
                        declared,
                        message,
                        "take one off the `implements` of the other",
                    );
                }
                let message = format!(
                    "`{}` implements `{declared}`, but not `{wanted}`, as `{declared}` does",
                    ty.name
                );
                self.at(
                    declared,
                    message,
                    format!("write `implements {declared} & {wanted}`"),
                )
            })
            .collect()
    }

    /// What is wrong with the field of a type that an interface declares.
    fn field(
        &self,
        ty: &Implementor<'c>,
        declared: &str,
        interface: &Implementor<'c>,
        field: &FieldDefinition<'c>,
    ) -> Option<Finding> {
        let (name, wanted) = (field.name(), field.r#type());
        let Some(own) = ty.fields.iter().find(|own| own.name() == name) else {
            let others = ty.fields.iter().map(|own| own.name());
            let others =
                others.filter(|own| interface.fields.iter().all(|field| field.name() != *own));
            let rename =
                nearest(name, others).map(|near| format!("rename `{near}` to `{name}`, or "));
            let message = format!(
                "`{}` implements `{declared}` without its field `{name}`",
                ty.name
            );
            let help = format!(
                "{}add `{name}: {}` to `{}`, or take `{declared}` off its `implements`",
                rename.unwrap_or_default(),
                wanted.display_name(),
                ty.name
            );
            return Some(self.at(declared, message, help));
        };
        (!self.is_covariant(own.r#type(), wanted)).then(|| {
            let is_named = own.r#type().base_name() != wanted.base_name() && !is_list(wanted);
            let fitting = is_named.then(|| self.fitting(field)).flatten();
            let (has, wanted) = (own.r#type().display_name(), wanted.display_name());
            let message = format!(
                "`{}.{name}` is `{has}`, but `{declared}` promises `{wanted}`",
                ty.name
            );
            let help = match fitting {
                Some(fitting) => format!("make it `{wanted}` here, or one of its kinds: {fitting}"),
                None => format!("make it `{wanted}` here, or `{has}` in `{declared}`"),
            };
            self.at(own.name(), message, help)
        })
    }

    /// Types that may stand for the abstract type of a field.
    fn fitting(&self, field: &FieldDefinition<'c>) -> Option<String> {
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

    /// Whether each value of a type is one of another.
    ///
    /// See [IsValidImplementationFieldType](https://spec.graphql.org/September2025/#IsValidImplementationFieldType()).
    fn is_covariant(&self, own: &OutputType<'c>, wanted: &OutputType<'c>) -> bool {
        use ShallowOutputTypeReference::{Base, List};
        match (own.as_shallow_ref(), wanted.as_shallow_ref()) {
            (own, wanted) if wanted.is_required() && !own.is_required() => false,
            (Base(own, _), Base(wanted, _)) => own == wanted || self.is_subtype(own, wanted),
            (List(own, _), List(wanted, _)) => self.is_covariant(own, wanted),
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
