//! Coerces variables, with the errors of the APIs for invalid ones.

use apollo_compiler::executable::{Operation, VariableDefinition};
use apollo_compiler::request::coerce_variable_values;
use apollo_compiler::schema::ExtendedType;
use apollo_compiler::validation::Valid;
use apollo_compiler::{Node, Schema};
use chrono::{DateTime, NaiveDate};

use super::{Document, JsonMap, JsonValue, RequestError, json};

/// # Errors
///
/// One error for each variable that is missing or has a value of the wrong type.
pub(super) fn coerce(
    schema: &Valid<Schema>,
    document: &Document,
    operation: &Operation,
    values: &JsonMap,
) -> Result<Valid<JsonMap>, Vec<RequestError>> {
    let errors: Vec<RequestError> = operation
        .variables
        .iter()
        .filter_map(|variable| Some((variable, problem(schema, operation, variable, values)?)))
        .map(|(variable, problem)| error(document, variable, values, &problem))
        .collect();
    if !errors.is_empty() {
        return Err(errors);
    }
    coerce_variable_values(schema, operation, values)
        .map_err(|error| vec![RequestError::new(error.message().to_string())])
}

/// The problem with one variable, checked as if it were the only variable of the operation.
fn problem(
    schema: &Valid<Schema>,
    operation: &Operation,
    variable: &Node<VariableDefinition>,
    values: &JsonMap,
) -> Option<String> {
    let value = values.get(variable.name.as_str());
    if variable.ty.is_non_null()
        && variable.default_value.is_none()
        && value.is_none_or(JsonValue::is_null)
    {
        return Some("Expected value to not be null".into());
    }
    let value = value?;
    let alone = Operation {
        variables: vec![variable.clone()],
        ..operation.clone()
    };
    if coerce_variable_values(schema, &alone, values).is_ok()
        && custom_scalar_is_valid(variable, value)
    {
        return None;
    }
    Some(explanation(schema, variable, value))
}

fn explanation(schema: &Schema, variable: &VariableDefinition, value: &JsonValue) -> String {
    let type_name = variable.ty.inner_named_type();
    match schema.types.get(type_name) {
        Some(ExtendedType::Enum(definition)) => {
            let names: Vec<&str> = definition.values.keys().map(|name| name.as_str()).collect();
            format!("Expected {value} to be one of: {}", names.join(", "))
        }
        _ => format!("Could not coerce value {value} to {type_name}"),
    }
}

/// Dates are the only custom scalars whose values the servers validate.
fn custom_scalar_is_valid(variable: &VariableDefinition, value: &JsonValue) -> bool {
    let Some(text) = value.as_str() else {
        return value.is_null() || !variable.ty.inner_named_type().starts_with("ISO8601");
    };
    match variable.ty.inner_named_type().as_str() {
        "ISO8601DateTime" => DateTime::parse_from_rfc3339(text).is_ok() || is_date(text),
        "ISO8601Date" => is_date(text),
        _ => true,
    }
}

fn is_date(text: &str) -> bool {
    ["%Y-%m-%d", "%Y%m%d"]
        .iter()
        .any(|format| NaiveDate::parse_from_str(text, format).is_ok())
}

fn error(
    document: &Document,
    variable: &Node<VariableDefinition>,
    values: &JsonMap,
    explanation: &str,
) -> RequestError {
    let message = format!(
        "Variable ${} of type {} was provided invalid value",
        variable.name, variable.ty
    );
    let value = values
        .get(variable.name.as_str())
        .cloned()
        .unwrap_or_default();
    let problems = json!([{ "path": [], "explanation": explanation }]);
    RequestError::new(message)
        .at(variable
            .location()
            .and_then(|span| span.line_column(&document.executable.sources)))
        .with_extensions([("value", value), ("problems", problems)])
}
