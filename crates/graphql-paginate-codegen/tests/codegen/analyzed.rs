//! Analyses of the queries of these tests.

use graphql_paginate_codegen::{
    Analysis, AnalyzeOptions, Diagnostic, ListDeclaration, Source, analyze,
};

use crate::parsed_schema::parsed_schema;

/// The analysis of the operation `Q` on a valid schema, with pages of 100 items and the lists that are declared.
pub(crate) fn analyzed(
    schema: &str,
    query: &str,
    lists: Vec<ListDeclaration>,
) -> Result<Analysis, Vec<Diagnostic>> {
    let source = Source {
        name: "q.graphql",
        text: query,
    };
    let mut options = AnalyzeOptions::new(100);
    options.lists = lists;
    analyze(&parsed_schema(schema), source, "Q", &options)
}
