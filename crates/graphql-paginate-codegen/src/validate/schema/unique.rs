//! Names that are there twice in one definition, also by way of its extensions.

use super::{Check, Finding};
use crate::schema::{FieldDefinition, InputValueDefinition, TypeReference};
use bluejay_core::AsIter;
use bluejay_core::definition::{InterfaceImplementation, UnionMemberType, prelude::*};

impl<'c> Check<'c> {
    pub(super) fn doubles(&self, types: &[TypeReference<'c>]) -> Vec<Finding> {
        let mut found = Vec::new();
        for ty in types {
            self.doubles_of(*ty, &mut found);
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
            self.double_arguments(arguments, &format!("@{}", directive.name()), &mut found);
        }
        found
    }

    fn doubles_of(&self, ty: TypeReference<'c>, found: &mut Vec<Finding>) {
        match ty {
            TypeReference::Object(object) => {
                self.double_interfaces(object.interface_implementations(), ty.name(), found);
                self.double_fields(object.fields_definition().iter(), ty.name(), found);
            }
            TypeReference::Interface(interface) => {
                self.double_interfaces(interface.interface_implementations(), ty.name(), found);
                self.double_fields(interface.fields_definition().iter(), ty.name(), found);
            }
            TypeReference::Union(union) => {
                let members = union.union_member_types().iter().map(UnionMemberType::name);
                self.again(members, "member", ty.name(), found);
            }
            TypeReference::Enum(definition) => {
                let values = definition
                    .enum_value_definitions()
                    .iter()
                    .map(|value| value.name());
                self.again(values, "value", ty.name(), found);
            }
            TypeReference::InputObject(input) => {
                let fields = input
                    .input_field_definitions()
                    .iter()
                    .map(|field| field.name());
                self.again(fields, "field", ty.name(), found);
            }
            TypeReference::BuiltinScalar(_) | TypeReference::CustomScalar(_) => {}
        }
    }

    fn double_fields(
        &self,
        fields: impl Iterator<Item = &'c FieldDefinition<'c>>,
        of: &str,
        found: &mut Vec<Finding>,
    ) {
        // The meta fields are the parser's; who declares one too has it once.
        let own: Vec<_> = fields.filter(|field| !field.is_builtin()).collect();
        for field in &own {
            if let Some(arguments) = field.arguments_definition() {
                self.double_arguments(arguments.iter(), &format!("{of}.{}", field.name()), found);
            }
        }
        self.again(
            own.into_iter().map(|field| field.name()),
            "field",
            of,
            found,
        );
    }

    fn double_arguments(
        &self,
        arguments: impl Iterator<Item = &'c InputValueDefinition<'c>>,
        of: &str,
        found: &mut Vec<Finding>,
    ) {
        self.again(
            arguments.map(|argument| argument.name()),
            "argument",
            of,
            found,
        );
    }

    fn double_interfaces<T>(&self, interfaces: Option<&'c T>, of: &str, found: &mut Vec<Finding>)
    where
        T: AsIter<Item: InterfaceImplementation>,
    {
        let names = interfaces
            .into_iter()
            .flat_map(|interfaces| interfaces.iter());
        self.again(
            names.map(InterfaceImplementation::name),
            "interface",
            of,
            found,
        );
    }

    fn again(
        &self,
        names: impl Iterator<Item = &'c str>,
        what: &str,
        of: &str,
        found: &mut Vec<Finding>,
    ) {
        let mut names: Vec<&str> = names.collect();
        // A stable sort: of two equal names the first in the text stays the first.
        names.sort();
        for pair in names.windows(2).filter(|pair| pair[0] == pair[1]) {
            let [first, again] = [pair[0], pair[1]].map(|name| self.range_of(name));
            let what = format!("{what} `{}` is there twice in `{of}`", pair[1]);
            found.push(
                Finding::again(&self.schema.source, first.start, again, what)
                    .help("keep one of the two"),
            );
        }
    }
}
