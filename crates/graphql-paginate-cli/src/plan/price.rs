//! What one request of an operation costs, for a page size.

use graphql_paginate_codegen::{AnalyzeOptions, Source, analyze};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::schema_input::SchemaInput;

/// What one request costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Price {
    /// By GitHub's formula.
    pub(crate) points: u64,
    /// Asked for at most, which GitHub bounds.
    pub(crate) nodes: u64,
    /// By the formula of demarches-simplifiees and graphql-ruby.
    pub(crate) complexity: u64,
}

/// Gives `work` the price of a request by the page size; page sizes that the document fixes stay.
pub(super) fn with_prices<T>(
    schema: &SchemaInput,
    query: Source<'_>,
    operation: &str,
    work: impl FnOnce(&dyn Fn(u64) -> Result<Price, Failure>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    schema.parsed(|schema| {
        work(&|size| {
            let analysis = analyze(schema, query, operation, &AnalyzeOptions::new(size));
            let analysis = analysis.map_err(|diagnostics| {
                Failure::invalid(Exit::Usage, &format!("`{}`", query.name), diagnostics)
            })?;
            Ok(Price {
                points: analysis.cost.points,
                nodes: analysis.cost.nodes,
                complexity: analysis.complexity,
            })
        })
    })
}
