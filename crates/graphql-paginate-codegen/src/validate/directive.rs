//! Errors in directives: unknown, misplaced and duplicate ones.

use super::Explain;
use super::suggest::nearest;
use crate::diagnostic::Diagnostic;
use crate::schema::Definition;
use bluejay_core::AsIter;
use bluejay_core::definition::{DirectiveDefinition as _, SchemaDefinition as _};
use bluejay_parser::HasSpan;
use bluejay_parser::ast::executable::ExecutableDocument;
use bluejay_validator::executable::document::DirectiveError as E;

/// Directives that other clients evaluate themselves; servers do not know them.
const CLIENT_DIRECTIVES: &[(&str, &str)] = &[
    ("argumentDefinitions", "Relay"),
    ("arguments", "Relay"),
    ("client", "Apollo Client"),
    ("connection", "Apollo Client or Relay"),
    ("inline", "Relay"),
    ("nonreactive", "Apollo Client"),
    ("refetchable", "Relay"),
    ("relay", "Relay"),
    ("required", "Relay"),
    ("stream_connection", "Relay"),
    ("unmask", "Apollo Client"),
];

impl<'a> Explain<'a> {
    pub(super) fn directive<const CONST: bool>(
        &self,
        error: &E<'a, CONST, ExecutableDocument<'a>, Definition<'a>>,
    ) -> Diagnostic {
        match error {
            E::DirectiveDoesNotExist { directive } => {
                let name = directive.name().as_str();
                let known = self
                    .schema
                    .definition()
                    .directive_definitions()
                    .map(|known| known.name());
                let mut message = format!("no directive `@{name}` in the schema");
                if let Some(nearest) = nearest(name, known) {
                    message.push_str(&format!("; did you mean `@{nearest}`?"));
                }
                let error = self.error(directive.span(), message);
                match CLIENT_DIRECTIVES.iter().find(|(known, _)| *known == name) {
                    Some((_, clients)) => error.help(format!(
                        "it is for {clients}, which changes the query before sending it; remove it"
                    )),
                    None => error,
                }
            }
            E::DirectiveInInvalidLocation {
                directive,
                directive_definition,
                location,
            } => {
                let name = directive.name().as_str();
                let allowed: Vec<String> = directive_definition
                    .locations()
                    .iter()
                    .map(|location| location.to_string())
                    .collect();
                self.error(
                    directive.span(),
                    format!("`@{name}` is not allowed on {location}"),
                )
                .help(format!("it is allowed on {}", allowed.join(", ")))
            }
            E::DirectivesNotUniquePerLocation {
                directives,
                directive_definition,
            } => {
                let spans: Vec<_> = directives
                    .iter()
                    .map(|directive| *directive.span())
                    .collect();
                self.duplicate(
                    &spans,
                    format!("directive `@{}`", directive_definition.name()),
                    "remove one of them",
                )
            }
        }
    }
}
