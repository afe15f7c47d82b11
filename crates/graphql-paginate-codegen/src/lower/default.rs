//! Default values of variables, as constants of their Rust types.

use super::input::{Inputs, base_name, shape, variable_type};
use super::named_types::NamedTypes;
use crate::constant::Constant;
use crate::item::{InputField, InputItem, InputStruct, VariableDefault};
use crate::rust_type::Base;
use crate::schema::{InputObject, Schema, TypeReference, input_base_name};
use crate::shape::Shape;
use bluejay_core::definition::prelude::*;
use bluejay_core::{AsIter, Value as _, ValueReference};
use bluejay_parser::ast::ConstValue;

/// The default values of the variables, in their order.
///
/// A default that cannot be written in Rust is left out. The server reads it from the document.
pub(crate) fn defaults(
    context: &super::LoweringContext<'_, '_>,
    named_types: &NamedTypes<'_, '_>,
    inputs: &Inputs,
) -> Vec<VariableDefault> {
    let constants = Constants {
        schema: context.schema,
        named_types,
        inputs,
    };
    let mut defaults = Vec::new();
    for variable in &context.operation.variables {
        let Some(value) = variable.default_value() else {
            continue;
        };
        let ty = variable.r#type();
        let value = constants.value(value, base_name(ty), &shape(ty));
        if value.is_supported() {
            defaults.push(VariableDefault {
                variable: variable.variable().name().to_owned(),
                ty: variable_type(ty, named_types),
                value,
            });
        }
    }
    defaults
}

/// Converts values to constants.
struct Constants<'r, 'v, 'a> {
    schema: &'a Schema<'a>,
    named_types: &'r NamedTypes<'v, 'a>,
    inputs: &'r Inputs,
}

impl<'a> Constants<'_, '_, 'a> {
    /// The constant for a value of a type, given by its named type and its shape.
    fn value(&self, value: &ConstValue<'_>, base: &str, shape: &Shape) -> Constant {
        let constant = match (shape, value.as_ref()) {
            (_, ValueReference::Null) => return Constant::None,
            (Shape::List { item, .. }, ValueReference::List(values)) => {
                let items = values.iter().map(|value| self.value(value, base, item));
                Constant::List(items.collect())
            }
            // A single value is a list of one: https://spec.graphql.org/October2021/#sec-List.Input-Coercion
            (Shape::List { item, .. }, _) => Constant::List(vec![self.value(value, base, item)]),
            (Shape::Named { .. }, _) => self.named(value, base),
        };
        constant.optional(shape.is_nullable())
    }

    /// The constant for a value of a named type.
    fn named(&self, value: &ConstValue<'_>, base: &str) -> Constant {
        let ty = self.schema.type_named(base);
        if let Some(TypeReference::CustomScalar(_)) = ty {
            return self.scalar(value, base);
        }
        match value.as_ref() {
            ValueReference::Boolean(value) => Constant::Boolean(value),
            ValueReference::Float(value) => Constant::Float(value),
            ValueReference::Integer(value) if base == "Float" => {
                Constant::Float(value.to_string().parse().unwrap_or(f64::INFINITY))
            }
            ValueReference::Integer(value) if base == "ID" => Constant::String(value.to_string()),
            ValueReference::Integer(value) => Constant::Int(value.to_string()),
            ValueReference::String(value) => Constant::String(value.to_owned()),
            ValueReference::Enum(value) => self.enum_value(value, base),
            ValueReference::Object(object) => {
                let Some(TypeReference::InputObject(definition)) = ty else {
                    return Constant::Unsupported;
                };
                let mut given: Vec<(&str, &ConstValue<'_>)> = Vec::new();
                for (key, value) in AsIter::iter(object) {
                    given.push((key.as_ref(), value));
                }
                self.object(definition, &given)
            }
            ValueReference::List(_) => Constant::Unsupported,
            ValueReference::Null | ValueReference::Variable(_) => {
                unreachable!("`value` handles null, and constants contain no variables")
            }
        }
    }

    fn scalar(&self, value: &ConstValue<'_>, base: &str) -> Constant {
        let literal = match value.as_ref() {
            ValueReference::Boolean(value) => Constant::Boolean(value),
            ValueReference::Float(value) => Constant::Float(value),
            ValueReference::Integer(value) if value.to_string().parse::<i64>().is_ok() => {
                Constant::Int(value.to_string())
            }
            ValueReference::String(value) | ValueReference::Enum(value) => {
                Constant::String(value.to_owned())
            }
            _ => return Constant::Unsupported,
        };
        Constant::Scalar {
            ty: self.type_name(base),
            literal: Box::new(literal),
        }
    }

    fn enum_value(&self, value: &str, base: &str) -> Constant {
        let Some(TypeReference::Enum(definition)) = self.schema.type_named(base) else {
            unreachable!("validated: only enums and custom scalars have such values");
        };
        match self.named_types.enum_variant(definition, value) {
            Some(variant) => Constant::Enum {
                ty: self.type_name(base),
                variant,
            },
            None => Constant::Unsupported,
        }
    }

    fn object(
        &self,
        definition: &'a InputObject<'a>,
        given: &[(&str, &ConstValue<'_>)],
    ) -> Constant {
        let ty = self.type_name(definition.name());
        match self.inputs.items.iter().find(|item| item.name() == ty) {
            Some(InputItem::Object(input)) => {
                let mut fields = Vec::new();
                for field in &input.fields {
                    let value = match self.field(definition, field, given) {
                        Some(value) => value,
                        None => Constant::None.boxed(field.ty.is_boxed),
                    };
                    fields.push((field.ident.clone(), value));
                }
                Constant::Object { ty, fields }
            }
            Some(InputItem::OneOf(input)) => self.one_of(ty, definition, input, given),
            Some(InputItem::Own { .. }) | None => Constant::Unsupported,
        }
    }

    fn one_of(
        &self,
        ty: String,
        definition: &'a InputObject<'a>,
        input: &InputStruct,
        given: &[(&str, &ConstValue<'_>)],
    ) -> Constant {
        for field in &input.fields {
            if let Some(value) = self.field(definition, field, given) {
                return Constant::OneOf {
                    ty,
                    variant: field.ident.clone(),
                    value: Box::new(value),
                };
            }
        }
        unreachable!("validated: one field is set")
    }

    /// The constant for a field of an input object: the given value, or else the default of a required field.
    ///
    /// `None` for an omitted nullable field, so that the server fills in its default.
    fn field(
        &self,
        definition: &'a InputObject<'a>,
        field: &InputField,
        given: &[(&str, &ConstValue<'_>)],
    ) -> Option<Constant> {
        let mut definitions = definition.input_field_definitions().iter();
        let definition = definitions.find(|known| known.name() == field.key)?;
        let value = match given.iter().find(|(key, _)| *key == field.key) {
            Some((_, value)) => *value,
            None if field.ty.is_option() => return None,
            None => definition.default_value()?,
        };
        let base = input_base_name(definition.r#type());
        let constant = self.value(value, base, &field.ty.shape);
        Some(constant.boxed(field.ty.is_boxed))
    }

    fn type_name(&self, base: &str) -> String {
        match self.named_types.base(base) {
            Base::Named(name) => name,
            _ => unreachable!("enums, scalars and input objects have names"),
        }
    }
}
