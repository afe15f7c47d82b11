//! The argument `-F key=value`: converts values to the types of the query's variables.

use apollo_compiler::Schema;
use apollo_compiler::ast::Type;
use apollo_compiler::schema::ExtendedType;
use serde_json::Value;

/// Converts a value from the command line to the JSON of this type.
///
/// `ID`, `String` and enums take the text unchanged. Numbers and booleans must be valid. Lists and input objects are
/// JSON; a list of texts may also be separated by commas. Custom scalars are numbers, booleans, lists or objects if the
/// text is JSON of that kind, and text otherwise. `null` is null if the type is nullable.
pub(crate) fn typed_value(text: &str, ty: &Type, schema: &Schema) -> Result<Value, String> {
    if text == "null" && !ty.is_non_null() {
        return Ok(Value::Null);
    }
    let item = match ty {
        Type::List(item) | Type::NonNullList(item) => item,
        Type::Named(name) | Type::NonNullNamed(name) => {
            return named_value(text, name.as_str(), schema);
        }
    };
    if text.trim_start().starts_with('[') {
        return serde_json::from_str(text)
            .map_err(|error| format!("expected a JSON list for `{ty}`: {error}"));
    }
    let mut values = Vec::new();
    for part in text.split(',') {
        values.push(typed_value(part.trim(), item, schema)?);
    }
    Ok(Value::Array(values))
}

fn named_value(text: &str, name: &str, schema: &Schema) -> Result<Value, String> {
    let expected = |what: &str| format!("expected {what} for `{name}`, got `{text}`");
    match name {
        "ID" | "String" => return Ok(text.into()),
        "Int" => {
            let number: i32 = text.parse().map_err(|_| expected("an integer"))?;
            return Ok(number.into());
        }
        "Float" => {
            let number: serde_json::Number = text.parse().map_err(|_| expected("a number"))?;
            return Ok(Value::Number(number));
        }
        "Boolean" => {
            let truth: bool = text.parse().map_err(|_| expected("`true` or `false`"))?;
            return Ok(truth.into());
        }
        _ => {}
    }
    match schema.types.get(name) {
        Some(ExtendedType::Enum(definition)) => {
            if definition.values.contains_key(text) {
                return Ok(text.into());
            }
            let values: Vec<&str> = definition.values.keys().map(|name| name.as_str()).collect();
            Err(expected(&format!("one of {}", values.join(", "))))
        }
        Some(ExtendedType::InputObject(_)) => {
            let value: Value = serde_json::from_str(text).map_err(|_| expected("a JSON object"))?;
            if value.is_object() {
                Ok(value)
            } else {
                Err(expected("a JSON object"))
            }
        }
        _ => Ok(custom_scalar(text)),
    }
}

fn custom_scalar(text: &str) -> Value {
    match serde_json::from_str(text) {
        Ok(Value::String(_)) | Err(_) => text.into(),
        Ok(value) => value,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_have_the_type_of_their_variable() {
        let sdl = "type Query { a: Int } enum State { OPEN CLOSED } input Order { by: String } scalar Date";
        let schema = Schema::parse(sdl, "s").unwrap();
        for (text, ty, expected) in [
            ("5", "Int!", Ok(json!(5))),
            ("5", "ID", Ok(json!("5"))),
            ("true", "String", Ok(json!("true"))),
            ("true", "Boolean", Ok(json!(true))),
            ("1e3", "Float", Ok(json!(1e3))),
            ("null", "Int", Ok(json!(null))),
            ("OPEN", "State", Ok(json!("OPEN"))),
            ("OPEN,CLOSED", "[State!]", Ok(json!(["OPEN", "CLOSED"]))),
            ("[1, 2]", "[Int!]!", Ok(json!([1, 2]))),
            (r#"{"by":"x"}"#, "Order!", Ok(json!({"by": "x"}))),
            ("2026-01-01", "Date", Ok(json!("2026-01-01"))),
            ("17", "Date", Ok(json!(17))),
            (
                "five",
                "Int",
                Err("expected an integer for `Int`, got `five`"),
            ),
            (
                "null",
                "Int!",
                Err("expected an integer for `Int`, got `null`"),
            ),
            (
                "open",
                "State",
                Err("expected one of OPEN, CLOSED for `State`, got `open`"),
            ),
            (
                "x",
                "Order",
                Err("expected a JSON object for `Order`, got `x`"),
            ),
        ] {
            let parsed = Type::parse(ty, "t").unwrap();
            assert_eq!(
                typed_value(text, &parsed, &schema),
                expected.map_err(str::to_owned),
                "{text}: {ty}"
            );
        }
    }
}
