//! Scalars and enums, the leaves of every type, and the names of all types that keep those of the schema.

use crate::module::{Base, EnumItem, EnumValue, Scalar};
use crate::name::{self, Scope};
use crate::options::Options;
use crate::resolve::SelectionSet;
use crate::schema::{EnumDefinition, Schema, TypeReference, builtin_scalar};
use bluejay_core::definition::{OutputType as _, prelude::*};
use bluejay_core::{AsIter, BuiltinScalarDefinition};
use std::collections::BTreeMap;

/// The scalars, enums and input objects that an operation uses.
pub(crate) struct Leaves<'v, 'a> {
    schema: &'a Schema<'a>,
    options: &'v Options,
    /// By name in the schema, with the name in Rust.
    used: BTreeMap<&'a str, (String, Kind<'a>)>,
}

#[derive(Clone, Copy)]
enum Kind<'a> {
    Scalar,
    Enum(&'a EnumDefinition<'a>),
    InputObject,
}

impl<'v, 'a> Leaves<'v, 'a> {
    pub(crate) fn new(schema: &'a Schema<'a>, options: &'v Options) -> Self {
        Self {
            schema,
            options,
            used: BTreeMap::new(),
        }
    }

    /// Notes the use of a type if it has a name of its own in Rust, and says whether that is news.
    pub(crate) fn visit(&mut self, name: &'a str) -> bool {
        let kind = match self.schema.type_named(name) {
            Some(TypeReference::Enum(definition)) => Kind::Enum(definition),
            Some(TypeReference::CustomScalar(_)) => Kind::Scalar,
            Some(TypeReference::InputObject(_)) => Kind::InputObject,
            _ => return false,
        };
        let rust = name::schema_name(name, self.options.normalization);
        self.used.insert(name, (rust, kind)).is_none()
    }

    pub(crate) fn visit_response(&mut self, set: &SelectionSet<'a>) {
        for field in &set.fields {
            match &field.selection {
                Some(selection) => self.visit_response(selection),
                None => drop(self.visit(field.definition.r#type().base_name())),
            }
        }
        set.variants
            .iter()
            .filter_map(|variant| variant.selection.as_ref())
            .for_each(|selection| {
                self.visit_response(selection);
            });
    }

    /// Takes a name from the scope for each type; none is visited afterwards.
    pub(crate) fn claim_names(&mut self, scope: &mut Scope) {
        for (name, _) in self.used.values_mut() {
            *name = scope.claim(std::mem::take(name));
        }
    }

    /// The name in Rust of a type that is used.
    pub(crate) fn name(&self, name: &str) -> &str {
        &self.used[name].0
    }

    /// The Rust type of a scalar, enum or input object.
    pub(crate) fn base(&self, name: &str) -> Base {
        match builtin_scalar(name) {
            Some(BuiltinScalarDefinition::Int) => Base::Int,
            Some(BuiltinScalarDefinition::Float) => Base::Float,
            Some(BuiltinScalarDefinition::Boolean) => Base::Boolean,
            Some(BuiltinScalarDefinition::String | BuiltinScalarDefinition::ID) => Base::String,
            None => Base::Named(self.name(name).to_owned()),
        }
    }

    pub(crate) fn scalars(&self) -> Vec<Scalar> {
        let scalars = self
            .used
            .iter()
            .filter(|(_, (_, kind))| matches!(kind, Kind::Scalar));
        scalars
            .map(|(source, (name, _))| Scalar {
                name: name.clone(),
                source: (*source).to_owned(),
            })
            .collect()
    }

    pub(crate) fn enums(&self) -> Vec<EnumItem> {
        let generated = self.used.iter().filter(|(name, _)| self.is_generated(name));
        generated
            .filter_map(|(_, (name, kind))| match kind {
                Kind::Enum(definition) => Some(self.enum_item(name, definition)),
                Kind::Scalar | Kind::InputObject => None,
            })
            .collect()
    }

    /// The variant of an enum value, as `Enum::variant`; `None` if only the user knows it.
    pub(crate) fn enum_variant(&self, of: &'a EnumDefinition<'a>, value: &str) -> Option<String> {
        let item = self
            .is_generated(of.name())
            .then(|| self.enum_item("", of))?;
        item.values
            .into_iter()
            .find(|known| known.value == value)
            .map(|known| known.ident)
    }

    fn is_generated(&self, name: &str) -> bool {
        !self
            .options
            .extern_enums
            .iter()
            .any(|external| external == name)
    }

    fn enum_item(&self, name: &str, definition: &'a EnumDefinition<'a>) -> EnumItem {
        let mut scope = Scope::default();
        let mut values: Vec<EnumValue> = Vec::new();
        for value in definition.enum_value_definitions().iter() {
            // Published schemas have enums with a value given twice.
            if values.iter().all(|known| known.value != value.name()) {
                values.push(EnumValue {
                    ident: scope.claim(name::schema_name(value.name(), self.options.normalization)),
                    value: value.name().to_owned(),
                });
            }
        }
        EnumItem {
            name: name.to_owned(),
            values,
            other: scope.claim("Other".to_owned()),
        }
    }
}
