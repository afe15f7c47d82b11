//! Schemas as introspection results, the JSON that servers answer the introspection query with.
//!
//! They are written out in the schema definition language and go on as any other schema.
//!
//! See [Schema Introspection](https://spec.graphql.org/October2021/#sec-Schema-Introspection).

use crate::diagnostic::Diagnostic;
use serde::Deserialize;
use std::fmt::Write;

/// The schema of an introspection result, in the schema definition language.
///
/// Both the bare result (`{"__schema": …}`) and a whole response (`{"data": {"__schema": …}}`) are read.
///
/// # Errors
/// A diagnostic with line and column when the text is no JSON, or not an introspection result.
pub fn schema_from_introspection(name: &str, json: &str) -> Result<String, Diagnostic> {
    let answer: Answer = serde_json::from_str(json).map_err(|error| {
        Diagnostic::general(format!("`{name}` is not an introspection result: {error}")).help(
            "save the server's answer to the introspection query, with `__schema` at its top or below `data`",
        )
    })?;
    let schema = match answer {
        Answer::Response { data } => data.schema,
        Answer::Bare(introspection) => introspection.schema,
    };
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write_schema(&schema, &mut text);
    Ok(text)
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Answer {
    Response { data: Introspection },
    Bare(Introspection),
}

#[derive(Deserialize)]
struct Introspection {
    #[serde(rename = "__schema")]
    schema: Schema,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Schema {
    query_type: Option<Named>,
    mutation_type: Option<Named>,
    subscription_type: Option<Named>,
    types: Vec<Type>,
    #[serde(default)]
    directives: Vec<Directive>,
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Type {
    kind: String,
    name: String,
    fields: Option<Vec<Field>>,
    input_fields: Option<Vec<Input>>,
    interfaces: Option<Vec<Named>>,
    enum_values: Option<Vec<EnumValue>>,
    possible_types: Option<Vec<Named>>,
    #[serde(default)]
    is_one_of: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Field {
    name: String,
    #[serde(default)]
    args: Vec<Input>,
    #[serde(rename = "type")]
    ty: TypeRef,
    #[serde(flatten)]
    deprecation: Deprecation,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Input {
    name: String,
    #[serde(rename = "type")]
    ty: TypeRef,
    default_value: Option<String>,
    #[serde(flatten)]
    deprecation: Deprecation,
}

#[derive(Deserialize)]
struct EnumValue {
    name: String,
    #[serde(flatten)]
    deprecation: Deprecation,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Deprecation {
    #[serde(default)]
    is_deprecated: Option<bool>,
    #[serde(default)]
    deprecation_reason: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TypeRef {
    kind: String,
    name: Option<String>,
    of_type: Option<Box<TypeRef>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Directive {
    name: String,
    locations: Vec<String>,
    #[serde(default)]
    args: Vec<Input>,
    #[serde(default)]
    is_repeatable: Option<bool>,
}

const BUILT_IN_SCALARS: [&str; 5] = ["Int", "Float", "String", "Boolean", "ID"];
const BUILT_IN_DIRECTIVES: [&str; 5] = ["include", "skip", "deprecated", "specifiedBy", "oneOf"];

type Written = std::fmt::Result;

fn write_schema(schema: &Schema, text: &mut String) -> Written {
    let roots = [
        ("query", &schema.query_type),
        ("mutation", &schema.mutation_type),
        ("subscription", &schema.subscription_type),
    ];
    text.push_str("schema {");
    for (kind, ty) in roots {
        if let Some(ty) = ty {
            write!(text, " {kind}: {}", ty.name)?;
        }
    }
    text.push_str(" }\n");
    for directive in schema.directives.iter().filter(|one| !BUILT_IN_DIRECTIVES.contains(&one.name.as_str()))
    {
        write!(text, "directive @{}", directive.name)?;
        write_arguments(&directive.args, text)?;
        let repeatable = if directive.is_repeatable == Some(true) { " repeatable" } else { "" };
        writeln!(text, "{repeatable} on {}", directive.locations.join(" | "))?;
    }
    let is_own = |ty: &&Type| !ty.name.starts_with("__") && !BUILT_IN_SCALARS.contains(&ty.name.as_str());
    schema.types.iter().filter(is_own).try_for_each(|ty| write_type(ty, text))
}

fn write_type(ty: &Type, text: &mut String) -> Written {
    match ty.kind.as_str() {
        "SCALAR" => writeln!(text, "scalar {}", ty.name),
        "UNION" => {
            let types: Vec<_> = ty.possible_types.iter().flatten().map(|ty| ty.name.as_str()).collect();
            writeln!(text, "union {} = {}", ty.name, types.join(" | "))
        }
        "ENUM" => {
            writeln!(text, "enum {} {{", ty.name)?;
            for value in ty.enum_values.iter().flatten() {
                write!(text, "  {}", value.name)?;
                write_deprecation(&value.deprecation, text)?;
            }
            writeln!(text, "}}")
        }
        "INPUT_OBJECT" => {
            let one_of = if ty.is_one_of == Some(true) { " @oneOf" } else { "" };
            writeln!(text, "input {}{one_of} {{", ty.name)?;
            for field in ty.input_fields.iter().flatten() {
                text.push_str("  ");
                write_input(field, text)?;
                write_deprecation(&field.deprecation, text)?;
            }
            writeln!(text, "}}")
        }
        kind => write_fields(ty, if kind == "INTERFACE" { "interface" } else { "type" }, text),
    }
}

fn write_fields(ty: &Type, keyword: &str, text: &mut String) -> Written {
    write!(text, "{keyword} {}", ty.name)?;
    let interfaces: Vec<_> =
        ty.interfaces.iter().flatten().map(|interface| interface.name.as_str()).collect();
    if !interfaces.is_empty() {
        write!(text, " implements {}", interfaces.join(" & "))?;
    }
    text.push_str(" {\n");
    for field in ty.fields.iter().flatten() {
        write!(text, "  {}", field.name)?;
        write_arguments(&field.args, text)?;
        text.push_str(": ");
        write_type_reference(&field.ty, text);
        write_deprecation(&field.deprecation, text)?;
    }
    writeln!(text, "}}")
}

fn write_arguments(arguments: &[Input], text: &mut String) -> Written {
    if arguments.is_empty() {
        return Ok(());
    }
    for (index, argument) in arguments.iter().enumerate() {
        text.push_str(if index == 0 { "(" } else { ", " });
        write_input(argument, text)?;
        if argument.deprecation.is_deprecated == Some(true) {
            text.push_str(" @deprecated");
        }
    }
    text.push(')');
    Ok(())
}

fn write_input(input: &Input, text: &mut String) -> Written {
    write!(text, "{}: ", input.name)?;
    write_type_reference(&input.ty, text);
    match &input.default_value {
        Some(value) => write!(text, " = {value}"),
        None => Ok(()),
    }
}

fn write_type_reference(ty: &TypeRef, text: &mut String) {
    match (ty.kind.as_str(), &ty.of_type, &ty.name) {
        ("NON_NULL", Some(inner), _) => {
            write_type_reference(inner, text);
            text.push('!');
        }
        ("LIST", Some(inner), _) => {
            text.push('[');
            write_type_reference(inner, text);
            text.push(']');
        }
        (_, _, name) => text.push_str(name.as_deref().unwrap_or_default()),
    }
}

fn write_deprecation(deprecation: &Deprecation, text: &mut String) -> Written {
    match (deprecation.is_deprecated, &deprecation.deprecation_reason) {
        (Some(true), Some(reason)) => {
            let reason = serde_json::to_string(reason).map_err(|_| std::fmt::Error)?;
            writeln!(text, " @deprecated(reason: {reason})")
        }
        (Some(true), None) => writeln!(text, " @deprecated"),
        _ => writeln!(text),
    }
}
