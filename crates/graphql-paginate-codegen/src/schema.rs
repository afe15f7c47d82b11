//! The schema: its types, their fields, and the possible types of interfaces and unions.

use crate::source::Source;
use crate::text::{NO_QUERY, Undefined};
use bluejay_core::AsIter;
use bluejay_core::BuiltinScalarDefinition;
use bluejay_core::definition::{
    HasDirectives, InterfaceImplementation, ObjectTypeDefinition, ShallowInputTypeReference,
    TypeDefinitionReference, UnionMemberType, prelude::*,
};
use bluejay_core::{Directive as _, OperationType, Value as _, ValueReference};
use bluejay_parser::ast::definition::{self, DefaultContext};
use std::collections::BTreeSet;

pub(crate) type Definition<'s> = definition::SchemaDefinition<'s, DefaultContext>;
pub(crate) type FieldDefinition<'s> = definition::FieldDefinition<'s, DefaultContext>;
pub(crate) type InputValueDefinition<'s> = definition::InputValueDefinition<'s, DefaultContext>;
pub(crate) type OutputType<'s> = definition::OutputType<'s, DefaultContext>;
pub(crate) type EnumDefinition<'s> = definition::EnumTypeDefinition<'s, DefaultContext>;
pub(crate) type InputObject<'s> = definition::InputObjectTypeDefinition<'s, DefaultContext>;
pub(crate) type TypeReference<'s> = TypeDefinitionReference<'s, Definition<'s>>;
type ObjectDefinition<'s> = definition::ObjectTypeDefinition<'s, DefaultContext>;
type InterfaceDefinition<'s> = definition::InterfaceTypeDefinition<'s, DefaultContext>;
type UnionDefinition<'s> = definition::UnionTypeDefinition<'s, DefaultContext>;

/// A schema whose type references all resolve.
pub struct Schema<'s> {
    /// The text that the schema was parsed from.
    pub source: Source<'s>,
    definition: Definition<'s>,
    undefined: &'s Undefined,
}

impl std::fmt::Debug for Schema<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Schema")
            .field("source", &self.source.name)
            .finish_non_exhaustive()
    }
}

impl<'s> Schema<'s> {
    pub(crate) fn from_definition(
        source: Source<'s>,
        definition: Definition<'s>,
        undefined: &'s Undefined,
    ) -> Self {
        Self {
            source,
            definition,
            undefined,
        }
    }

    pub(crate) fn definition(&'s self) -> &'s Definition<'s> {
        &self.definition
    }

    /// The root type of an operation type, if the schema supports it.
    pub(crate) fn root(&'s self, operation: OperationType) -> Option<Composite<'s>> {
        let root = match operation {
            OperationType::Query => {
                let query = self.definition.query();
                if ObjectTypeDefinition::name(query) == NO_QUERY {
                    return None;
                }
                Some(query)
            }
            OperationType::Mutation => self.definition.mutation(),
            OperationType::Subscription => self.definition.subscription(),
        };
        root.map(Composite::Object)
    }

    /// The mistake in the schema that a type of this name stands in for, if it does.
    pub(crate) fn mistake(&self, name: &str) -> Option<&'s str> {
        self.undefined.get(name).map(String::as_str)
    }

    pub(crate) fn has_mistakes(&self) -> bool {
        !self.undefined.is_empty()
    }

    pub(crate) fn type_named(&'s self, name: &str) -> Option<TypeReference<'s>> {
        self.definition.get_type_definition(name)
    }

    /// Whether values of a type are usually strings: `ID`, `String`, and scalars such as `UUID`.
    pub(crate) fn is_text(&'s self, name: &str) -> bool {
        matches!(name, "String" | "ID") || self.is_custom_scalar(name)
    }

    pub(crate) fn is_custom_scalar(&'s self, name: &str) -> bool {
        matches!(self.type_named(name), Some(TypeReference::CustomScalar(_)))
    }

    /// Whether a type is a scalar or an enum.
    pub(crate) fn is_leaf(&'s self, name: &str) -> bool {
        builtin_scalar(name).is_some()
            || self.is_custom_scalar(name)
            || matches!(self.type_named(name), Some(TypeReference::Enum(_)))
    }

    pub(crate) fn composite(&'s self, name: &str) -> Option<Composite<'s>> {
        match self.type_named(name)? {
            TypeReference::Object(object) => Some(Composite::Object(object)),
            TypeReference::Interface(interface) => Some(Composite::Interface(interface)),
            TypeReference::Union(union) => Some(Composite::Union(union)),
            _ => None,
        }
    }

    /// The names of the object types that a value of a composite type can have, sorted.
    ///
    /// See [GetPossibleTypes](https://spec.graphql.org/October2021/#GetPossibleTypes()).
    pub(crate) fn possible_types(&'s self, of: Composite<'s>) -> BTreeSet<&'s str> {
        match of {
            Composite::Object(object) => BTreeSet::from([ObjectTypeDefinition::name(object)]),
            Composite::Interface(interface) => self
                .definition
                .get_interface_implementors(interface)
                .map(ObjectTypeDefinition::name)
                .collect(),
            Composite::Union(union) => union
                .union_member_types()
                .iter()
                .map(UnionMemberType::name)
                .collect(),
        }
    }

    /// Whether every value of the type `narrow` is also a value of the type `wide`.
    pub(crate) fn covers(&'s self, wide: Composite<'s>, narrow: Composite<'s>) -> bool {
        if wide.name() == narrow.name() {
            return true;
        }
        match narrow {
            Composite::Object(object) => wide.is_possible(object),
            _ => self
                .possible_types(narrow)
                .is_subset(&self.possible_types(wide)),
        }
    }
}

/// A type that fields are selected on: an object, interface or union.
#[derive(Clone, Copy)]
pub(crate) enum Composite<'s> {
    Object(&'s ObjectDefinition<'s>),
    Interface(&'s InterfaceDefinition<'s>),
    Union(&'s UnionDefinition<'s>),
}

