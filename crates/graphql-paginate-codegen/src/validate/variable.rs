//! Errors in variables: undeclared, unused and duplicate ones, and wrong types.

use super::suggest::nearest;
use super::{Explain, Violation};
use crate::diagnostic::Diagnostic;
use crate::schema::TypeReference;
use bluejay_core::AsIter;
use bluejay_core::definition::InputType as _;
use bluejay_core::executable::{
    OperationDefinition as _, OperationDefinitionReference, VariableType as _,
};
use bluejay_parser::ast::executable::{OperationDefinition, VariableDefinition};
use bluejay_parser::{HasSpan, Span};
use bluejay_validator::executable::document::Error as E;

impl<'a> Explain<'a> {
    pub(super) fn variable(&self, violation: &Violation<'a>) -> Diagnostic {
        match violation {
            E::NonUniqueVariableDefinitionNames {
                name,
                variable_definitions,
            } => {
                let spans: Vec<_> = variable_definitions
                    .iter()
                    .map(|known| *known.variable().span())
                    .collect();
                self.duplicate(&spans, format!("variable `${name}`"), "remove one of them")
            }
            E::VariableDefinitionTypeNotInput {
                variable_definition,
            } => self.not_an_input(variable_definition),
            E::VariableNotDefined {
                variable,
                operation_definition,
            } => self.undeclared(variable.name(), variable.span(), operation_definition),
            E::VariableDefinitionUnused {
                variable_definition,
            } => {
                let variable = variable_definition.variable();
                let message = format!("variable `${}` is never used", variable.name());
                self.error(variable.span(), message)
                    .help("use it, or remove its declaration")
            }
            E::InvalidVariableUsage {
                variable,
                variable_type,
                location_type,
            } => {
                let name = variable.name();
                let given = variable_type.as_ref().display_name();
                let expected = location_type.display_name();
                let message = format!("expected `{expected}`, got `${name}` of type `{given}`");
                self.error(variable.span(), message)
                    .help(format!("declare it as `${name}: {expected}`"))
            }
            E::InvalidOneOfVariableUsage {
                variable,
                variable_type,
                parent_type_name,
            } => {
                let given = variable_type.as_ref().display_name();
                self.nullable_in_one_of(variable.name(), variable.span(), &given, parent_type_name)
            }
            _ => unreachable!("`explain` passes the rules about variables only"),
        }
    }

    fn not_an_input(&self, definition: &VariableDefinition<'a>) -> Diagnostic {
        let ty = definition.r#type();
        let name = ty.as_ref().name();
        let message = if self.schema.type_named(name).is_some() {
            format!("`{name}` is not an input type, so a variable cannot have it")
        } else {
            let nearest = self.nearest_type(name, is_input);
            format!("no type `{name}` in the schema{nearest}")
        };
        self.error(ty.span(), message)
    }

    fn nullable_in_one_of(&self, name: &str, span: &Span, given: &str, of: &str) -> Diagnostic {
        let nullable = given.trim_end_matches('!');
        let message = format!(
            "`${name}` of type `{given}` may be null, but `{of}` is `@oneOf`: its field must not be `null`"
        );
        self.error(span, message)
            .help(format!("declare it as `${name}: {nullable}!`"))
    }

    fn undeclared(
        &self,
        name: &str,
        span: &Span,
        operation: &'a OperationDefinition<'a>,
    ) -> Diagnostic {
        if let Some(nearest) = nearest(name, declared(operation)) {
            let message = format!("variable `${name}` is not declared; did you mean `${nearest}`?");
            return self.error(span, message);
        }
        let operation = match operation.as_ref() {
            OperationDefinitionReference::Explicit(operation) => operation.name(),
            OperationDefinitionReference::Implicit(_) => None,
        };
        let operation = match operation {
            Some(name) => name.as_str(),
            None => "query",
        };
        self.error(span, format!("variable `${name}` is not declared"))
            .help(format!("declare it: `{operation}(${name}: …)`"))
    }
}

/// The names of the variables that an operation declares.
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
