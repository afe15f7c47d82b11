//! The scalars, enums and input objects that an operation uses: the types that keep their names from the schema.

use crate::item::{EnumItem, EnumValue, Scalar};
use crate::name::{self, Scope};
use crate::options::{Normalization, Options};
use crate::resolve::SelectionSet;
use crate::rust_type::Base;
use crate::schema::{EnumDefinition, Schema, TypeReference, builtin_scalar};
use crate::shared_names::SharedNames;
use bluejay_core::definition::{OutputType as _, prelude::*};
use bluejay_core::{AsIter, BuiltinScalarDefinition};
use std::collections::BTreeMap;

/// The scalars, enums and input objects that an operation uses.
pub(crate) struct NamedTypes<'v, 'a> {
    schema: &'a Schema<'a>,
    options: &'v Options,
    /// The name in Rust and the kind of each type, by its name in the schema.
    used: BTreeMap<&'a str, (String, Kind<'a>)>,
}

#[derive(Clone, Copy)]
enum Kind<'a> {
    Scalar,
    Enum(&'a EnumDefinition<'a>),
    InputObject,
}

impl<'v, 'a> NamedTypes<'v, 'a> {
    pub(crate) fn new(schema: &'a Schema<'a>, options: &'v Options) -> Self {
        Self {
            schema,
            options,
            used: BTreeMap::new(),
        }
    }

    /// Adds a type if it has its own name in Rust. Returns whether it is new.
    pub(crate) fn visit(&mut self, name: &'a str) -> bool {
        let kind = match self.schema.type_named(name) {
            Some(TypeReference::Enum(definition)) => Kind::Enum(definition),
            Some(TypeReference::CustomScalar(_)) => Kind::Scalar,
            Some(TypeReference::InputObject(_)) => Kind::InputObject,
            _ => return false,
        };
        let rust = self.rust_name(name);
        self.used.insert(name, (rust, kind)).is_none()
    }

    /// Adds the types of all selected fields.
    pub(crate) fn visit_response(&mut self, set: &SelectionSet<'a>) {
        for field in &set.fields {
            match &field.selection {
                Some(selection) => self.visit_response(selection),
                None => {
                    self.visit(field.definition.r#type().base_name());
                }
            }
        }
        for variant in &set.variants {
            if let Some(selection) = &variant.selection {
                self.visit_response(selection);
            }
        }
    }

    /// Takes a name from the scope for each type, after all types are added; first the names of shared types.
    pub(crate) fn claim_names(&mut self, scope: &mut Scope, shared: Option<&SharedNames>) {
        let mut own = Vec::new();
        for (source, (name, _)) in &mut self.used {
            match shared.and_then(|shared| shared.named_types.get(*source)) {
                Some(shared) => *name = scope.claim(shared.clone()),
                None => own.push(name),
            }
        }
        for name in own {
            *name = scope.claim(std::mem::take(name));
        }
    }

    /// The names of all types, by their names in the schema.
    pub(crate) fn names(&self) -> BTreeMap<String, String> {
        let mut names = BTreeMap::new();
        for (source, (name, _)) in &self.used {
            names.insert((*source).to_owned(), name.clone());
        }
        names
    }

    /// The names of the generated enums and of the custom scalars that are shared types.
    pub(crate) fn shared(&self, shared: &SharedNames) -> Vec<String> {
        let mut names = Vec::new();
        for (source, (name, kind)) in &self.used {
            let is_defined = match kind {
                Kind::Scalar => true,
                Kind::Enum(_) => self.is_generated(source),
                Kind::InputObject => false,
            };
            if is_defined && shared.named_types.contains_key(*source) {
                names.push(name.clone());
            }
        }
        names
    }

    /// The name in Rust of a type of the schema.
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
        let mut scalars = Vec::new();
        for (source, (name, kind)) in &self.used {
            if matches!(kind, Kind::Scalar) {
                scalars.push(Scalar {
                    name: name.clone(),
                    source: (*source).to_owned(),
                });
            }
        }
        scalars
    }

    pub(crate) fn enums(&self) -> Vec<EnumItem> {
        let mut enums = Vec::new();
        for (source, (name, kind)) in &self.used {
            if let Kind::Enum(definition) = kind
                && self.is_generated(source)
            {
                enums.push(self.enum_item(name, definition));
            }
        }
        enums
    }

    /// The variant of an enum value; `None` for an enum that the user defines.
    pub(crate) fn enum_variant(&self, of: &'a EnumDefinition<'a>, value: &str) -> Option<String> {
        if !self.is_generated(of.name()) {
            return None;
        }
        let values = self.enum_item("", of).values;
        let known = values.into_iter().find(|known| known.value == value)?;
        Some(known.ident)
    }

    fn rust_name(&self, name: &str) -> String {
        match self.options.normalization {
            Normalization::None => name::identifier(name),
            Normalization::Rust => name::identifier(&name::segment(name)),
        }
    }

    fn is_generated(&self, name: &str) -> bool {
        let mut external = self.options.extern_enums.iter();
        !external.any(|external| external == name)
    }

    fn enum_item(&self, name: &str, definition: &'a EnumDefinition<'a>) -> EnumItem {
        let mut scope = Scope::default();
        let mut values: Vec<EnumValue> = Vec::new();
        for value in definition.enum_value_definitions().iter() {
            // Some published schemas have duplicate enum values.
            if values.iter().all(|known| known.value != value.name()) {
                values.push(EnumValue {
                    ident: scope.claim(self.rust_name(value.name())),
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