impl<'s> Composite<'s> {
    pub(crate) fn name(self) -> &'s str {
        match self {
            Self::Object(object) => ObjectTypeDefinition::name(object),
            Self::Interface(interface) => interface.name(),
            Self::Union(union) => union.name(),
        }
    }

    /// Whether a value of this type can be an object of the type `object`.
    fn is_possible(self, object: &ObjectDefinition<'s>) -> bool {
        let name = ObjectTypeDefinition::name(object);
        match self {
            Self::Object(own) => ObjectTypeDefinition::name(own) == name,
            Self::Interface(interface) => object.interface_implementations().is_some_and(|all| {
                all.iter().any(|implemented| {
                    InterfaceImplementation::name(implemented) == interface.name()
                })
            }),
            Self::Union(union) => union.union_member_types().contains_type(name),
        }
    }

    pub(crate) fn is_abstract(self) -> bool {
        !matches!(self, Self::Object(_))
    }

    pub(crate) fn field(self, name: &str) -> Option<&'s FieldDefinition<'s>> {
        match self {
            Self::Object(object) => object.fields_definition().get(name),
            Self::Interface(interface) => interface.fields_definition().get(name),
            Self::Union(union) => union.fields_definition().get(name),
        }
    }

    /// The names of the type's fields, without meta fields such as `__typename`.
    pub(crate) fn field_names(self) -> Vec<&'s str> {
        let fields = match self {
            Self::Object(object) => object.fields_definition(),
            Self::Interface(interface) => interface.fields_definition(),
            Self::Union(_) => return Vec::new(),
        };
        fields
            .iter()
            .filter(|field| !field.is_builtin())
            .map(|field| field.name())
            .collect()
    }
}

/// The named type of an input type, inside its lists.
pub(crate) fn input_base_name<'s>(ty: &'s definition::InputType<'s, DefaultContext>) -> &'s str {
    match ty.as_shallow_ref() {
        ShallowInputTypeReference::Base(name, _) => name,
        ShallowInputTypeReference::List(item, _) => input_base_name(item),
    }
}

/// Whether every request must give a value to an argument or to a field of an input object.
pub(crate) fn needs_value<'s>(definition: &'s InputValueDefinition<'s>) -> bool {
    definition.r#type().is_required() && definition.default_value().is_none()
}

/// The built-in scalar with a name.
pub(crate) fn builtin_scalar(name: &str) -> Option<BuiltinScalarDefinition> {
    match name {
        "Int" => Some(BuiltinScalarDefinition::Int),
        "Float" => Some(BuiltinScalarDefinition::Float),
        "String" => Some(BuiltinScalarDefinition::String),
        "Boolean" => Some(BuiltinScalarDefinition::Boolean),
        "ID" => Some(BuiltinScalarDefinition::ID),
        _ => None,
    }
}

/// Whether an input object is `@oneOf`, so that exactly one of its fields is set.
pub(crate) fn is_one_of(input: &InputObject<'_>) -> bool {
    input.directives().is_some_and(|directives| {
        directives
            .iter()
            .any(|directive| directive.name() == "oneOf")
    })
}

/// The reason of a `@deprecated` directive.
///
/// `None` if there is no such directive, `Some(None)` if it has no reason.
pub(crate) fn deprecation<'s, T>(of: &'s T) -> Option<Option<String>>
where
    T: HasDirectives<Directives = definition::Directives<'s, DefaultContext>>,
{
    let directive = of
        .directives()?
        .iter()
        .find(|directive| directive.name() == "deprecated")?;
    let Some(arguments) = directive.arguments() else {
        return Some(None);
    };
    for argument in arguments.iter() {
        if argument.name().as_ref() == "reason"
            && let ValueReference::String(reason) = argument.value().as_ref()
        {
            return Some(Some(reason.to_owned()));
        }
    }
    Some(None)
}
