//! The text of a query as a server accepts it: without the directives that Apollo Client and Relay evaluate themselves.
//!
//! `todos(first: 3) @connection(key: "todos") { … }` is sent as `todos(first: 3) { … }`. Variables that only such a
//! directive uses are removed with it, because servers refuse unused variables.

mod directive;
mod removal;
mod variable;

use crate::diagnostic::{Diagnostic, SourceSpan};
use crate::schema::Schema;
use crate::source::Source;
use crate::text::parse;
use directive::client_directives;
use std::ops::Range;
use variable::newly_unused;

/// A query's text without the directives that servers do not know and that change nothing in a response.
pub(crate) struct ServerText<'a> {
    written: Source<'a>,
    /// The text with spaces in place of what is removed, so that positions stay; `None` if nothing is removed.
    blanked: Option<String>,
    /// The byte ranges that are not sent, in ascending order.
    removed: Vec<Range<usize>>,
}

impl<'a> ServerText<'a> {
    /// Removes the directives that the schema does not define. A text with syntax errors stays as it is.
    pub(crate) fn new(schema: &Schema<'_>, written: Source<'a>) -> Self {
        let mut text = Self {
            written,
            blanked: None,
            removed: Vec::new(),
        };
        if !written.text.contains('@') {
            return text;
        }
        let Ok(document) = parse::executable(written) else {
            return text;
        };
        text.remove(client_directives(schema, &document));
        if let Ok(without) = parse::executable(text.source()) {
            let unused = newly_unused(written.text, &document, &without);
            text.remove(unused);
        }
        text
    }

    /// The text to generate code for. Byte offsets and lines are those of the written text.
    pub(crate) fn source(&self) -> Source<'_> {
        Source {
            name: self.written.name,
            text: self.blanked.as_deref().unwrap_or(self.written.text),
        }
    }

    /// The byte ranges that are not sent, with the spaces before them, in ascending order.
    pub(crate) fn removed(&self) -> Vec<Range<usize>> {
        let removed = self.removed.iter();
        removed
            .map(|range| removal::with_spaces(self.written.text, range))
            .collect()
    }

    /// Turns a diagnostic about [`source`](Self::source) into one about the written text: in a line with removed
    /// characters of several bytes, the columns differ.
    pub(crate) fn locate(&self, diagnostic: &mut Diagnostic) {
        if self.blanked.is_none() {
            return;
        }
        if let Some(place) = &mut diagnostic.place {
            **place = SourceSpan::new(&self.written, place.range.clone());
        }
        if let Some(first) = diagnostic.first {
            let (line, column) = self.source().position(first);
            let blanked = format!("at {line}:{column}");
            let (line, column) = self.written.position(first);
            let written = format!("at {line}:{column}");
            diagnostic.message = diagnostic.message.replacen(&blanked, &written, 1);
        }
    }

    fn remove(&mut self, ranges: Vec<Range<usize>>) {
        if ranges.is_empty() {
            return;
        }
        self.removed.extend(ranges);
        self.removed.sort_by_key(|range| range.start);
        self.blanked = Some(removal::blanked(self.written.text, &self.removed));
    }
}
