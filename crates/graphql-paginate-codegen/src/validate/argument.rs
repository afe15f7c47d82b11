//! Errors in arguments: unknown, missing and duplicate ones.

use super::Explain;
use super::suggest::{did_you_mean, list};
use crate::diagnostic::Diagnostic;
use crate::schema::{Definition, InputValueDefinition};
use bluejay_core::AsIter;
use bluejay_core::definition::{
    DirectiveDefinition as _, FieldDefinition as _, InputType as _, InputValueDefinition as _,
};
use bluejay_parser::HasSpan;
use bluejay_parser::ast::executable::ExecutableDocument;
use bluejay_validator::executable::document::ArgumentError as E;

impl<'a> Explain<'a> {
    pub(super) fn argument<const CONST: bool>(
        &self,
        error: &E<'a, CONST, ExecutableDocument<'a>, Definition<'a>>,
    ) -> Diagnostic {
        match error {
            E::NonUniqueArgumentNames { arguments, name } => {
                let spans: Vec<_> = arguments
                    .iter()
                    .map(|argument| *argument.name().span())
                    .collect();
                self.duplicate(&spans, format!("argument `{name}`"), "remove one of them")
            }
            E::ArgumentDoesNotExistOnField {
                argument,
                field_definition,
            } => {
                let known = Self::argument_names(field_definition);
                let of = format!("field `{}`", field_definition.name());
                self.unknown_argument(argument.name().as_str(), argument.name().span(), &of, known)
            }
            E::ArgumentDoesNotExistOnDirective {
                argument,
                directive_definition,
            } => {
                let known = directive_definition.arguments_definition();
                let known = known
                    .into_iter()
                    .flat_map(|known| known.iter())
                    .map(|known| known.name());
                let of = format!("directive `@{}`", directive_definition.name());
                self.unknown_argument(
                    argument.name().as_str(),
                    argument.name().span(),
                    &of,
                    known.collect(),
                )
            }
            E::DirectiveMissingRequiredArguments {
                directive,
                missing_argument_definitions,
                ..
            } => {
                let name = directive.name().as_str();
                let help = format!(
                    "write `@{name}({})`{}",
                    given(missing_argument_definitions),
                    declared(missing_argument_definitions)
                );
                let message = format!(
                    "missing {} of `@{name}`",
                    needed(missing_argument_definitions)
                );
                self.error(directive.name().span(), message).help(help)
            }
            E::FieldMissingRequiredArguments {
                field,
                missing_argument_definitions,
                ..
            } => {
                let name = field.name().as_str();
                let help = format!(
                    "write `{name}({})`{}",
                    given(missing_argument_definitions),
                    declared(missing_argument_definitions)
                );
                let message = format!(
                    "missing {} of `{name}`",
                    needed(missing_argument_definitions)
                );
                self.error(field.name().span(), message).help(help)
            }
        }
    }

    fn unknown_argument(
        &self,
        name: &str,
        span: &bluejay_parser::Span,
        of: &str,
        known: Vec<&str>,
    ) -> Diagnostic {
        let nearest = did_you_mean(name, known.iter().copied());
        let diagnostic = self.error(span, format!("no argument `{name}` on {of}{nearest}"));
        if !nearest.is_empty() {
            return diagnostic;
        }
        match list(known) {
            Some(known) => diagnostic.help(format!("its arguments are {known}")),
            None => diagnostic.help("it takes no arguments"),
        }
    }
}

/// ``argument `a` `` or ``arguments `a`, `b` ``.
fn needed(missing: &[&InputValueDefinition<'_>]) -> String {
    let names = list(missing.iter().map(|argument| argument.name())).unwrap_or_default();
    if missing.len() == 1 {
        format!("argument {names}")
    } else {
        format!("arguments {names}")
    }
}

/// The arguments with a variable each: `a: $a, b: $b`.
fn given(missing: &[&InputValueDefinition<'_>]) -> String {
    let arguments = missing
        .iter()
        .map(|argument| format!("{name}: ${name}", name = argument.name()));
    arguments.collect::<Vec<_>>().join(", ")
}

/// The declarations of the variables in [`given`].
fn declared(missing: &[&InputValueDefinition<'_>]) -> String {
    let variables = missing
        .iter()
        .map(|argument| format!("${}: {}", argument.name(), argument.r#type().display_name()));
    format!(
        " and declare `{}`",
        variables.collect::<Vec<_>>().join(", ")
    )
}
