//! Computes the price of one request for a page size.

use graphql_paginate_codegen::{AnalyzeOptions, Source, analyze};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::schema_input::SchemaInput;

/// The price of one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Price {
    /// Points, by GitHub's formula.
    pub(crate) points: u64,
    /// The largest number of nodes that can be returned, which GitHub limits.
    pub(crate) nodes: u64,
    /// Complexity, by the formula of demarches-simplifiees and graphql-ruby.
    pub(crate) complexity: u64,
}

/// Calls `work` with the price of a request as a function of the page size; page sizes fixed in the document stay.
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
