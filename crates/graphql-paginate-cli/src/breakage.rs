//! Which operations a change of the schema breaks.

use graphql_paginate_codegen::{AnalyzeOptions, Diagnostic, Severity, Source, analyze};

use crate::connections::apollo_schema;
use crate::document::{ParsedDocument, ResponseField};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::operations::{file_name, operation_names};
use crate::schema_input::SchemaInput;
use crate::text_input::TextInput;

/// An operation that worked before and does not any more.
#[derive(Debug)]
pub(crate) struct Breakage {
    pub(crate) file: String,
    pub(crate) operation: String,
    /// Why: what the new schema refuses, and response fields that change their types.
    pub(crate) reasons: Vec<String>,
}

/// The operations that the new schema refuses, or answers with values that clients of the old one do not expect.
pub(crate) fn breakages(
    old: &SchemaInput,
    new: &SchemaInput,
    inputs: &[TextInput],
) -> Result<Vec<Breakage>, Failure> {
    if inputs.is_empty() {
        return Ok(Vec::new());
    }
    let mut before = Vec::new();
    for input in inputs {
        for operation in operations(input) {
            before.push((input, operation));
        }
    }
    refuse_broken(old, &before)?;
    let refused = refusals(new, &before)?;
    let (old, new) = (apollo_schema(old)?, apollo_schema(new)?);
    let mut breakages = Vec::new();
    for ((input, operation), mut reasons) in before.into_iter().zip(refused) {
        if reasons.is_empty()
            && let Some(document) = ParsedDocument::parse(&input.text)
        {
            let before = document.response(&old, &operation);
            let after = document.response(&new, &operation);
            reasons = changes(&before, &after);
        }
        if !reasons.is_empty() {
            breakages.push(Breakage {
                file: input.name.clone(),
                operation,
                reasons,
            });
        }
    }
    Ok(breakages)
}

fn operations(input: &TextInput) -> Vec<String> {
    let names = operation_names(input);
    match names.is_empty() {
        true => vec![file_name(input)],
        false => names,
    }
}

/// Queries that do not fit the old schema say nothing about the change.
fn refuse_broken(old: &SchemaInput, before: &[(&TextInput, String)]) -> Result<(), Failure> {
    old.parsed(|schema| {
        for (input, operation) in before {
            if let Err(diagnostics) = checked(schema, input, operation) {
                let what = format!("`{}`, against the old schema,", input.name);
                return Err(Failure::invalid(Exit::Usage, &what, diagnostics));
            }
        }
        Ok(())
    })
}

/// For each operation, what the new schema refuses of it.
fn refusals(
    new: &SchemaInput,
    before: &[(&TextInput, String)],
) -> Result<Vec<Vec<String>>, Failure> {
    new.parsed(|schema| {
        let mut refused = Vec::new();
        for (input, operation) in before {
            let mut reasons = Vec::new();
            if let Err(diagnostics) = checked(schema, input, operation) {
                for diagnostic in diagnostics {
                    if diagnostic.severity == Severity::Error {
                        reasons.push(diagnostic.to_string());
                    }
                }
            }
            refused.push(reasons);
        }
        Ok(refused)
    })
}

fn checked(
    schema: &graphql_paginate_codegen::Schema<'_>,
    input: &TextInput,
    operation: &str,
) -> Result<(), Vec<Diagnostic>> {
    let source = Source {
        name: &input.name,
        text: &input.text,
    };
    analyze(schema, source, operation, &AnalyzeOptions::new(100)).map(|_| ())
}

/// Response fields whose values may no longer be what a client expects.
fn changes(before: &[ResponseField], after: &[ResponseField]) -> Vec<String> {
    let mut changes = Vec::new();
    for old in before {
        for new in after {
            if old.path == new.path && old.parent == new.parent && !new.fits(old) {
                changes.push(format!(
                    "`{}` was `{}` and is `{}`",
                    old.path, old.ty, new.ty
                ));
            }
        }
    }
    changes
}
