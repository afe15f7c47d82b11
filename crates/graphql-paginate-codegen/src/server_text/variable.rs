//! Finds the variables that a document no longer uses when its client's directives are removed.

use crate::syntax::{DocumentReader, Names};
use crate::text::{Token, tokens};
use bluejay_core::AsIter;
use bluejay_core::executable::{OperationDefinition as _, OperationDefinitionReference};
use bluejay_parser::HasSpan;
use bluejay_parser::ast::executable::{
    ExecutableDocument, OperationDefinition, VariableDefinition,
};
use std::collections::BTreeSet;
use std::ops::Range;

/// The byte ranges of the declarations that `without` does not need, but `document` does.
///
/// A variable that no part of `document` uses stays, so that it is reported.
pub(super) fn newly_unused<'d>(
    text: &'d str,
    document: &'d ExecutableDocument<'d>,
    without: &'d ExecutableDocument<'d>,
) -> Vec<Range<usize>> {
    let tokens = tokens(text);
    let operations = document.operation_definitions().iter();
    let mut ranges = Vec::new();
    for (before, after) in operations.zip(without.operation_definitions()) {
        let used_before = used(text, document, before);
        let used_after = used(text, without, after);
        let declared = declared(before);
        let unused: Vec<_> = declared
            .iter()
            .filter(|known| {
                let name = known.variable().name();
                used_before.contains(name) && !used_after.contains(name)
            })
            .map(|known| range(known, &tokens, text))
            .collect();
        match (unused.first(), unused.last()) {
            (Some(first), Some(last)) if unused.len() == declared.len() => {
                ranges.push(in_parentheses(first.start..last.end, &tokens, text));
            }
            _ => ranges.extend(unused),
        }
    }
    ranges
}

/// The variables that an operation uses, directly or in fragments.
fn used<'d>(
    text: &'d str,
    document: &'d ExecutableDocument<'d>,
    operation: &'d OperationDefinition<'d>,
) -> BTreeSet<String> {
    let reader = DocumentReader {
        text,
        document,
        typenames: &[],
    };
    let tree = reader.document(operation, "");
    let mut variables = Names::of(&tree, &tree.operation.selections).variables;
    for directive in &tree.operation.directives {
        Names::add_variables(&directive.arguments, &mut variables);
    }
    variables
}

fn declared<'d>(operation: &'d OperationDefinition<'d>) -> Vec<&'d VariableDefinition<'d>> {
    let OperationDefinitionReference::Explicit(explicit) = operation.as_ref() else {
        return Vec::new();
    };
    let definitions =
        bluejay_core::executable::ExplicitOperationDefinition::variable_definitions(explicit);
    definitions.into_iter().flat_map(|all| all.iter()).collect()
}

/// From the description of a declaration, or its `$`, to its last directive.
fn range(definition: &VariableDefinition<'_>, tokens: &[Token], text: &str) -> Range<usize> {
    let mut end = definition.r#type().span().byte_range().end;
    if let Some(default) = definition.default_value() {
        end = default.span().byte_range().end;
    }
    let directives = bluejay_core::executable::VariableDefinition::directives(definition);
    for directive in directives.into_iter().flat_map(|all| all.iter()) {
        end = directive.span().byte_range().end;
    }
    let start = definition.variable().span().byte_range().start;
    let before = tokens.partition_point(|token| token.range.start < start);
    match &tokens[..before] {
        // After `=`, a string is the default of the variable before.
        [.., sign, description] if description.is_string && sign.text(text) != "=" => {
            description.range.start..end
        }
        _ => start..end,
    }
}

/// The range with the parentheses around it, which must not be empty.
fn in_parentheses(range: Range<usize>, tokens: &[Token], text: &str) -> Range<usize> {
    let mut before = tokens.iter().rev();
    let open = before.find(|token| token.range.end <= range.start && token.text(text) == "(");
    let mut after = tokens.iter();
    let close = after.find(|token| token.range.start >= range.end && token.text(text) == ")");
    match (open, close) {
        (Some(open), Some(close)) => open.range.start..close.range.end,
        _ => range,
    }
}
