//! Validates a document against the schema.
//!
//! bluejay checks the rules of the specification. The modules here turn each violation into a diagnostic, with its place
//! and how to fix it, and add checks that code generation needs.
//!
//! See [Validation](https://spec.graphql.org/October2021/#sec-Validation).

mod alias;
mod argument;
mod consequence;
mod directive;
mod expansion;
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

use crate::diagnostic::Diagnostic;
use crate::recursion::cycles;
use crate::schema::{Definition, Schema, input_base_name};
use crate::source::Source;
use bluejay_parser::Span;
use bluejay_parser::ast::Value;
use bluejay_parser::ast::executable::ExecutableDocument;
use bluejay_validator::executable::Cache;
use bluejay_validator::executable::document::{BuiltinRulesValidator, Error};
use bluejay_validator::value::input_coercion::Error as Coercion;
use consequence::without_consequences;
use expansion::excessive_expansion;
use finding::Finding;
use std::fmt::Display;
use value::Values;

pub(crate) use schema::validate_schema;
pub use suggest::did_you_mean;

/// How to report a document that violates a rule of the specification but for which code can be generated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Validation {
    /// Each violation is an error.
    Deny,
    /// Each violation is a warning, and the server decides.
    Warn,
}

/// A rule that a document violates, as reported by the validator.
type Violation<'a> = Error<'a, ExecutableDocument<'a>, Definition<'a>>;

/// All errors and warnings of a document, in the order of the text.
pub(crate) fn validate<'a>(
    schema: &'a Schema<'a>,
    source: Source<'a>,
    document: &'a ExecutableDocument<'a>,
    validation: Validation,
) -> Vec<Diagnostic> {
    if let Some(too_much) = excessive_expansion(source, document) {
        return vec![too_much];
    }
    let mut diagnostics = rules(schema, source, document, validation);
    let cycles = cycles(document);
    if !cycles.is_empty() {
        let explain = Explain {
            schema,
            source,
            document,
        };
        for cycle in &cycles {
            diagnostics.push(explain.cycle(cycle, validation));
        }
        sort(&mut diagnostics);
    }
    diagnostics
}

/// The errors and warnings of a document that is derived from a valid one, whose fragments may spread themselves.
pub(crate) fn validate_derived<'a>(
    schema: &'a Schema<'a>,
    source: Source<'a>,
    document: &'a ExecutableDocument<'a>,
    validation: Validation,
) -> Vec<Diagnostic> {
    if let Some(too_much) = excessive_expansion(source, document) {
        return vec![too_much];
    }
    rules(schema, source, document, validation)
}

/// The errors and warnings of all rules but the one on fragments that spread themselves.
fn rules<'a>(
    schema: &'a Schema<'a>,
    source: Source<'a>,
    document: &'a ExecutableDocument<'a>,
    validation: Validation,
) -> Vec<Diagnostic> {
    let explain = Explain {
        schema,
        source,
        document,
    };
    if let Some(no_queries) = explain.no_queries() {
        return vec![no_queries];
    }
    let cache = Cache::new(document, schema.definition());
    let mut violations: Vec<_> =
        BuiltinRulesValidator::validate(document, schema.definition(), &cache).collect();
    without_consequences(source, &mut violations);
    violations.retain(|error| match error {
        Error::InvalidConstValue(error) => !value::is_nested_list(schema, error),
        Error::InvalidVariableValue(error) => !value::is_nested_list(schema, error),
        // `mistakes` reports arguments whose type is invalid.
        Error::InvalidVariableUsage { location_type, .. } => {
            schema.mistake(input_base_name(location_type)).is_none()
        }
        // `validate` reports one for each cycle instead of one for each of its fragments.
        Error::FragmentSpreadCycle { .. } => false,
        // Fragments without an operation are for the operations of other documents.
        Error::FragmentDefinitionUnused { .. } => !document.operation_definitions().is_empty(),
        _ => true,
    });
    let mut diagnostics = explain.mistakes(validation);
    explain.add_violations(violations, validation, &mut diagnostics);
    diagnostics.extend(explain.typename_aliases());
    sort(&mut diagnostics);
    diagnostics.dedup();
    diagnostics
}

