//! A document is checked against the schema before anything is made of it.
//!
//! The rules are bluejay's; what is said about a broken one is ours: the place, and the way out.
//!
//! See [Validation](https://spec.graphql.org/October2021/#sec-Validation).

mod alias;
mod argument;
mod directive;
mod field;
mod finding;
mod fragment;
mod merge;
mod mistake;
mod operation;
mod schema;
mod suggest;
mod value;
mod variable;

use crate::depth::too_much_by_fragments;
use crate::diagnostic::Diagnostic;
use crate::schema::{Definition, Schema, input_base_name};
use crate::text::Source;
use bluejay_parser::ast::Value;
use bluejay_parser::ast::executable::ExecutableDocument;
use bluejay_parser::{HasSpan, Span};
use bluejay_validator::executable::Cache;
use bluejay_validator::executable::document::{BuiltinRulesValidator, Error};
use bluejay_validator::value::input_coercion::Error as Coercion;
use finding::Finding;
use std::fmt::Display;
use value::Values;

pub(crate) use schema::validate_schema;
pub use suggest::did_you_mean;

/// What happens to a document that breaks a rule of the specification but for which code can be generated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Validation {
    /// Each broken rule is an error.
    Deny,
    /// Each broken rule is a warning; the server decides.
    Warn,
}

/// An error of a document, as the validator has it.
type Broken<'a> = Error<'a, ExecutableDocument<'a>, Definition<'a>>;

/// Everything that is wrong with a document, in the order of the text.
///
/// What code can be generated for all the same is a warning, if the user wants it so.
pub(crate) fn validate<'a>(
    schema: &'a Schema<'a>,
    source: Source<'a>,
    document: &'a ExecutableDocument<'a>,
    validation: Validation,
) -> Vec<Diagnostic> {
    if let Some(too_much) = too_much_by_fragments(source, document) {
        return vec![too_much];
    }
    let explain = Explain {
        schema,
        source,
        document,
    };
    if let Some(no_queries) = explain.no_queries() {
        return vec![no_queries];
    }
    let cache = Cache::new(document, schema.definition());
    let mut broken: Vec<_> =
        BuiltinRulesValidator::validate(document, schema.definition(), &cache).collect();
    without_consequences(source, &mut broken);
    broken.retain(|error| match error {
        Error::InvalidConstValue(error) => !value::is_nested_list(schema, error),
        Error::InvalidVariableValue(error) => !value::is_nested_list(schema, error),
        // That the argument's type is invalid is reported once.
        Error::InvalidVariableUsage { location_type, .. } => {
            schema.mistake(input_base_name(location_type)).is_none()
        }
        _ => true,
    });
    let (types, others): (Vec<_>, Vec<_>) = broken.into_iter().partition(|broken| {
        matches!(
            broken,
            Error::FieldSelectionsDoNotMergeIncompatibleTypes { .. }
        )
    });
    let mut diagnostics = explain.mistakes(validation);
    for broken in &others {
        let diagnostic = explain.broken(broken);
        if validation == Validation::Warn && is_servers_choice(broken) {
            diagnostics.push(diagnostic.into_warning());
        } else {
            diagnostics.push(diagnostic);
        }
    }
    // Two fields under one key mostly have two types as well; that goes without saying.
    for broken in &types {
        let mut diagnostic = explain.broken(broken);
        if explain.never_meet(broken) {
            diagnostic = diagnostic.into_warning();
        }
        if diagnostics
            .iter()
            .all(|known| known.place != diagnostic.place)
        {
            diagnostics.push(diagnostic);
        }
    }
    diagnostics.extend(explain.typename_aliases());
    diagnostics.sort_by_key(|diagnostic| {
        diagnostic
            .place
            .as_ref()
            .map_or((0, 0), |place| (place.line, place.column))
    });
    diagnostics.dedup();
    diagnostics
}

/// Whether generated code does not depend on a rule, so that only the server cares.
fn is_servers_choice(broken: &Broken<'_>) -> bool {
    matches!(
        broken,
        Error::VariableDefinitionUnused { .. }
            | Error::FragmentDefinitionUnused { .. }
            | Error::InvalidVariableUsage { .. }
            | Error::InvalidOneOfVariableUsage { .. }
            | Error::FragmentSpreadIsNotPossible { .. }
            | Error::InlineFragmentSpreadIsNotPossible { .. }
            | Error::SubscriptionRootNotSingleField { .. }
            | Error::NonLeafFieldSelectionEmpty { .. }
            | Error::InvalidVariableValue(_)
            | Error::InvalidConstDirective(_)
            | Error::InvalidVariableDirective(_)
            | Error::InvalidConstArgument(_)
            | Error::InvalidVariableArgument(_)
    )
}

