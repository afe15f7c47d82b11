//! Checks the default values of arguments and input fields.

use super::{Check, Finding};
use crate::schema::{
    FieldDefinition, InputObject, InputValueDefinition, TypeReference, input_base_name,
};
use crate::validate::value::Values;
use bluejay_core::definition::{InputType as _, prelude::*};
use bluejay_core::{AsIter, Value as _, ValueReference};
use bluejay_parser::ast::ConstValue;
use bluejay_validator::Path;
use bluejay_validator::value::input_coercion::{CoerceInput, Error};

type CoercionError<'c> = Error<'c, true, ConstValue<'c>>;

impl<'c> Check<'c> {
    pub(super) fn defaults(&self, types: &[TypeReference<'c>]) -> Vec<Finding> {
        let mut found = Vec::new();
        for ty in types {
            match ty {
                TypeReference::Object(object) => {
                    self.of_fields(object.fields_definition(), &mut found);
                }
                TypeReference::Interface(interface) => {
                    self.of_fields(interface.fields_definition(), &mut found);
                }
                TypeReference::InputObject(input) => self.of_input(input, &mut found),
                _ => {}
            }
        }
        for directive in self
            .schema
            .definition()
            .directive_definitions()
            .filter(|directive| !directive.is_builtin())
        {
            for argument in directive
                .arguments_definition()
                .into_iter()
                .flat_map(|known| known.iter())
            {
                self.default_of(argument, true, &mut found);
            }
        }
        found
    }

    fn of_fields<T>(&self, fields: &'c T, found: &mut Vec<Finding>)
    where
        T: AsIter<Item = FieldDefinition<'c>>,
    {
        let arguments = fields
            .iter()
            .filter_map(|field| field.arguments_definition());
        for argument in arguments.flat_map(|known| known.iter()) {
            self.default_of(argument, true, found);
        }
    }

    fn of_input(&self, input: &'c InputObject<'c>, found: &mut Vec<Finding>) {
        for field in input.input_field_definitions().iter() {
            // Generated code contains the default of a required field, where the default of a variable omits the field.
            self.default_of(field, !field.r#type().is_required(), found);
            found.extend(self.requires_itself(input, field));
        }
    }

    fn default_of(
        &self,
        input: &'c InputValueDefinition<'c>,
        is_read_by_server_only: bool,
        found: &mut Vec<Finding>,
    ) {
        let Some(value) = input.default_value() else {
            return;
        };
        let ty = input.r#type();
        let Err(errors) = self
            .schema
            .definition()
            .coerce_const_value(ty, value, Path::default())
        else {
            return;
        };
        let values = Values {
            schema: self.schema,
            source: self.schema.source,
            map: self.map,
        };
        for error in &errors {
            if is_read_by_server_only && self.is_server_notation(error) {
                continue;
            }
            let help = format!(
                "`{}` is of type `{}`: correct its default value, or remove it",
                input.name(),
                ty.display_name()
            );
            found.push(values.explain(error).help(help));
        }
    }

    /// Whether a default is written as some servers print them: enum values by their internal representation, or strings
    /// without quotes.
    fn is_server_notation(&self, error: &CoercionError<'c>) -> bool {
        match error {
            Error::NoEnumMemberWithName { .. } => true,
            Error::NoImplicitConversion {
                value,
                input_type_name,
                ..
            } => {
                let base = input_type_name.trim_matches(['[', ']', '!']);
                let is_scalar = matches!(value.as_ref(), ValueReference::Enum(_));
                let is_enum =
                    !matches!(
                        value.as_ref(),
                        ValueReference::Object(_) | ValueReference::List(_)
                    ) && matches!(self.schema.type_named(base), Some(TypeReference::Enum(_)));
                is_enum || is_scalar && matches!(base, "String" | "ID")
            }
            _ => false,
        }
    }

    /// An error for a default that omits the field it is the default of: `input In { all: [In!]! = [{}] }`.
    ///
    /// Editions of the specification after October 2021 call this rule `InputObjectDefaultValueHasCycle`.
    fn requires_itself(
        &self,
        input: &'c InputObject<'c>,
        field: &'c InputValueDefinition<'c>,
    ) -> Option<Finding> {
        let value = field.default_value()?;
        let mut path = vec![(input.name(), field.name())];
        let base = input_base_name(field.r#type());
        if !self.comes_back(base, value, &mut path, &mut Vec::new()) {
            return None;
        }
        let (of, name) = (input.name(), field.name());
        let message = format!("the default value of `{of}.{name}` requires itself");
        let help = format!("set `{name}` to `null` or `[]` in it, or remove the default value");
        Some(self.at(name, message, help))
    }

    /// Whether adding the defaults of omitted fields to a value leads back to the field that the path starts with.
    ///
    /// `done` are the fields that are known not to lead back.
    fn comes_back(
        &self,
        base: &'c str,
        value: &'c ConstValue<'c>,
        path: &mut Vec<(&'c str, &'c str)>,
        done: &mut Vec<(&'c str, &'c str)>,
    ) -> bool {
        let Some(TypeReference::InputObject(input)) = self.schema.type_named(base) else {
            return false;
        };
        let object = match value.as_ref() {
            ValueReference::Object(object) => object,
            ValueReference::List(values) => {
                let mut values = AsIter::iter(values);
                return values.any(|value| self.comes_back(base, value, path, done));
            }
            _ => return false,
        };
        for field in input.input_field_definitions().iter() {
            let below = input_base_name(field.r#type());
            let mut given = AsIter::iter(object);
            let given = given.find(|(key, _)| AsRef::<str>::as_ref(key) == field.name());
            if let Some((_, given)) = given {
                if self.comes_back(below, given, path, done) {
                    return true;
                }
                continue;
            }
            let Some(default) = field.default_value() else {
                continue;
            };
            let omitted = (input.name(), field.name());
            if path[0] == omitted {
                return true;
            }
            if path.contains(&omitted) || done.contains(&omitted) {
                continue;
            }
            path.push(omitted);
            let comes_back = self.comes_back(below, default, path, done);
            path.pop();
            done.push(omitted);
            if comes_back {
                return true;
            }
        }
        false
    }
}