/// Sorts diagnostics by their places.
fn sort(diagnostics: &mut [Diagnostic]) {
    diagnostics.sort_by_key(|diagnostic| match &diagnostic.place {
        Some(place) => (place.line, place.column),
        None => (0, 0),
    });
}

/// Whether code can be generated in spite of a violation, so that the server decides whether to accept it.
fn is_servers_choice(violation: &Violation<'_>) -> bool {
    matches!(
        violation,
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

/// Turns violations of rules into diagnostics.
struct Explain<'a> {
    schema: &'a Schema<'a>,
    source: Source<'a>,
    document: &'a ExecutableDocument<'a>,
}

impl<'a> Explain<'a> {
    /// Adds the diagnostics for the violated rules.
    fn add_violations(
        &self,
        violations: Vec<Violation<'a>>,
        validation: Validation,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let (types, others): (Vec<_>, Vec<_>) = violations.into_iter().partition(|violation| {
            matches!(
                violation,
                Error::FieldSelectionsDoNotMergeIncompatibleTypes { .. }
            )
        });
        for violation in &others {
            let diagnostic = self.explain(violation);
            if validation == Validation::Warn && is_servers_choice(violation) {
                diagnostics.push(diagnostic.into_warning());
            } else {
                diagnostics.push(diagnostic);
            }
        }
        // Two different fields with one response key mostly have different types too: report the first conflict only.
        for violation in &types {
            let mut diagnostic = self.explain(violation);
            if self.never_meet(violation) {
                diagnostic = diagnostic.into_warning();
            }
            let mut known = diagnostics.iter();
            if known.all(|known| known.place != diagnostic.place) {
                diagnostics.push(diagnostic);
            }
        }
    }

    fn explain(&self, violation: &Violation<'a>) -> Diagnostic {
        use Error as E;
        match violation {
            E::NonUniqueOperationNames { .. }
            | E::NotLoneAnonymousOperation { .. }
            | E::SubscriptionRootNotSingleField { .. }
            | E::OperationTypeNotDefined { .. } => self.operation(violation),
            E::FieldDoesNotExistOnType { .. }
            | E::LeafFieldSelectionNotEmpty { .. }
            | E::NonLeafFieldSelectionEmpty { .. }
            | E::FieldSelectionsDoNotMergeIncompatibleTypes { .. }
            | E::FieldSelectionsDoNotMergeDifferingNames { .. }
            | E::FieldSelectionsDoNotMergeDifferingArguments { .. } => self.field(violation),
            E::NonUniqueFragmentDefinitionNames { .. }
            | E::FragmentDefinitionTargetTypeDoesNotExist { .. }
            | E::InlineFragmentTargetTypeDoesNotExist { .. }
            | E::FragmentDefinitionTargetTypeNotComposite { .. }
            | E::InlineFragmentTargetTypeNotComposite { .. }
            | E::FragmentDefinitionUnused { .. }
            | E::FragmentSpreadTargetUndefined { .. }
            | E::FragmentSpreadCycle { .. }
            | E::FragmentSpreadIsNotPossible { .. }
            | E::InlineFragmentSpreadIsNotPossible { .. } => self.fragment(violation),
            E::NonUniqueVariableDefinitionNames { .. }
            | E::VariableDefinitionTypeNotInput { .. }
            | E::VariableNotDefined { .. }
            | E::VariableDefinitionUnused { .. }
            | E::InvalidVariableUsage { .. }
            | E::InvalidOneOfVariableUsage { .. } => self.variable(violation),
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
            map: &self.source,
        };
        values.explain(error).diagnostic(&self.source)
    }

    fn error(&self, span: &Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error(&self.source, span.byte_range(), message)
    }

    /// A duplicate, at its last occurrence, with the position of the first.
    fn duplicate(&self, spans: &[Span], what: impl Display, help: &str) -> Diagnostic {
        let [first, .., last] = spans else {
            return Diagnostic::general(format!("duplicate {what} in `{}`", self.source.name));
        };
        let first = first.byte_range().start;
        Finding::duplicate(&self.source, first, last.byte_range(), what)
            .help(help)
            .diagnostic(&self.source)
    }
}
