//! Checks whether a literal is valid for a type.

use apollo_compiler::Schema;
use apollo_compiler::ast::{Type, Value};
use apollo_compiler::schema::ExtendedType;

/// Variables are valid for every type, because their types are checked separately.
pub(super) fn fits(schema: &Schema, ty: &Type, value: &Value) -> bool {
    match (ty, value) {
        (_, Value::Variable(_)) => true,
        (_, Value::Null) => !ty.is_non_null(),
        (Type::List(item) | Type::NonNullList(item), Value::List(values)) => {
            values.iter().all(|value| fits(schema, item, value))
        }
        // A single value is coerced to a list.
        (Type::List(item) | Type::NonNullList(item), value) => fits(schema, item, value),
        (Type::Named(name) | Type::NonNullNamed(name), value) => fits_named(schema, name, value),
    }
}

fn fits_named(schema: &Schema, name: &str, value: &Value) -> bool {
    match (schema.types.get(name), value) {
        (Some(ExtendedType::Enum(definition)), Value::Enum(value)) => {
            definition.values.contains_key(value)
        }
        (Some(ExtendedType::Enum(_)), _) => false,
        (Some(ExtendedType::InputObject(definition)), Value::Object(given)) => {
            let known = given.iter().all(|(field, value)| {
                definition
                    .fields
                    .get(field)
                    .is_some_and(|field| fits(schema, &field.ty, value))
            });
            let complete = definition
                .fields
                .values()
                .filter(|field| field.is_required())
                .all(|field| given.iter().any(|(name, _)| *name == field.name));
            known && complete
        }
        (Some(ExtendedType::InputObject(_)), _) => false,
        _ => fits_scalar(name, value),
    }
}

fn fits_scalar(name: &str, value: &Value) -> bool {
    match name {
        "Int" => matches!(value, Value::Int(number) if number.try_to_i32().is_ok()),
        "Float" => matches!(value, Value::Int(_) | Value::Float(_)),
        "String" => matches!(value, Value::String(_)),
        "Boolean" => matches!(value, Value::Boolean(_)),
        "ID" => matches!(value, Value::String(_) | Value::Int(_)),
        _ => true,
    }
}
