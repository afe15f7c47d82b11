//! Parses GraphQL text into syntax trees, and turns the parser's errors into diagnostics.

use super::depth;
use super::source_map::SourceMap;
use super::unexpected::{Explanation, Unexpected};
use crate::diagnostic::Diagnostic;
use crate::source::Source;
use bluejay_parser::Error;
use bluejay_parser::ast::Parse;
use bluejay_parser::ast::definition::{DefaultContext, DefinitionDocument, SchemaDefinition};
use bluejay_parser::ast::executable::ExecutableDocument;
use bluejay_parser::error::GraphQLError;

/// The maximum number of errors that are reported for one text. Later ones mostly repeat the first, and locating each
/// takes a pass over the text.
pub(crate) const MAX_ERRORS: usize = 20;

/// Parses the definitions of a schema.
pub(crate) fn schema_document<'s>(
    source: Source<'_>,
    map: &'s impl SourceMap,
) -> Result<DefinitionDocument<'s>, Vec<Diagnostic>> {
    DefinitionDocument::parse_with_options(map.parsed(), depth::parse_options())
        .result
        .map_err(|errors| diagnostics(source, map, errors))
}

/// Resolves the references between the definitions of a schema.
pub(crate) fn schema_definition<'s>(
    source: Source<'_>,
    map: &impl SourceMap,
    document: &'s DefinitionDocument<'s>,
) -> Result<SchemaDefinition<'s, DefaultContext>, Vec<Diagnostic>> {
    SchemaDefinition::try_from(document).map_err(|errors| diagnostics(source, map, errors))
}

/// Parses a document of operations and fragments.
pub(crate) fn executable<'q>(
    source: Source<'q>,
) -> Result<ExecutableDocument<'q>, Vec<Diagnostic>> {
    ExecutableDocument::parse_with_options(source.text, depth::parse_options())
        .result
        .map_err(|errors| diagnostics(source, &source, errors))
}

fn diagnostics<E: Into<Error>>(
    source: Source<'_>,
    map: &impl SourceMap,
    errors: Vec<E>,
) -> Vec<Diagnostic> {
    let mut diagnostics: Vec<Diagnostic> = Vec::new();
    for error in errors.into_iter().take(MAX_ERRORS) {
        let error: Error = error.into();
        let summary = error.message().to_owned();
        for located in Error::into_graphql_errors(map.parsed(), [error]) {
            let diagnostic = diagnostic(source, map, &summary, &located);
            // The parser may report one token several times; its first error is the precise one.
            let is_known = diagnostics
                .iter()
                .any(|known| known.place.is_some() && known.place == diagnostic.place);
            if !is_known {
                diagnostics.push(diagnostic);
            }
        }
    }
    diagnostics
}

fn diagnostic(
    source: Source<'_>,
    map: &impl SourceMap,
    summary: &str,
    error: &GraphQLError,
) -> Diagnostic {
    let parsed = Source {
        name: source.name,
        text: map.parsed(),
    };
    let Some(location) = error.locations.first() else {
        return without_location(source, map, summary);
    };
    let range = parsed.token_at(offset(parsed.text, location.line, location.col));
    let token = parsed.text.get(range.clone()).unwrap_or_default();
    let unexpected = Unexpected {
        before: &parsed.text[..range.start],
        token,
        after: &parsed.text[range.end..],
    };
    let explanation = match unexpected.explain(&error.message) {
        Some(explanation) => explanation,
        None => explain(summary, &error.message, token),
    };
    let diagnostic = Diagnostic::error(&source, map.original(range), explanation.message);
    match explanation.help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

/// The diagnostic for an error that the parser does not locate.
fn without_location(source: Source<'_>, map: &impl SourceMap, summary: &str) -> Diagnostic {
    let name = source.name;
    if summary == "Max depth exceeded" {
        let range = depth::deepest_bracket(map.parsed());
        depth::too_deep(&source, map.original(range))
    } else if summary.contains("not contain any definitions") {
        Diagnostic::general(format!("`{name}` is empty"))
    } else if summary.contains("not contain a schema definition") {
        Diagnostic::general(format!("`{name}` has no type `Query`"))
            .help("name the root type in a `schema { query: … }` definition, or call it `Query`")
    } else {
        Diagnostic::general(format!("{} in `{name}`", lower_first(summary)))
    }
}

/// The byte offset of a line and column of the parser, which recognizes more line terminators than the specification.
fn offset(text: &str, line: usize, column: usize) -> usize {
    const TERMINATORS: [char; 7] = ['\r', '\n', '\x0B', '\x0C', '\u{85}', '\u{2028}', '\u{2029}'];
    let mut start = 0;
    for _ in 1..line {
        let Some(end) = text[start..].find(TERMINATORS) else {
            break;
        };
        start += end;
        if text[start..].starts_with("\r\n") {
            start += 2;
        } else {
            start += text[start..].chars().next().map_or(0, char::len_utf8);
        }
    }
    let rest = &text[start..];
    match rest.char_indices().nth(column.saturating_sub(1)) {
        Some((at, _)) => start + at,
        None => text.len(),
    }
}

/// Rewords an error of the parser, with the fix where the error shows it.
fn explain(summary: &str, label: &str, token: &str) -> Explanation {
    let found = match token {
        "" => "the end of the text".to_owned(),
        token => format!("`{token}`"),
    };
    let mut help = None;
    let message = if token.is_empty() || label == "Unexpected EOF" {
        help = Some("close the open brace, bracket or parenthesis".to_owned());
        "unexpected end of the text".to_owned()
    } else if let Some(expected) = label.strip_prefix("Expected one of the following: ") {
        let expected = expected.replace(", ", "` or `");
        format!("expected `{expected}`, found {found}")
    } else if let Some(expected) = label.strip_prefix("Expected to find: ") {
        format!("expected `{expected}`, found {found}")
    } else if label == "Expected a name" {
        format!("expected a name, found {found}")
    } else if matches!(label, "Unexpected token" | "Unable to parse") {
        format!("unexpected {found}")
    } else if summary == label || summary == "Parse error" {
        lower_first(label)
    } else if let Some(reference) = summary.strip_prefix("Referenced ") {
        return invalid_reference(reference);
    } else {
        if let Some(name) = summary.strip_prefix("Multiple type definitions with name ") {
            let name = name.trim_matches('`');
            help = Some(format!(
                "keep one of them, or make the others extensions: `extend type {name}`"
            ));
        }
        lower_first(summary)
    };
    Explanation { message, help }
}

/// A reference to something that is not defined, or of the wrong kind.
fn invalid_reference(reference: &str) -> Explanation {
    let (what, name) = reference
        .split_once(' ')
        .unwrap_or(("definition", reference));
    if let Some(name) = name.strip_suffix(" does not exist") {
        return Explanation {
            message: format!("no {what} {name} in the schema"),
            help: None,
        };
    }
    let (name, kind) = name.split_once(" is not an ").unwrap_or((name, what));
    let help = match kind {
        "output type" => {
            "the type of a field is a scalar, enum, object, interface or union; input objects are for arguments"
        }
        "input type" => "the type of an argument or input field is a scalar, enum or input object",
        "object" => "root operation types and members of unions are object types",
        _ => "types can implement interfaces only",
    };
    Explanation {
        message: format!("{name} is not an {kind}"),
        help: Some(help.to_owned()),
    }
}

fn lower_first(message: &str) -> String {
    let mut characters = message.chars();
    match characters.next() {
        Some(first) => first.to_lowercase().chain(characters).collect(),
        None => String::new(),
    }
}
