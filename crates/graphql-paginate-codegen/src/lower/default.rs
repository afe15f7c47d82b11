//! Default values of variables.

use super::input::{Inputs, base_name, shape, variable_type};
use super::leaf::Leaves;
use crate::module::{Base, Default, InputField, InputItem, Value};
use crate::schema::{InputObject, Schema, Shape, TypeReference, input_base_name};
use bluejay_core::definition::prelude::*;
use bluejay_core::{AsIter, Value as _, ValueReference};
use bluejay_parser::ast::ConstValue;

pub(crate) fn defaults(
    input: &super::Input<'_, '_>,
    leaves: &Leaves<'_, '_>,
    inputs: &Inputs,
) -> Vec<Default> {
    let constants = Constants {
        schema: input.schema,
        leaves,
        inputs,
    };
    let default = |variable: &&bluejay_parser::ast::executable::VariableDefinition<'_>| {
        let name = variable.variable().name();
        let ty = variable.r#type();
        Some(Default {
            variable: name.to_owned(),
            ty: variable_type(ty, leaves),
            value: constants.value(variable.default_value()?, base_name(ty), &shape(ty)),
        })
    };
    let defaults = input.operation.variables.iter().filter_map(default);
    // What Rust cannot write is left to the server, which has it in the document.
    defaults
        .filter(|default| default.value.is_supported())
        .collect()
}

struct Constants<'r, 'v, 'a> {
    schema: &'a Schema<'a>,
    leaves: &'r Leaves<'v, 'a>,
    inputs: &'r Inputs,
}

impl<'a> Constants<'_, '_, 'a> {
    fn value(&self, value: &ConstValue<'_>, base: &str, shape: &Shape) -> Value {
        if matches!(value.as_ref(), ValueReference::Null) {
            return Value::None;
        }
        let inner = match (shape, value.as_ref()) {
            (Shape::List { item, .. }, ValueReference::List(values)) => Value::List(
                values
                    .iter()
                    .map(|value| self.value(value, base, item))
                    .collect(),
            ),
            // https://spec.graphql.org/October2021/#sec-List.Input-Coercion
            (Shape::List { item, .. }, _) => Value::List(vec![self.value(value, base, item)]),
            (Shape::Named { .. }, _) => self.named(value, base),
        };
        if shape.is_nullable() {
            Value::Some(Box::new(inner))
        } else {
            inner
        }
    }

    fn named(&self, value: &ConstValue<'_>, base: &str) -> Value {
        match value.as_ref() {
            _ if matches!(
                self.schema.type_named(base),
                Some(TypeReference::CustomScalar(_))
            ) =>
            {
                self.scalar(value, base)
            }
            ValueReference::Boolean(value) => Value::Boolean(value),
            ValueReference::Float(value) => Value::Float(value),
            ValueReference::Integer(value) if base == "Float" => {
                Value::Float(value.to_string().parse().unwrap_or(f64::INFINITY))
            }
            ValueReference::Integer(value) if base == "ID" => Value::String(value.to_string()),
            ValueReference::Integer(value) => Value::Int(value.to_string()),
            ValueReference::String(value) => Value::String(value.to_owned()),
            ValueReference::Enum(value) => self.enum_value(value, base),
            ValueReference::Object(object) => match self.schema.type_named(base) {
                Some(TypeReference::InputObject(definition)) => {
                    let given =
                        AsIter::iter(object).map(|(key, value)| (AsRef::<str>::as_ref(key), value));
                    self.object(definition, &given.collect::<Vec<_>>())
                }
                _ => Value::Unsupported,
            },
            ValueReference::List(_) => Value::Unsupported,
            ValueReference::Null | ValueReference::Variable(_) => {
                unreachable!("nulls are handled and constants have no variables")
            }
        }
    }

    fn scalar(&self, value: &ConstValue<'_>, base: &str) -> Value {
        let literal = match value.as_ref() {
            ValueReference::Boolean(value) => Value::Boolean(value),
            ValueReference::Float(value) => Value::Float(value),
            ValueReference::Integer(value) if value.to_string().parse::<i64>().is_ok() => {
                Value::Int(value.to_string())
            }
            ValueReference::String(value) | ValueReference::Enum(value) => {
                Value::String(value.to_owned())
            }
            _ => return Value::Unsupported,
        };
        Value::Scalar {
            ty: self.type_name(base),
            literal: Box::new(literal),
        }
    }

    fn enum_value(&self, value: &str, base: &str) -> Value {
        let Some(TypeReference::Enum(definition)) = self.schema.type_named(base) else {
            unreachable!("validated: only enums and custom scalars have such values");
        };
        match self.leaves.enum_variant(definition, value) {
            Some(variant) => Value::Enum {
                ty: self.type_name(base),
                variant,
            },
            None => Value::Unsupported,
        }
    }

    fn object(&self, definition: &'a InputObject<'a>, given: &[(&str, &ConstValue<'_>)]) -> Value {
        let ty = self.type_name(definition.name());
        let value = |field: &InputField| {
            let definition = definition
                .input_field_definitions()
                .iter()
                .find(|known| known.name() == field.key)?;
            let given = given
                .iter()
                .find(|(key, _)| *key == field.key)
                .map(|(_, value)| *value);
            // A nullable field is left out, so that the server fills it in; one that cannot be needs its value here.
            let value =
                given.or_else(|| definition.default_value().filter(|_| !field.ty.is_option()))?;
            Some(self.value(value, input_base_name(definition.r#type()), &field.ty.shape))
                .map(boxed_if(field))
        };
        match self.inputs.items.iter().find(|item| item.name() == ty) {
            Some(InputItem::Object(input)) => {
                let field = |field: &InputField| {
                    (
                        field.ident.clone(),
                        value(field).unwrap_or_else(|| boxed_if(field)(Value::None)),
                    )
                };
                Value::Object {
                    ty,
                    fields: input.fields.iter().map(field).collect(),
                }
            }
            Some(InputItem::OneOf(input)) => {
                let given = input
                    .fields
                    .iter()
                    .find_map(|field| Some((field.ident.clone(), value(field)?)));
                let (variant, value) = given.expect("validated: one field is set");
                Value::OneOf {
                    ty,
                    variant,
                    value: Box::new(value),
                }
            }
            Some(InputItem::Own { .. }) | None => Value::Unsupported,
        }
    }

    fn type_name(&self, base: &str) -> String {
        match self.leaves.base(base) {
            Base::Named(name) => name,
            _ => unreachable!("enums, scalars and input objects have names"),
        }
    }
}

fn boxed_if(field: &InputField) -> impl Fn(Value) -> Value {
    let is_boxed = field.ty.is_boxed;
    move |value| {
        if is_boxed {
            Value::Boxed(Box::new(value))
        } else {
            value
        }
    }
}
