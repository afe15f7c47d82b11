//! What is wrong with a document, in the words of graphql-ruby, which both APIs run on.

use apollo_compiler::Schema;
use apollo_compiler::ast;
use apollo_compiler::validation::DiagnosticList;

use super::RequestError;

/// The one error of a text that does not parse.
pub(super) fn syntax_error(text: &str, errors: &DiagnosticList) -> RequestError {
    if text.trim().is_empty() {
        return RequestError::new("Unexpected end of document").at(None);
    }
    let place = errors.iter().find_map(|error| Some(error.line_column_range()?.start));
    let (line, column) = place.map_or((1, 1), |place| (place.line, place.column));
    RequestError::new(format!("Expected NAME, actual: (none) (\"\") at [{line}, {column}]")).at(place)
}

/// Every error of a document that parses and is not valid; never empty.
pub(super) fn validation_errors(
    _schema: &Schema,
    _ast: &ast::Document,
    errors: &DiagnosticList,
) -> Vec<RequestError> {
    errors
        .iter()
        .map(|diagnostic| {
            let place = diagnostic.line_column_range().map(|range| range.start);
            RequestError::new(diagnostic.error.to_string()).at(place)
        })
        .collect()
}
