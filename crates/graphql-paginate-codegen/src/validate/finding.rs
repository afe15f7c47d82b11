//! Diagnostics whose excerpt is not cut out yet.

use crate::diagnostic::Diagnostic;
use crate::text::Source;
use std::fmt::Display;
use std::ops::Range;

/// A diagnostic without its place in lines and columns, which costs a walk through the text.
pub(super) struct Finding {
    /// In the user's text.
    pub(super) range: Range<usize>,
    message: String,
    help: Vec<String>,
}

impl Finding {
    pub(super) fn new(range: Range<usize>, message: impl Into<String>) -> Self {
        Self {
            range,
            message: message.into(),
            help: Vec::new(),
        }
    }

    /// Something that is there twice: marked where it comes again, with the place of the first.
    pub(super) fn again(
        source: &Source<'_>,
        first: usize,
        again: Range<usize>,
        what: impl Display,
    ) -> Self {
        let (line, column) = source.position(first);
        Self::new(again, format!("{what}, first at {line}:{column}"))
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    pub(super) fn diagnostic(self, source: &Source<'_>) -> Diagnostic {
        let error = Diagnostic::error(source, self.range, self.message);
        self.help.into_iter().fold(error, Diagnostic::help)
    }
}
