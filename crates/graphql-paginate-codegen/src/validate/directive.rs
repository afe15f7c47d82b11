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

/// Directives of other clients that change what is requested or how a response is read, each with what to do about it.
///
/// Those that change neither are removed before validation, by [`ServerText`](crate::server_text::ServerText).
const CLIENT_DIRECTIVES: &[(&str, &str)] = &[
    (
        "argumentDefinitions",
        "Relay replaces the variables of the fragment before it sends the query; declare them in the operation, and remove `@argumentDefinitions`",
    ),
    (
        "arguments",
        "Relay replaces the variables of the fragment before it sends the query; declare them in the operation, and remove `@arguments`",
    ),
    (
        "client",
        "Apollo Client computes the field and does not request it; remove the field",
    ),
    ("defer", ONE_RESPONSE),
    (
        "export",
        "Apollo Client sets the variable to the value of the field; set it yourself, and remove `@export`",
    ),
    (
        "match",
        "Relay requests the data of the chosen component; select the fields that you need",
    ),
    (
        "module",
        "Relay requests the data of the chosen component; select the fields that you need",
    ),
    (
        "rest",
        "Apollo Client requests the field from a REST API; remove the field",
    ),
    ("stream", ONE_RESPONSE),
    ("stream_connection", ONE_RESPONSE),
];

const ONE_RESPONSE: &str = "it asks for a response in parts, but a page is one response; remove it";

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
                    Some((_, help)) => error.help(*help),
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
