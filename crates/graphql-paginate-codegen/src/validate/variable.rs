//! What can be wrong with variables.

use super::suggest::nearest;
use super::{Broken, Explain};
use crate::diagnostic::Diagnostic;
use crate::schema::TypeReference;
use bluejay_core::AsIter;
use bluejay_core::definition::InputType as _;
use bluejay_core::executable::{
    OperationDefinition as _, OperationDefinitionReference, VariableType as _,
};
use bluejay_parser::HasSpan;
use bluejay_parser::ast::executable::OperationDefinition;
use bluejay_validator::executable::document::Error as E;

impl<'a> Explain<'a> {
    pub(super) fn variable(&self, broken: &Broken<'a>) -> Diagnostic {
        match broken {
            E::NonUniqueVariableDefinitionNames {
                name,
                variable_definitions,
            } => {
                let spans: Vec<_> = variable_definitions
                    .iter()
                    .map(|known| *known.variable().span())
                    .collect();
                self.again(
                    &spans,
                    format!("variable `${name}`"),
                    "declare each variable once",
                )
            }
            E::VariableDefinitionTypeNotInput {
                variable_definition,
            } => {
                let ty = variable_definition.r#type();
                let name = ty.as_ref().name();
                let message = match self.schema.type_named(name) {
                    Some(_) => format!("`{name}` is not an input type, so no variable can have it"),
                    None => format!(
                        "no type `{name}` in the schema{}",
                        self.nearest_type(name, is_input)
                    ),
                };
                self.error(ty.span(), message)
            }
            E::VariableNotDefined {
                variable,
                operation_definition,
            } => {
                let declared = declared(operation_definition);
                let nearest = nearest(variable.name(), declared)
                    .map_or_else(String::new, |name| format!("; did you mean `${name}`?"));
                let message = format!("variable `${}` is not declared{nearest}", variable.name());
                let place = match operation_definition.as_ref() {
                    OperationDefinitionReference::Explicit(operation) => {
                        operation.name().map_or("query", |name| name.as_str())
                    }
                    OperationDefinitionReference::Implicit(_) => "query",
                };
                let diagnostic = self.error(variable.span(), message);
                match nearest.is_empty() {
                    true => {
                        diagnostic.help(format!("declare it: `{place}(${}: …)`", variable.name()))
                    }
                    false => diagnostic,
                }
            }
            E::VariableDefinitionUnused {
                variable_definition,
            } => {
                let variable = variable_definition.variable();
                self.error(
                    variable.span(),
                    format!("variable `${}` is never used", variable.name()),
                )
                .help("use it, or remove its declaration")
            }
            E::InvalidVariableUsage {
                variable,
                variable_type,
                location_type,
            } => {
                let (has, wants) = (
                    variable_type.as_ref().display_name(),
                    location_type.display_name(),
                );
                let message = format!(
                    "`${}` is `{has}`, where `{wants}` is wanted",
                    variable.name()
                );
                self.error(variable.span(), message)
                    .help(format!("declare it as `${}: {wants}`", variable.name()))
            }
            E::InvalidOneOfVariableUsage {
                variable,
                variable_type,
                parent_type_name,
            } => {
                let has = variable_type.as_ref().display_name();
                let message = format!(
                    "`${}` is `{has}`, but the one field of `{parent_type_name}` that is set must not be null",
                    variable.name()
                );
                self.error(variable.span(), message).help(format!(
                    "declare it as `${}: {}!`",
                    variable.name(),
                    has.trim_end_matches('!')
                ))
            }
            _ => unreachable!("other rules are explained elsewhere"),
        }
    }
}

fn declared<'a>(operation: &'a OperationDefinition<'a>) -> Vec<&'a str> {
    let variables = match operation.as_ref() {
        OperationDefinitionReference::Explicit(operation) => {
            bluejay_core::executable::ExplicitOperationDefinition::variable_definitions(operation)
        }
        OperationDefinitionReference::Implicit(_) => None,
    };
    variables
        .into_iter()
        .flat_map(|variables| variables.iter())
        .map(|known| known.variable().name())
        .collect()
}

fn is_input(ty: TypeReference<'_>) -> bool {
    !super::fragment::is_composite(ty)
}
