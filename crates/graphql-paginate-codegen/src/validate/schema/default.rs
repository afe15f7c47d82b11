//! Default values of arguments and input fields.

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

type Broken<'c> = Error<'c, true, ConstValue<'c>>;

impl<'c> Check<'c> {
    pub(super) fn defaults(&self, types: &[TypeReference<'c>]) -> Vec<Finding> {
        let mut found = Vec::new();
        for ty in types {
            match ty {
                TypeReference::Object(object) => {
                    self.of_fields(object.fields_definition(), &mut found)
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
            // The value of a field that cannot be null is written into the code where a default value omits it.
            self.default_of(field, !field.r#type().is_required(), found);
            found.extend(self.needs_itself(input, field));
        }
    }

    fn default_of(
        &self,
        input: &'c InputValueDefinition<'c>,
        is_only_for_servers: bool,
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
            places: self.places,
        };
        let errors = errors
            .iter()
            .filter(|error| !(is_only_for_servers && self.is_mixed_up(error)));
        found.extend(errors.map(|error| {
            let help = format!(
                "`{}` is `{}`: correct its default, or remove it",
                input.name(),
                ty.display_name()
            );
            values.explain(error).help(help)
        }));
    }

    /// Whether a default is what servers publish that print enum values as they know them inside, or strings without
    /// their quotes.
    fn is_mixed_up(&self, error: &Broken<'c>) -> bool {
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

    /// A default that leaves out the very field it is the default of, in a value of the same input.
    ///
    /// See [InputObjectDefaultValueHasCycle](https://spec.graphql.org/September2025/#InputObjectDefaultValueHasCycle()).
    fn needs_itself(
        &self,
        input: &'c InputObject<'c>,
        field: &'c InputValueDefinition<'c>,
    ) -> Option<Finding> {
        let value = field.default_value()?;
        let mut path = vec![(input.name(), field.name())];
        self.comes_back(
            input_base_name(field.r#type()),
            value,
            &mut path,
            &mut Vec::new(),
        )
        .then(|| {
            let message = format!(
                "the default of `{}.{}` needs itself",
                input.name(),
                field.name()
            );
            let help = format!(
                "give `{}` in it, as `null` or `[]`, or remove the default",
                field.name()
            );
            self.at(field.name(), message, help)
        })
    }

    /// Whether filling in what a value leaves out comes back to the field that a path starts with.
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
        match value.as_ref() {
            ValueReference::List(values) => {
                AsIter::iter(values).any(|value| self.comes_back(base, value, path, done))
            }
            ValueReference::Object(object) => input.input_field_definitions().iter().any(|field| {
                let given =
                    AsIter::iter(object).find(|(key, _)| AsRef::<str>::as_ref(key) == field.name());
                let below = input_base_name(field.r#type());
                if let Some((_, given)) = given {
                    return self.comes_back(below, given, path, done);
                }
                let place = (input.name(), field.name());
                let Some(default) = field.default_value() else {
                    return false;
                };
                if path[0] == place {
                    return true;
                }
                if path.contains(&place) || done.contains(&place) {
                    return false;
                }
                path.push(place);
                let is_back = self.comes_back(below, default, path, done);
                path.pop();
                done.push(place);
                is_back
            }),
            _ => false,
        }
    }
}
