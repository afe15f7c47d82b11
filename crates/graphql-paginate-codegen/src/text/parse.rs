//! Texts to syntax trees, with the parser's complaints as diagnostics.

use super::source::Source;
use super::unexpected::Unexpected;
use crate::depth;
use crate::diagnostic::Diagnostic;
use crate::schema::Definition;
use bluejay_parser::Error;
use bluejay_parser::ast::Parse;
use bluejay_parser::ast::definition::DefinitionDocument;
use bluejay_parser::ast::executable::ExecutableDocument;
use std::ops::Range;

/// Where the parser saw something, and where that stands in the text the user knows.
pub(crate) trait Places {
    /// The text that was parsed.
    fn parsed(&self) -> &str;
    /// The range in the user's text.
    fn original(&self, parsed: Range<usize>) -> Range<usize>;
}

pub(crate) fn schema_document<'s>(
    source: Source<'_>,
    places: &'s impl Places,
) -> Result<DefinitionDocument<'s>, Vec<Diagnostic>> {
    DefinitionDocument::parse_with_options(places.parsed(), depth::parse_options())
        .result
        .map_err(|errors| diagnostics(source, places, errors))
}

pub(crate) fn schema_definition<'s>(
    source: Source<'_>,
    places: &impl Places,
    document: &'s DefinitionDocument<'s>,
) -> Result<Definition<'s>, Vec<Diagnostic>> {
    Definition::try_from(document).map_err(|errors| diagnostics(source, places, errors))
}

pub(crate) fn executable<'q>(
    source: Source<'q>,
) -> Result<ExecutableDocument<'q>, Vec<Diagnostic>> {
    ExecutableDocument::parse_with_options(source.text, depth::parse_options())
        .result
        .map_err(|errors| diagnostics(source, &source, errors))
}

impl Places for Source<'_> {
    fn parsed(&self) -> &str {
        self.text
    }

    fn original(&self, parsed: Range<usize>) -> Range<usize> {
        parsed
    }
}

/// How many of the parser's complaints are told: what follows so many echoes them, and each one's place costs a walk
/// through the text.
pub(crate) const TOLD: usize = 20;

fn diagnostics<E: Into<Error>>(
    source: Source<'_>,
    places: &impl Places,
    errors: Vec<E>,
) -> Vec<Diagnostic> {
    let mut diagnostics: Vec<Diagnostic> = Vec::new();
    for error in errors
        .into_iter()
        .take(TOLD)
        .flat_map(|error| diagnostic(source, places, error.into()))
    {
        // The parser may complain about one token from several sides; its first complaint is the precise one.
        let is_new = |known: &Diagnostic| known.place.is_none() || known.place != error.place;
        if diagnostics.iter().all(is_new) {
            diagnostics.push(error);
        }
    }
    diagnostics
}

fn diagnostic(source: Source<'_>, places: &impl Places, error: Error) -> Vec<Diagnostic> {
    let summary = error.message().to_owned();
    let parsed = Source {
        name: source.name,
        text: places.parsed(),
    };
    let located = Error::into_graphql_errors(parsed.text, [error]);
    let explain = |error: bluejay_parser::error::GraphQLError| match error.locations.first() {
        Some(location) => {
            let range = parsed.token_at(offset(parsed.text, location.line, location.col));
            let token = parsed.text.get(range.clone()).unwrap_or_default();
            let unexpected = Unexpected {
                before: &parsed.text[..range.start],
                token,
                after: &parsed.text[range.end..],
            };
            let (message, help) = unexpected
                .slip(&error.message)
                .unwrap_or_else(|| explain(&summary, &error.message, token));
            let diagnostic = Diagnostic::error(&source, places.original(range), message);
            help.map_or(diagnostic.clone(), |help| diagnostic.help(help))
        }
        None if summary == "Max depth exceeded" => {
            depth::too_deep(&source, places.original(depth::too_deep_in(parsed.text)))
        }
        None if summary.contains("not contain any definitions") => {
            Diagnostic::general(format!("`{}` is empty", source.name))
        }
        None if summary.contains("not contain a schema definition") => Diagnostic::general(
            format!("`{}` has no type `Query`", source.name),
        )
        .help("name the root type in a `schema { query: … }` definition, or call it `Query`"),
        None => Diagnostic::general(format!("{} in `{}`", lower_first(&summary), source.name)),
    };
    located.into_iter().map(explain).collect()
}

