//! Checks for duplicate names in a definition and its extensions.

use super::{Check, Finding};
use crate::schema::{FieldDefinition, InputValueDefinition, TypeReference};
use bluejay_core::AsIter;
use bluejay_core::definition::{InterfaceImplementation, UnionMemberType, prelude::*};

impl<'c> Check<'c> {
    pub(super) fn duplicates(&self, types: &[TypeReference<'c>]) -> Vec<Finding> {
        let mut found = Vec::new();
        for ty in types {
            self.duplicates_of(*ty, &mut found);
        }
        for directive in self
            .schema
            .definition()
            .directive_definitions()
            .filter(|directive| !directive.is_builtin())
        {
            let arguments = directive
                .arguments_definition()
                .into_iter()
                .flat_map(|known| known.iter());
            self.duplicate_arguments(arguments, &format!("@{}", directive.name()), &mut found);
        }
        found
    }

    fn duplicates_of(&self, ty: TypeReference<'c>, found: &mut Vec<Finding>) {
        match ty {
            TypeReference::Object(object) => {
                self.duplicate_interfaces(object.interface_implementations(), ty.name(), found);
                self.duplicate_fields(object.fields_definition().iter(), ty.name(), found);
            }
            TypeReference::Interface(interface) => {
                self.duplicate_interfaces(interface.interface_implementations(), ty.name(), found);
                self.duplicate_fields(interface.fields_definition().iter(), ty.name(), found);
            }
            TypeReference::Union(union) => {
                let members = union.union_member_types().iter().map(UnionMemberType::name);
                self.names(members, "member", ty.name(), found);
            }
            TypeReference::Enum(definition) => {
                let values = definition
                    .enum_value_definitions()
                    .iter()
                    .map(|value| value.name());
                self.names(values, "value", ty.name(), found);
            }
            TypeReference::InputObject(input) => {
                let fields = input
                    .input_field_definitions()
                    .iter()
                    .map(|field| field.name());
                self.names(fields, "field", ty.name(), found);
            }
            TypeReference::BuiltinScalar(_) | TypeReference::CustomScalar(_) => {}
        }
    }

    fn duplicate_fields(
        &self,
        fields: impl Iterator<Item = &'c FieldDefinition<'c>>,
        of: &str,
        found: &mut Vec<Finding>,
    ) {
        // The parser adds the meta fields, which a schema may define as well.
        let own: Vec<_> = fields.filter(|field| !field.is_builtin()).collect();
        for field in &own {
            if let Some(arguments) = field.arguments_definition() {
                self.duplicate_arguments(
                    arguments.iter(),
                    &format!("{of}.{}", field.name()),
                    found,
                );
            }
        }
        self.names(
            own.into_iter().map(|field| field.name()),
            "field",
            of,
            found,
        );
    }

    fn duplicate_arguments(
        &self,
        arguments: impl Iterator<Item = &'c InputValueDefinition<'c>>,
        of: &str,
        found: &mut Vec<Finding>,
    ) {
        self.names(
            arguments.map(|argument| argument.name()),
            "argument",
            of,
            found,
        );
    }

    fn duplicate_interfaces<T>(&self, interfaces: Option<&'c T>, of: &str, found: &mut Vec<Finding>)
    where
        T: AsIter<Item: InterfaceImplementation>,
    {
        let names = interfaces
            .into_iter()
            .flat_map(|interfaces| interfaces.iter());
        self.names(
            names.map(InterfaceImplementation::name),
            "interface",
            of,
            found,
        );
    }

    /// An error for each name that is in the list more than once.
    fn names(
        &self,
        names: impl Iterator<Item = &'c str>,
        what: &str,
        of: &str,
        found: &mut Vec<Finding>,
    ) {
        let mut names: Vec<&str> = names.collect();
        // A stable sort keeps equal names in the order of the text.
        names.sort();
        for pair in names.windows(2).filter(|pair| pair[0] == pair[1]) {
            let [first, second] = [pair[0], pair[1]].map(|name| self.range_of(name));
            let what = format!("{what} `{}` in `{of}`", pair[1]);
            found.push(
                Finding::duplicate(&self.schema.source, first.start, second, what)
                    .help("remove one of them"),
            );
        }
    }
}
