//! Errors in arguments: unknown, missing and duplicate ones.

use super::Explain;
use super::suggest::{did_you_mean, list};
use crate::diagnostic::Diagnostic;
use crate::schema::{Definition, InputValueDefinition};
use bluejay_core::AsIter;
use bluejay_core::definition::{
    DirectiveDefinition as _, FieldDefinition as _, InputType as _, InputValueDefinition as _,
};
use bluejay_parser::ast::executable::ExecutableDocument;
use bluejay_parser::{HasSpan, Span};
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
                let mut known = Vec::new();
                if let Some(arguments) = directive_definition.arguments_definition() {
                    known.extend(arguments.iter().map(|known| known.name()));
                }
                let of = format!("directive `@{}`", directive_definition.name());
                self.unknown_argument(argument.name().as_str(), argument.name().span(), &of, known)
            }
            E::DirectiveMissingRequiredArguments {
                directive,
                missing_argument_definitions,
                ..
            } => {
                let name = format!("@{}", directive.name().as_str());
                let span = directive.name().span();
                self.missing_arguments(&name, span, missing_argument_definitions)
            }
            E::FieldMissingRequiredArguments {
                field,
                missing_argument_definitions,
                ..
            } => {
                let name = field.name();
                self.missing_arguments(name.as_str(), name.span(), missing_argument_definitions)
            }
        }
    }

    fn missing_arguments(
        &self,
        of: &str,
        span: &Span,
        missing: &[&InputValueDefinition<'_>],
    ) -> Diagnostic {
        let names = list(missing.iter().map(|argument| argument.name())).unwrap_or_default();
        let what = match missing.len() {
            1 => "argument",
            _ => "arguments",
        };
        let mut given = Vec::new();
        let mut declared = Vec::new();
        for argument in missing {
            let (name, ty) = (argument.name(), argument.r#type().display_name());
            given.push(format!("{name}: ${name}"));
            declared.push(format!("${name}: {ty}"));
        }
        let help = format!(
            "write `{of}({})` and declare `{}`",
            given.join(", "),
            declared.join(", ")
        );
        self.error(span, format!("missing {what} {names} of `{of}`"))
            .help(help)
    }

    fn unknown_argument(&self, name: &str, span: &Span, of: &str, known: Vec<&str>) -> Diagnostic {
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
