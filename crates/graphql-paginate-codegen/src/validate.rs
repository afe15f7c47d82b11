//! A document is checked against the schema before anything is made of it.
//!
//! See [Validation](https://spec.graphql.org/October2021/#sec-Validation).

use crate::diagnostic::Diagnostic;
use crate::parse;
use crate::schema::Schema;
use crate::source::Source;
use bluejay_parser::ast::executable::ExecutableDocument;
use bluejay_validator::executable::Cache;
use bluejay_validator::executable::document::BuiltinRulesValidator;

/// Everything that is wrong with a document, in the order of the text.
pub(crate) fn validate<'a>(
    schema: &'a Schema<'a>,
    source: Source<'a>,
    document: &'a ExecutableDocument<'a>,
) -> Vec<Diagnostic> {
    let cache = Cache::new(document, schema.definition());
    let errors = BuiltinRulesValidator::validate(document, schema.definition(), &cache);
    let mut diagnostics = parse::diagnostics(source, errors.collect());
    diagnostics.sort_by_key(|diagnostic| {
        diagnostic.place.as_ref().map_or((0, 0), |place| (place.line, place.column))
    });
    diagnostics.dedup();
    diagnostics
}
