//! Converts an introspection result, the JSON response to the introspection query, to the schema definition language.
//!
//! See [Schema Introspection](https://spec.graphql.org/October2021/#sec-Schema-Introspection).

use super::built_in::is_built_in;
use super::json::{self, Json, as_str, get, is_true, list, object, optional_string, string};
use crate::diagnostic::Diagnostic;

/// The schema of an introspection result, in the schema definition language.
///
/// Accepts both the bare result (`{"__schema": …}`) and a whole response (`{"data": {"__schema": …}}`).
///
/// # Errors
/// A diagnostic if the text is not JSON, with line and column, or is not an introspection result.
pub fn schema_from_introspection(name: &str, json: &str) -> Result<String, Diagnostic> {
    convert(json).map_err(|error| {
        Diagnostic::general(format!("`{name}` is not an introspection result: {error}")).help(
            "save the server's response to the introspection query, with `__schema` at the top level or below `data`",
        )
    })
}

fn convert(json: &str) -> Result<String, String> {
    let without_byte_order_mark = json.strip_prefix('\u{feff}').unwrap_or(json);
    let response = json::parse(without_byte_order_mark)?;
    let result = get(&response, "data").unwrap_or(&response);
    let mut text = String::new();
    write_schema(object(result, "__schema")?, &mut text)?;
    Ok(text)
}

const BUILT_IN_DIRECTIVES: [&str; 5] = ["include", "skip", "deprecated", "specifiedBy", "oneOf"];

/// The error says what is missing or invalid.
type Written = Result<(), String>;

fn write_schema(schema: &Json<'_>, text: &mut String) -> Written {
    let roots = [
        ("query", "queryType"),
        ("mutation", "mutationType"),
        ("subscription", "subscriptionType"),
    ];
    text.push_str("schema {");
    for (kind, key) in roots {
        if let Some(root) = get(schema, key) {
            push(text, &[" ", kind, ": ", string(root, "name")?]);
        }
    }
    text.push_str(" }\n");
    for directive in list(schema, "directives")? {
        write_directive(directive, text)?;
    }
    let types = list(schema, "types")?;
    if types.is_empty() {
        return Err("`types` is missing or empty".to_owned());
    }
    for ty in types {
        write_type(ty, text)?;
    }
    Ok(())
}

fn write_directive(directive: &Json<'_>, text: &mut String) -> Written {
    let name = string(directive, "name")?;
    if BUILT_IN_DIRECTIVES.contains(&name) {
        return Ok(());
    }
    push(text, &["directive @", name]);
    write_arguments(directive, text)?;
    let repeatable = if is_true(directive, "isRepeatable") {
        " repeatable"
    } else {
        ""
    };
    let locations: Option<Vec<&str>> = list(directive, "locations")?.iter().map(as_str).collect();
    let locations = locations.ok_or("a location is not a string")?;
    push(text, &[repeatable, " on ", &locations.join(" | "), "\n"]);
    Ok(())
}

fn write_type(ty: &Json<'_>, text: &mut String) -> Written {
    let name = string(ty, "name")?;
    if name.starts_with("__") || is_built_in("scalar", name) {
        return Ok(());
    }
    match string(ty, "kind")? {
        "SCALAR" => push(text, &["scalar ", name, "\n"]),
        "UNION" => {
            let members = names(ty, "possibleTypes")?.join(" | ");
            push(text, &["union ", name, " = ", &members, "\n"]);
        }
        "ENUM" => {
            push(text, &["enum ", name, " {\n"]);
            for value in list(ty, "enumValues")? {
                push(text, &["  ", string(value, "name")?]);
                write_deprecation(value, text);
            }
            text.push_str("}\n");
        }
        "INPUT_OBJECT" => {
            push(text, &["input ", name]);
            if is_true(ty, "isOneOf") {
                text.push_str(" @oneOf");
            }
            text.push_str(" {\n");
            for field in list(ty, "inputFields")? {
                text.push_str("  ");
                write_input(field, text)?;
                write_deprecation(field, text);
            }
            text.push_str("}\n");
        }
        "INTERFACE" => write_fields(ty, "interface", text)?,
        _ => write_fields(ty, "type", text)?,
    }
    Ok(())
}

fn write_fields(ty: &Json<'_>, keyword: &str, text: &mut String) -> Written {
    push(text, &[keyword, " ", string(ty, "name")?]);
    let interfaces = names(ty, "interfaces")?;
    if !interfaces.is_empty() {
        push(text, &[" implements ", &interfaces.join(" & ")]);
    }
    text.push_str(" {\n");
    for field in list(ty, "fields")? {
        push(text, &["  ", string(field, "name")?]);
        write_arguments(field, text)?;
        text.push_str(": ");
        write_type_reference(object(field, "type")?, text)?;
        write_deprecation(field, text);
    }
    text.push_str("}\n");
    Ok(())
}

fn write_arguments(of: &Json<'_>, text: &mut String) -> Written {
    let arguments = list(of, "args")?;
    for (index, argument) in arguments.iter().enumerate() {
        text.push_str(if index == 0 { "(" } else { ", " });
        write_input(argument, text)?;
        if is_true(argument, "isDeprecated") {
            text.push_str(" @deprecated");
        }
    }
    if !arguments.is_empty() {
        text.push(')');
    }
    Ok(())
}

fn write_input(input: &Json<'_>, text: &mut String) -> Written {
    push(text, &[string(input, "name")?, ": "]);
    write_type_reference(object(input, "type")?, text)?;
    if let Some(value) = optional_string(input, "defaultValue") {
        push(text, &[" = ", value]);
    }
    Ok(())
}

fn write_type_reference(ty: &Json<'_>, text: &mut String) -> Written {
    match string(ty, "kind")? {
        "NON_NULL" => {
            write_type_reference(object(ty, "ofType")?, text)?;
            text.push('!');
        }
        "LIST" => {
            text.push('[');
            write_type_reference(object(ty, "ofType")?, text)?;
            text.push(']');
        }
        _ => text.push_str(string(ty, "name")?),
    }
    Ok(())
}

fn write_deprecation(of: &Json<'_>, text: &mut String) {
    if is_true(of, "isDeprecated") {
        text.push_str(" @deprecated");
        if let Some(reason) = get(of, "deprecationReason") {
            // A JSON string literal is a valid GraphQL string literal.
            push(text, &["(reason: ", &reason.to_string(), ")"]);
        }
    }
    text.push('\n');
}

fn push(text: &mut String, parts: &[&str]) {
    text.extend(parts.iter().copied());
}

/// The names of the types in a list that may be null.
fn names<'v>(of: &'v Json<'_>, key: &str) -> Result<Vec<&'v str>, String> {
    list(of, key)?.iter().map(|ty| string(ty, "name")).collect()
}
