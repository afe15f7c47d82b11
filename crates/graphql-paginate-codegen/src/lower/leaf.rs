//! Scalars and enums, the leaves of every type.

use crate::module::{Base, EnumItem, EnumValue, Scalar};
use crate::name::{self, Scope};
use crate::options::Options;
use crate::resolve::SelectionSet;
use crate::schema::{EnumDefinition, Schema, TypeReference, builtin_scalar};
use bluejay_core::definition::{OutputType as _, prelude::*};
use bluejay_core::{AsIter, BuiltinScalarDefinition};
use std::collections::BTreeMap;

/// The scalars and enums that an operation uses.
pub(crate) struct Leaves<'v, 'a> {
    schema: &'a Schema<'a>,
    options: &'v Options,
    /// By name in the schema; `None` for scalars.
    used: BTreeMap<&'a str, (String, Option<&'a EnumDefinition<'a>>)>,
}

impl<'v, 'a> Leaves<'v, 'a> {
    pub(crate) fn new(schema: &'a Schema<'a>, options: &'v Options) -> Self {
        Self { schema, options, used: BTreeMap::new() }
    }

    /// Notes the use of a type if it is a custom scalar or an enum.
    pub(crate) fn visit(&mut self, name: &'a str) {
        let definition = match self.schema.type_named(name) {
            Some(TypeReference::Enum(definition)) => Some(definition),
            Some(TypeReference::CustomScalar(_)) => None,
            _ => return,
        };
        let rust = name::schema_name(name, self.options.normalization);
        self.used.insert(name, (rust, definition));
    }

    pub(crate) fn visit_response(&mut self, set: &SelectionSet<'a>) {
        for field in &set.fields {
            match &field.selection {
                Some(selection) => self.visit_response(selection),
                None => self.visit(field.definition.r#type().base_name()),
            }
        }
        set.variants.iter().filter_map(|variant| variant.selection.as_ref()).for_each(|selection| {
            self.visit_response(selection);
        });
    }

    /// The Rust type of a scalar, enum or input object.
    pub(crate) fn base(&self, name: &str) -> Base {
        match builtin_scalar(name) {
            Some(BuiltinScalarDefinition::Int) => Base::Int,
            Some(BuiltinScalarDefinition::Float) => Base::Float,
            Some(BuiltinScalarDefinition::Boolean) => Base::Boolean,
            Some(BuiltinScalarDefinition::String | BuiltinScalarDefinition::ID) => Base::String,
            None => Base::Named(name::schema_name(name, self.options.normalization)),
        }
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.used.values().map(|(name, _)| name.as_str())
    }

    pub(crate) fn scalars(&self) -> Vec<Scalar> {
        let scalars = self.used.iter().filter(|(_, (_, definition))| definition.is_none());
        scalars
            .map(|(source, (name, _))| Scalar { name: name.clone(), source: (*source).to_owned() })
            .collect()
    }

    pub(crate) fn enums(&self) -> Vec<EnumItem> {
        let is_generated = |name: &str| !self.options.extern_enums.iter().any(|external| external == name);
        self.used
            .iter()
            .filter(|(name, _)| is_generated(name))
            .filter_map(|(_, (name, definition))| Some(self.enum_item(name, (*definition)?)))
            .collect()
    }

    /// The variant of an enum value, as `Enum::variant`.
    pub(crate) fn enum_variant(&self, of: &'a EnumDefinition<'a>, value: &str) -> Option<String> {
        let item = self.enum_item("", of);
        item.values.into_iter().find(|known| known.value == value).map(|known| known.ident)
    }

    fn enum_item(&self, name: &str, definition: &'a EnumDefinition<'a>) -> EnumItem {
        let mut scope = Scope::default();
        let values = definition
            .enum_value_definitions()
            .iter()
            .map(|value| EnumValue {
                ident: scope.claim(name::schema_name(value.name(), self.options.normalization)),
                value: value.name().to_owned(),
            })
            .collect();
        EnumItem { name: name.to_owned(), values, other: scope.claim("Other".to_owned()) }
    }
}
