//! Finds the operations that a schema change breaks.

use graphql_paginate_codegen::{AnalyzeOptions, Diagnostic, Severity, Source, analyze};

use crate::connections::apollo_schema;
use crate::document::{ParsedDocument, ResponseField};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input_changes::input_changes;
use crate::operations::selected_operations;
use crate::query_input::QueryInput;
use crate::schema_input::SchemaInput;

/// An operation that worked with the old schema and breaks with the new one.
#[derive(Debug)]
pub(crate) struct Breakage {
    pub(crate) file: String,
    pub(crate) operation: String,
    /// The reasons: validation errors under the new schema, response fields whose types change, and values of variables
    /// that the new schema refuses.
    pub(crate) reasons: Vec<String>,
}

/// The operations that are invalid under the new schema, whose responses clients of the old one cannot read, or whose
/// variables the new one may refuse.
pub(crate) fn breakages(
    old: &SchemaInput,
    new: &SchemaInput,
    queries: &[QueryInput],
) -> Result<Vec<Breakage>, Failure> {
    if queries.is_empty() {
        return Ok(Vec::new());
    }
    let mut before = Vec::new();
    for query in queries {
        for operation in selected_operations(&query.whole, None) {
            before.push((query, operation));
        }
    }
    refuse_broken(old, &before)?;
    let refused = refusals(new, &before)?;
    let (old, new) = (apollo_schema(old)?, apollo_schema(new)?);
    let mut breakages = Vec::new();
    for ((query, operation), mut reasons) in before.into_iter().zip(refused) {
        if reasons.is_empty()
            && let Some(document) = ParsedDocument::parse(&query.whole.text)
        {
            let before = document.response(&old, &operation);
            let after = document.response(&new, &operation);
            reasons = changes(&before, &after);
            let variables = document.variables(&operation);
            let types = variables
                .iter()
                .map(|variable| variable.ty.inner_named_type().to_string());
            reasons.extend(input_changes(&old, &new, types.collect()));
        }
        if !reasons.is_empty() {
            breakages.push(Breakage {
                file: query.whole.name.clone(),
                operation,
                reasons,
            });
        }
    }
    Ok(breakages)
}

/// Refuses queries that are invalid under the old schema: they show nothing about the change.
fn refuse_broken(old: &SchemaInput, before: &[(&QueryInput, String)]) -> Result<(), Failure> {
    old.parsed(|schema| {
        for (query, operation) in before {
            if let Err(diagnostics) = checked(schema, query, operation) {
                let what = format!("`{}`, against the old schema,", query.whole.name);
                return Err(Failure::invalid(Exit::Usage, &what, diagnostics));
            }
        }
        Ok(())
    })
}

/// The validation errors of each operation under the new schema.
fn refusals(
    new: &SchemaInput,
    before: &[(&QueryInput, String)],
) -> Result<Vec<Vec<String>>, Failure> {
    new.parsed(|schema| {
        let mut refused = Vec::new();
        for (query, operation) in before {
            let mut reasons = Vec::new();
            if let Err(diagnostics) = checked(schema, query, operation) {
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
    query: &QueryInput,
    operation: &str,
) -> Result<(), Vec<Diagnostic>> {
    let source = Source {
        name: &query.whole.name,
        text: &query.whole.text,
    };
    match analyze(schema, source, operation, &AnalyzeOptions::new(100)) {
        Ok(_) => Ok(()),
        Err(diagnostics) => Err(query.locate(diagnostics)),
    }
}

/// Response fields whose values may differ from what a client of the old schema expects.
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
