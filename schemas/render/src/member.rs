//! Renders the members of a definition: fields, arguments, enum values and directives.

use apollo_compiler::ast::{
    Directive, DirectiveList, EnumValueDefinition, FieldDefinition, InputValueDefinition, Value,
};
use apollo_compiler::{Name, Node};

use crate::Error;
use crate::sorted::sorted;

/// The name of a member, by which it is sorted, and its text.
pub(crate) type Member = Result<(Name, String), Error>;

/// A field: ``films(after: String, first: Int = 10): [Film!]! @deprecated``.
pub(crate) fn field(owner: &Name, field: &FieldDefinition) -> Member {
    let arguments = arguments(&format!("{owner}.{}", field.name), &field.arguments)?;
    let line = format!(
        "{}{arguments}: {}{}",
        field.name,
        field.ty,
        directives(&field.directives)
    );
    Ok((field.name.clone(), line))
}

/// Arguments: ``(after: String, first: Int = 10)``; empty if there are none.
pub(crate) fn arguments(
    owner: &str,
    definitions: &[Node<InputValueDefinition>],
) -> Result<String, Error> {
    let arguments = sorted(
        owner,
        definitions.iter().map(|definition| input_value(definition)),
    )?;
    Ok(parenthesised(&arguments))
}

/// An argument, or a field of an input object: ``first: Int = 10 @deprecated``.
pub(crate) fn input_value(definition: &InputValueDefinition) -> Member {
    let default = definition
        .default_value
        .as_ref()
        .map(|default| format!(" = {}", value(default)));
    let line = format!(
        "{}: {}{}{}",
        definition.name,
        definition.ty,
        default.unwrap_or_default(),
        directives(&definition.directives)
    );
    Ok((definition.name.clone(), line))
}

/// An enum value: ``ARCHIVED @deprecated``.
pub(crate) fn enum_value(definition: &EnumValueDefinition) -> Member {
    let line = format!("{}{}", definition.value, directives(&definition.directives));
    Ok((definition.value.clone(), line))
}

/// All directives, each with a leading space; empty if there are none.
pub(crate) fn directives(list: &DirectiveList) -> String {
    list.iter().map(|applied| directive(applied)).collect()
}

/// A directive: ``@specifiedBy(url: "...")``. The reason of a deprecation is omitted, like descriptions.
fn directive(directive: &Directive) -> String {
    if directive.name == "deprecated" {
        return " @deprecated".to_owned();
    }
    let mut arguments: Vec<String> = directive
        .arguments
        .iter()
        .map(|argument| format!("{}: {}", argument.name, value(&argument.value)))
        .collect();
    arguments.sort_unstable();
    format!(" @{}{}", directive.name, parenthesised(&arguments))
}

fn parenthesised(arguments: &[String]) -> String {
    if arguments.is_empty() {
        String::new()
    } else {
        format!("({})", arguments.join(", "))
    }
}

fn value(value: &Value) -> String {
    value.serialize().no_indent().to_string()
}
