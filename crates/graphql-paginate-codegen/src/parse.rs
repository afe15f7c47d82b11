//! Texts to syntax trees, with the parser's complaints as diagnostics.

use crate::diagnostic::Diagnostic;
use crate::schema::Definition;
use crate::source::Source;
use bluejay_parser::Error;
use bluejay_parser::ast::Parse;
use bluejay_parser::ast::definition::DefinitionDocument;
use bluejay_parser::ast::executable::ExecutableDocument;

pub(crate) fn schema_document<'s>(source: Source<'s>) -> Result<DefinitionDocument<'s>, Vec<Diagnostic>> {
    DefinitionDocument::parse(source.text).result.map_err(|errors| diagnostics(source, errors))
}

pub(crate) fn schema_definition<'s>(
    source: Source<'s>,
    document: &'s DefinitionDocument<'s>,
) -> Result<Definition<'s>, Vec<Diagnostic>> {
    Definition::try_from(document).map_err(|errors| diagnostics(source, errors))
}

pub(crate) fn executable<'q>(source: Source<'q>) -> Result<ExecutableDocument<'q>, Vec<Diagnostic>> {
    ExecutableDocument::parse(source.text).result.map_err(|errors| diagnostics(source, errors))
}

/// Errors of the parser or validator at their places in the source.
pub(crate) fn diagnostics<E: Into<Error>>(source: Source<'_>, errors: Vec<E>) -> Vec<Diagnostic> {
    errors.into_iter().flat_map(|error| diagnostic(source, error.into())).collect()
}

fn diagnostic(source: Source<'_>, error: Error) -> Vec<Diagnostic> {
    let summary = error.message().to_owned();
    Error::into_graphql_errors(source.text, [error])
        .into_iter()
        .map(|error| {
            let message = lower_first(if error.locations.is_empty() { &error.message } else { &summary });
            match error.locations.first() {
                Some(location) => {
                    let offset = source.offset(location.line, location.col);
                    Diagnostic::error(&source, source.token_at(offset), message)
                }
                None => Diagnostic::general(format!("{message} in `{}`", source.name)),
            }
        })
        .collect()
}

fn lower_first(message: &str) -> String {
    let mut characters = message.chars();
    characters.next().map_or_else(String::new, |first| first.to_lowercase().chain(characters).collect())
}
