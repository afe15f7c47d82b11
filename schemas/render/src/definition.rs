//! Renders a definition, with its sort key.

use std::fmt;

use apollo_compiler::Name;
use apollo_compiler::ast::{Definition, DirectiveDefinition, DirectiveList, SchemaDefinition};

use crate::Error;
use crate::member::{Member, arguments, directives, enum_value, field, input_value};
use crate::sorted::{sorted, sorted_names};

/// The position of a definition. The order of the variants is the order of the document.
///
/// All types share one variant, because a document cannot define two types of one name.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    Directive(Name),
    Schema,
    Type(Name),
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Directive(name) => write!(formatter, "@{name}"),
            Self::Schema => formatter.write_str("schema"),
            Self::Type(name) => formatter.write_str(name),
        }
    }
}

/// Renders a definition without a trailing line break.
///
/// # Errors
///
/// [`Error::Conflict`] if its members conflict, [`Error::Extension`] and [`Error::Executable`] if it is not a type system
/// definition.
pub(crate) fn definition(definition: &Definition) -> Result<(Place, String), Error> {
    let text = match definition {
        Definition::DirectiveDefinition(def) => return directive_definition(def),
        Definition::SchemaDefinition(def) => return schema_definition(def),
        Definition::ScalarTypeDefinition(def) => head("scalar", &def.name, &[], &def.directives),
        Definition::ObjectTypeDefinition(def) => block(
            head(
                "type",
                &def.name,
                &def.implements_interfaces,
                &def.directives,
            ),
            &def.name,
            def.fields.iter().map(|member| field(&def.name, member)),
        )?,
        Definition::InterfaceTypeDefinition(def) => block(
            head(
                "interface",
                &def.name,
                &def.implements_interfaces,
                &def.directives,
            ),
            &def.name,
            def.fields.iter().map(|member| field(&def.name, member)),
        )?,
        Definition::UnionTypeDefinition(def) => {
            let members = sorted_names(&def.members).join(" | ");
            let equals = if members.is_empty() { "" } else { " = " };
            head("union", &def.name, &[], &def.directives) + equals + &members
        }
        Definition::EnumTypeDefinition(def) => block(
            head("enum", &def.name, &[], &def.directives),
            &def.name,
            def.values.iter().map(|member| enum_value(member)),
        )?,
        Definition::InputObjectTypeDefinition(def) => block(
            head("input", &def.name, &[], &def.directives),
            &def.name,
            def.fields.iter().map(|member| input_value(member)),
        )?,
        other => return Err(refusal(other)),
    };
    let name = definition
        .name()
        .expect("every type definition has a name")
        .clone();
    Ok((Place::Type(name), text))
}

fn directive_definition(def: &DirectiveDefinition) -> Result<(Place, String), Error> {
    let arguments = arguments(&format!("@{}", def.name), &def.arguments)?;
    let repeatable = if def.repeatable { " repeatable" } else { "" };
    let locations = sorted_names(&def.locations).join(" | ");
    let text = format!(
        "directive @{}{arguments}{repeatable} on {locations}",
        def.name
    );
    Ok((Place::Directive(def.name.clone()), text))
}

fn schema_definition(def: &SchemaDefinition) -> Result<(Place, String), Error> {
    let mut text = format!("schema{} {{\n", directives(&def.directives));
    let mut roots = def.root_operations.clone();
    // The specification's order: query, mutation, subscription.
    roots.sort_by_key(|root| root.0 as u8);
    for root in roots {
        text += &format!("  {}: {}\n", root.0, root.1);
    }
    Ok((Place::Schema, text + "}"))
}

/// The first line of a type: ``type Film implements Media & Node @key``.
fn head(keyword: &str, name: &Name, interfaces: &[Name], applied: &DirectiveList) -> String {
    let interfaces = sorted_names(interfaces).join(" & ");
    let implements = if interfaces.is_empty() {
        ""
    } else {
        " implements "
    };
    format!(
        "{keyword} {name}{implements}{interfaces}{}",
        directives(applied)
    )
}

/// `head`, followed by the members in braces; without members, the braces are omitted.
fn block(
    head: String,
    owner: &Name,
    members: impl Iterator<Item = Member>,
) -> Result<String, Error> {
    let lines = sorted(owner, members)?;
    if lines.is_empty() {
        Ok(head)
    } else {
        Ok(format!("{head} {{\n  {}\n}}", lines.join("\n  ")))
    }
}

fn refusal(definition: &Definition) -> Error {
    let name = |fallback: &str| definition.name().map_or(fallback, Name::as_str).to_owned();
    match definition {
        Definition::OperationDefinition(_) => Error::Executable {
            name: name("query"),
        },
        Definition::FragmentDefinition(_) => Error::Executable {
            name: name("fragment"),
        },
        _ => Error::Extension {
            name: name("schema"),
        },
    }
}
