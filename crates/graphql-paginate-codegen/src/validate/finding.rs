//! Errors by byte range, before lines and columns are computed.

use crate::diagnostic::Diagnostic;
use crate::source::Source;
use std::fmt::Display;
use std::ops::Range;

/// An error at a byte range. Computing its line and column takes a pass over the text, so it is done last.
pub(super) struct Finding {
    /// The range in the user's text.
    pub(super) range: Range<usize>,
    message: String,
    help: Vec<String>,
    /// The byte offset of the earlier place whose line and column are in the message.
    first: Option<usize>,
}

impl Finding {
    pub(super) fn new(range: Range<usize>, message: impl Into<String>) -> Self {
        Self {
            range,
            message: message.into(),
            help: Vec::new(),
            first: None,
        }
    }

    /// A duplicate, at its second occurrence, with the position of the first.
    pub(super) fn duplicate(
        source: &Source<'_>,
        first: usize,
        second: Range<usize>,
        what: impl Display,
    ) -> Self {
        let (line, column) = source.position(first);
        let message = format!("duplicate {what}, first given at {line}:{column}");
        Self {
            first: Some(first),
            ..Self::new(second, message)
        }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    pub(super) fn diagnostic(self, source: &Source<'_>) -> Diagnostic {
        let mut diagnostic = Diagnostic::error(source, self.range, self.message);
        diagnostic.help = self.help;
        diagnostic.first = self.first;
        diagnostic
    }
}
