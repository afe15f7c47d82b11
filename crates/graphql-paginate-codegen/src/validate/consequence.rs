//! Errors that follow from other errors, so that one mistake is one error.

use super::Violation;
use crate::source::Source;
use bluejay_core::AsIter;
use bluejay_parser::HasSpan;
use bluejay_validator::executable::document::{ArgumentError, Error};

/// Removes errors that follow from another one: for a misspelled argument, that the right one is missing and that its
/// variable is not used.
pub(super) fn without_consequences(source: Source<'_>, violations: &mut Vec<Violation<'_>>) {
    let mut unknown = Vec::new();
    for error in violations.iter() {
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
    violations.retain(|error| match error {
        Error::InvalidVariableArgument(ArgumentError::FieldMissingRequiredArguments {
            field,
            ..
        }) => {
            let arguments = field.arguments().into_iter();
            let mut own = arguments.flat_map(|arguments| arguments.iter());
            !own.any(|argument| unknown.contains(&argument.span().byte_range()))
        }
        Error::VariableDefinitionUnused {
            variable_definition,
        } => {
            let name = variable_definition.variable().name();
            !unknown
                .iter()
                .any(|argument| uses_variable(&source.text[argument.clone()], name))
        }
        _ => true,
    });
}

/// Whether the text of an argument contains a variable.
fn uses_variable(text: &str, variable: &str) -> bool {
    let source = Source { name: "", text };
    for (at, _) in text.match_indices('$') {
        if &text[source.token_at(at)][1..] == variable {
            return true;
        }
    }
    false
}
