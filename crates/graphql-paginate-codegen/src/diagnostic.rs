//! Errors and warnings about the input: what is wrong, where, and how to fix it.

use crate::source::Source;
use std::fmt;
use std::ops::Range;

/// Whether a diagnostic prevents code generation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Code is generated.
    Warning,
    /// No code is generated.
    Error,
}

/// An error or warning, with the place in the text that it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Whether it prevents code generation.
    pub severity: Severity,
    /// What is wrong, in one line without a full stop.
    pub message: String,
    /// The place in the text, if there is one.
    pub place: Option<Box<SourceSpan>>,
    /// Ways to fix it, one per line.
    pub help: Vec<String>,
    /// The byte offset of the earlier place whose line and column are in the message.
    pub(crate) first: Option<usize>,
}

/// A range of a source, with the excerpt that shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceSpan {
    /// The name of the source.
    pub file: String,
    /// One-based line.
    pub line: usize,
    /// One-based column in characters.
    pub column: usize,
    /// The text of the line.
    excerpt: String,
    /// The number of marked characters.
    width: usize,
    /// The byte range in the source.
    pub(crate) range: Range<usize>,
}

impl SourceSpan {
    /// The place of a byte range. A range of several lines is marked up to the end of its first line.
    #[must_use]
    pub fn new(source: &Source<'_>, range: Range<usize>) -> Self {
        let (line, column) = source.position(range.start);
        let excerpt = source.line_at(range.start).to_owned();
        let room = excerpt.chars().count().saturating_sub(column - 1).max(1);
        let wanted = source
            .text
            .get(range.clone())
            .map_or(1, |text| text.chars().count().max(1));
        Self {
            file: source.name.to_owned(),
            line,
            column,
            excerpt,
            width: wanted.min(room),
            range,
        }
    }
}

impl Diagnostic {
    /// An error at a byte range of a source.
    #[must_use]
    pub fn error(source: &Source<'_>, range: Range<usize>, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            message: message.into(),
            place: Some(Box::new(SourceSpan::new(source, range))),
            help: Vec::new(),
            first: None,
        }
    }

    /// An error without a place in a text.
    #[must_use]
    pub fn general(message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            message: message.into(),
            place: None,
            help: Vec::new(),
            first: None,
        }
    }

    /// The place and its excerpt, with the range marked below it:
    ///
    /// ```text
    ///  --> q.graphql:1:11
    ///   |
    /// 1 | query Q { fiim { id } }
    ///   |           ^^^^
    /// ```
    pub(crate) fn location(&self) -> Option<String> {
        let place = self.place.as_ref()?;
        let gutter = place.line.to_string().len();
        let indent: String = place
            .excerpt
            .chars()
            .take(place.column - 1)
            .map(|character| if character == '\t' { '\t' } else { ' ' })
            .collect();
        let empty = " ".repeat(gutter);
        Some(format!(
            "{empty}--> {}:{}:{}\n{empty} |\n{} | {}\n{empty} | {indent}{}",
            place.file,
            place.line,
            place.column,
            place.line,
            place.excerpt,
            "^".repeat(place.width)
        ))
    }

    /// Adds a way to fix it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// Turns the diagnostic into a warning.
    #[must_use]
    pub fn into_warning(self) -> Self {
        Self {
            severity: Severity::Warning,
            ..self
        }
    }
}

/// Whether one of the diagnostics is an error.
pub(crate) fn has_error(diagnostics: &[Diagnostic]) -> bool {
    diagnostics
        .iter()
        .any(|diagnostic| diagnostic.severity == Severity::Error)
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.message)?;
        if let Some(location) = self.location() {
            write!(f, "\n{location}")?;
        }
        for help in &self.help {
            write!(f, "\n  = help: {help}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_offending_token_is_marked_under_its_line() {
        let source = Source {
            name: "queries/q.graphql",
            text: "query Q {\n\tfiim { id }\n}",
        };
        let diagnostic = Diagnostic::error(&source, 11..15, "no field `fiim` on type `Root`")
            .help("did you mean `film`?");
        assert_eq!(
            diagnostic.to_string(),
            "no field `fiim` on type `Root`\n --> queries/q.graphql:2:2\n  |\n2 | \tfiim { id }\n  | \t^^^^\n  = help: did you mean `film`?"
        );
    }
}