/// The byte offset of a line and column as the parser counts them: for it, more than the specification's characters end
/// a line.
fn offset(text: &str, line: usize, column: usize) -> usize {
    const ENDS: [char; 7] = ['\r', '\n', '\x0B', '\x0C', '\u{85}', '\u{2028}', '\u{2029}'];
    let mut start = 0;
    for _ in 1..line {
        let Some(end) = text[start..].find(ENDS) else {
            break;
        };
        let end_length = text[start + end..].chars().next().map_or(0, char::len_utf8);
        let is_pair = text[start + end..].starts_with("\r\n");
        start += end + end_length + usize::from(is_pair);
    }
    let rest = &text[start..];
    start
        + rest
            .char_indices()
            .nth(column.saturating_sub(1))
            .map_or(rest.len(), |(at, _)| at)
}

/// Our words for the parser's, and the way out where the error shows it.
fn explain(summary: &str, label: &str, token: &str) -> (String, Option<String>) {
    let unclosed = "a brace, bracket or parenthesis is not closed";
    let found = if token.is_empty() {
        "the end of the text".to_owned()
    } else {
        format!("`{token}`")
    };
    if token.is_empty() || label == "Unexpected EOF" {
        (
            "the text ends too early".to_owned(),
            Some(unclosed.to_owned()),
        )
    } else if let Some(wanted) = label.strip_prefix("Expected one of the following: ") {
        let wanted: Vec<_> = wanted
            .split(", ")
            .map(|wanted| format!("`{wanted}`"))
            .collect();
        (
            format!("expected {}, found {found}", wanted.join(" or ")),
            None,
        )
    } else if let Some(wanted) = label.strip_prefix("Expected to find: ") {
        (format!("expected `{wanted}`, found {found}"), None)
    } else if label == "Expected a name" {
        (format!("expected a name, found {found}"), None)
    } else if matches!(label, "Unexpected token" | "Unable to parse") {
        (format!("did not expect {found} here"), None)
    } else if summary == label || summary == "Parse error" {
        (lower_first(label), None)
    } else if let Some(reference) = summary.strip_prefix("Referenced ") {
        wrong_reference(reference)
    } else if let Some(name) = summary.strip_prefix("Multiple type definitions with name ") {
        let help = format!(
            "keep one of them, or make the others extensions: `extend type {}`",
            name.trim_matches('`')
        );
        (lower_first(summary), Some(help))
    } else {
        (lower_first(summary), None)
    }
}

/// What a name refers to is not there, or of the wrong kind.
fn wrong_reference(reference: &str) -> (String, Option<String>) {
    let (what, name) = reference
        .split_once(' ')
        .unwrap_or(("definition", reference));
    if let Some(name) = name.strip_suffix(" does not exist") {
        return (format!("no {what} {name} in the schema"), None);
    }
    let (name, kind) = name.split_once(" is not an ").unwrap_or((name, what));
    let help = match kind {
        "output type" => {
            "fields have scalars, enums, objects, interfaces and unions; inputs are for arguments"
        }
        "input type" => "arguments and the fields of inputs have scalars, enums and inputs",
        "object" => "root types and the members of unions are objects",
        _ => "what is implemented is defined as `interface`",
    };
    (format!("{name} is not an {kind}"), Some(help.to_owned()))
}

fn lower_first(message: &str) -> String {
    let mut characters = message.chars();
    characters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(characters).collect()
    })
}
