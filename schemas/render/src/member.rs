//! What stands inside a definition, each on one line: fields, arguments, enum values, directives.

use apollo_compiler::ast::{
    Directive, DirectiveList, EnumValueDefinition, FieldDefinition, InputValueDefinition, Value,
};
use apollo_compiler::{Name, Node};

use crate::Error;
use crate::sorted::sorted;

/// A member's name, which decides its place, and its line.
pub(crate) type Member = Result<(Name, String), Error>;

/// ``films(after: String, first: Int = 10): [Film!]! @deprecated``
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

/// ``(after: String, first: Int = 10)``, or nothing when there are no arguments.
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

/// ``first: Int = 10 @deprecated``: an argument, or a field of an input object.
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

/// ``ARCHIVED @deprecated``
pub(crate) fn enum_value(definition: &EnumValueDefinition) -> Member {
    let line = format!("{}{}", definition.value, directives(&definition.directives));
    Ok((definition.value.clone(), line))
}

/// Every directive with a space before it; empty when there is none.
pub(crate) fn directives(list: &DirectiveList) -> String {
    list.iter().map(|applied| directive(applied)).collect()
}

/// ``@specifiedBy(url: "...")``. A deprecation's reason is prose, like a description, and goes with them.
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