/// Removes the errors that only follow from another one: a misspelled argument is not also a missing one, and its
/// variable is not unused.
fn without_consequences(source: Source<'_>, broken: &mut Vec<Broken<'_>>) {
    use bluejay_validator::executable::document::ArgumentError;
    let mut unknown = Vec::new();
    for error in broken.iter() {
        match error {
            Error::InvalidVariableArgument(ArgumentError::ArgumentDoesNotExistOnField {
                argument,
                ..
            }) => unknown.push(argument.span().byte_range()),
            Error::InvalidConstArgument(ArgumentError::ArgumentDoesNotExistOnField {
                argument,
                ..
            }) => unknown.push(argument.span().byte_range()),
            _ => {}
        }
    }
    if unknown.is_empty() {
        return;
    }
    broken.retain(|error| match error {
        Error::InvalidVariableArgument(ArgumentError::FieldMissingRequiredArguments {
            field,
            ..
        }) => {
            let field = field.span().byte_range();
            !unknown
                .iter()
                .any(|argument| field.contains(&argument.start))
        }
        Error::VariableDefinitionUnused {
            variable_definition,
        } => {
            let name = variable_definition.variable().name();
            !unknown.iter().any(|argument| {
                let value = &source.text[argument.clone()];
                value.match_indices('$').any(|(at, _)| {
                    &value[Source {
                        name: "",
                        text: value,
                    }
                    .token_at(at)][1..]
                        == name
                })
            })
        }
        _ => true,
    });
}

/// Turns broken rules into diagnostics.
struct Explain<'a> {
    schema: &'a Schema<'a>,
    source: Source<'a>,
    document: &'a ExecutableDocument<'a>,
}

impl<'a> Explain<'a> {
    fn broken(&self, broken: &Broken<'a>) -> Diagnostic {
        use Error as E;
        match broken {
            E::NonUniqueOperationNames { .. }
            | E::NotLoneAnonymousOperation { .. }
            | E::SubscriptionRootNotSingleField { .. }
            | E::OperationTypeNotDefined { .. } => self.operation(broken),
            E::FieldDoesNotExistOnType { .. }
            | E::LeafFieldSelectionNotEmpty { .. }
            | E::NonLeafFieldSelectionEmpty { .. }
            | E::FieldSelectionsDoNotMergeIncompatibleTypes { .. }
            | E::FieldSelectionsDoNotMergeDifferingNames { .. }
            | E::FieldSelectionsDoNotMergeDifferingArguments { .. } => self.field(broken),
            E::NonUniqueFragmentDefinitionNames { .. }
            | E::FragmentDefinitionTargetTypeDoesNotExist { .. }
            | E::InlineFragmentTargetTypeDoesNotExist { .. }
            | E::FragmentDefinitionTargetTypeNotComposite { .. }
            | E::InlineFragmentTargetTypeNotComposite { .. }
            | E::FragmentDefinitionUnused { .. }
            | E::FragmentSpreadTargetUndefined { .. }
            | E::FragmentSpreadCycle { .. }
            | E::FragmentSpreadIsNotPossible { .. }
            | E::InlineFragmentSpreadIsNotPossible { .. } => self.fragment(broken),
            E::NonUniqueVariableDefinitionNames { .. }
            | E::VariableDefinitionTypeNotInput { .. }
            | E::VariableNotDefined { .. }
            | E::VariableDefinitionUnused { .. }
            | E::InvalidVariableUsage { .. }
            | E::InvalidOneOfVariableUsage { .. } => self.variable(broken),
            E::InvalidConstValue(error) => self.value(error),
            E::InvalidVariableValue(error) => self.value(error),
            E::InvalidConstDirective(error) => self.directive(error),
            E::InvalidVariableDirective(error) => self.directive(error),
            E::InvalidConstArgument(error) => self.argument(error),
            E::InvalidVariableArgument(error) => self.argument(error),
        }
    }

    fn value<const CONST: bool>(
        &self,
        error: &Coercion<'a, CONST, Value<'a, CONST>>,
    ) -> Diagnostic {
        let values = Values {
            schema: self.schema,
            source: self.source,
            places: &self.source,
        };
        values.explain(error).diagnostic(&self.source)
    }

    fn error(&self, span: &Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error(&self.source, span.byte_range(), message)
    }

    /// Something that is there twice: marked where it comes again, with the place of the first.
    fn again(&self, spans: &[Span], what: impl Display, help: &str) -> Diagnostic {
        let [first, .., last] = spans else {
            return Diagnostic::general(format!("{what} is there twice in `{}`", self.source.name));
        };
        let what = format!("{what} is there twice");
        let first = first.byte_range().start;
        Finding::again(&self.source, first, last.byte_range(), what)
            .help(help)
            .diagnostic(&self.source)
    }
}
